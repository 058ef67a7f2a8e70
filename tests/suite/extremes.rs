//! Input at the edges: far days, hundreds of rules, thousands of signs. It is refused or done, in linear time.

use crate::common::{Site, page};

#[test]
fn days_at_the_edge_of_the_calendar_are_refused() {
    let site = Site::minimal();
    for now in [
        "+262142-12-31",
        "-262143-01-01",
        "9001-01-01",
        "1969-12-31",
        "+10000-01-01T00:00:00Z",
        "0000-01-01",
    ] {
        let argument = format!("--now={now}");
        for command in ["check", "build"] {
            let mut run = site.candor(&[]);
            run.args([command, &argument])
                .env_remove("SOURCE_DATE_EPOCH");
            site.finish(run).at_fault();
        }
    }
    for epoch in [
        "8210266876799",
        "-8334601228800",
        "-1",
        "253402300800",
        "99999999999999999999",
    ] {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
        run.args(["check", "--root"])
            .arg(site.root())
            .env("SOURCE_DATE_EPOCH", epoch);
        site.finish(run).at_fault();
    }
    for now in ["1970-01-01", "9000-12-31", "2024-02-29T23:59:59Z"] {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
        run.args(["build", "--now", now, "--allow-findings", "--root"])
            .arg(site.root());
        let code = site.finish(run).code;
        assert!(matches!(code, Some(0)), "{now}: {code:?}");
    }
}

#[test]
fn more_threads_than_a_machine_can_start_are_as_good_as_many() {
    for jobs in ["65535", "257", "1"] {
        let site = Site::minimal();
        site.run(&["build", "--jobs", jobs]).succeeds();
    }
}

#[test]
fn more_rules_than_anybody_follows_are_told() {
    let rules = |one: &str, number: usize| vec![one; number].join("; ");
    let times = |number: usize| {
        let times: Vec<String> = (0..number)
            .map(|at| {
                format!(
                    "{:02}:{:02}-{:02}:{:02}",
                    at / 4,
                    at % 4 * 15,
                    at / 4,
                    at % 4 * 15 + 10
                )
            })
            .collect();
        format!("Mo-Fr {}", times.join(","))
    };
    for (hours, is_told) in [
        (rules("Mo-Fr 08:00-20:00", 250), true),
        (rules("Mo-Fr 08:00-20:00", 5000), true),
        (rules("Dec 24 off", 129), true),
        (times(60), true),
        (format!("Mo-Fr 08:00-20:00; {}", " ".repeat(9000)), true),
        ("Mo-Fr 08:00-20:00; PH off".to_owned(), false),
        (times(40) + "; PH off", false),
        (
            format!(
                "Mo-Fr 08:00-20:00; PH off; {}",
                (1..=28)
                    .map(|day| format!("2027 Feb {day:02} 09:00-12:00"))
                    .collect::<Vec<_>>()
                    .join("; ")
            ),
            false,
        ),
    ] {
        let site = Site::minimal();
        site.replace("content/channels.toml", "Mo-Fr 08:00-20:00; PH off", &hours);
        let run = site.check();
        assert_eq!(
            run.stdout.contains("more rules than Candor follows"),
            is_told,
            "{} bytes: {run}",
            hours.len()
        );
    }
}

/// Runs of signs between letters: what took minutes takes a moment. A test cannot measure time,
/// but one that takes minutes is noticed.
#[test]
fn thousands_of_signs_are_no_burden() {
    let site = Site::minimal();
    site.write(
        "content/faq/dots.md",
        page(
            "Dots",
            &format!(
                "## Wire a{}b fee? {{#dots}}\n\nWire a{}b fee.\n",
                ".".repeat(50_000),
                "!".repeat(50_000)
            ),
        ),
    );
    site.write(
        "content/faq/more-dots.md",
        page(
            "More dots",
            "## Wire fee? {#wire-fee}\n\nA wire has a fee.\n",
        ),
    );
    site.append(
        "candor.toml",
        "\n[[search.expect]]\nquery = \"wire fee\"\nfinds = \"more-dots\"\n",
    );
    let run = site.run(&["build", "--allow-findings"]);
    assert!(matches!(run.code, Some(0 | 1)), "{:?}", run.code);
}
