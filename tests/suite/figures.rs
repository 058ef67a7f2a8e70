//! Figures, numbers and addresses that cannot be, and stubs that would be published as facts.

use crate::common::Site;

const CHANNELS: &str = "content/channels.toml";
const REPORT: &str = "content/reports/2026-q3.toml";

#[test]
fn a_number_that_nobody_can_have_is_refused() {
    for (number, why) in [
        ("+1-888-555-013", "ten digits"),
        ("+1-888-555-01344", "ten digits"),
        ("+1-088-555-0134", "ten digits"),
        ("+1-888-155-0134", "ten digits"),
        ("+999-12345678", "no country"),
        ("+210 1234567", "no country"),
        ("+49 30", "no telephone number"),
        ("+34 91 00000", "is like this"),
    ] {
        let site = Site::minimal();
        site.replace(CHANNELS, "+1-888-555-0134", number);
        let found = site.findings();
        assert!(
            found
                .iter()
                .any(|finding| finding.file == CHANNELS && finding.message.contains(why)),
            "{number}: {found:#?}"
        );
    }
    for number in [
        "+1-888-555-0134",
        "+1 (212) 555-0199",
        "+44 20 7946 0958",
        "+34 900 000 000",
        "+49 30 23125 000",
        "+41 44 668 18 00",
        "+65 6123 4567",
        "+39 06 1234 5678",
    ] {
        let site = Site::minimal();
        site.replace(CHANNELS, "+1-888-555-0134", number);
        let found = site.findings();
        assert!(found.is_empty(), "{number}: {found:#?}");
    }
}

#[test]
fn an_address_without_a_domain_is_refused() {
    for address in [
        "care@harbor",
        "care@harbor..example",
        "care@-harbor.example",
        "care@10.0.0.1",
        "care@harbor.e",
        "care@",
        "ca re@harbor.example",
        ".care@harbor.example",
        "a@b@harbor.example",
    ] {
        let site = Site::minimal();
        site.replace(CHANNELS, "care@harbor.example", address);
        let found = site.findings();
        assert!(
            found
                .iter()
                .any(|finding| finding.id == "data.value" && finding.file == CHANNELS),
            "{address}: {found:#?}"
        );
    }
    for address in [
        "care+help@harbor.example",
        "c.are@help.harbor.example",
        "care@hafen-münze.example",
        "care@xn--mnze-0ra.example",
        "o'neil@harbor.co.uk",
    ] {
        let site = Site::minimal();
        site.replace(CHANNELS, "care@harbor.example", address);
        assert!(
            site.findings().is_empty(),
            "{address}: {:#?}",
            site.findings()
        );
    }
}

fn quarter(requests: &str, more: &str) -> String {
    format!(
        "quarter = \"2026-q3\"\n\n[requests]\n{requests}\n[complaints]\nreceived = 0\nclosed = 0\n\n{more}"
    )
}

fn measured(channel: &str, stage: &str, median: &str) -> String {
    format!("[[measured]]\nchannel = \"{channel}\"\nstage = \"{stage}\"\nmedian = \"{median}\"\n")
}

#[test]
fn figures_that_cannot_be_are_told() {
    for (requests, more, says) in [
        (
            "received = 0\nclosed = 0\n",
            "".to_owned(),
            "nobody asked for anything",
        ),
        (
            "received = 0\n",
            measured("phone", "first_reply", "2 minutes"),
            "nothing was received on it",
        ),
        (
            "received = 20\nby_method = { phone = 0, email = 20 }\n",
            measured("phone", "first_reply", "2 minutes"),
            "`phone` was measured",
        ),
        (
            "received = 10\nclosed = 12\n",
            String::new(),
            "no more than 10 can have been open",
        ),
        (
            "received = 10\nclosed = 10\naverage_hours_to_resolution = 0.0\n",
            String::new(),
            "in no time at all",
        ),
        (
            "received = 10\nclosed = 0\naverage_hours_to_resolution = 3.5\n",
            String::new(),
            "no requests were closed",
        ),
        (
            "received = 10\nclosed = 10\naverage_hours_to_resolution = 0.1\n",
            measured("email", "resolution", "3 days"),
            "took 0.1 hours on average",
        ),
    ] {
        let site = Site::minimal();
        site.replace(
            "candor.toml",
            "short_name = \"Harbor\"",
            "short_name = \"Harbor\"\nstarted = \"2026-q3\"",
        );
        site.write(REPORT, quarter(requests, &more));
        let found = site.findings();
        assert!(
            found
                .iter()
                .any(|finding| finding.id == "records.consistent"
                    && finding.file == REPORT
                    && finding.message.contains(says)),
            "{requests}: {found:#?}"
        );
    }
    for (requests, more) in [
        (
            "received = 10\nclosed = 8\naverage_hours_to_resolution = 12.5\n",
            measured("email", "resolution", "3 days"),
        ),
        (
            "received = 10\nclosed = 10\naverage_hours_to_resolution = 4\n",
            measured("phone", "first_reply", "2 minutes"),
        ),
        // Most were solved at once, and a few took days.
        (
            "received = 400\nclosed = 400\naverage_hours_to_resolution = 2\n",
            measured("email", "resolution", "2 business days"),
        ),
        (
            "received = 20\nby_method = { phone = 12, email = 8 }\n",
            measured("phone", "first_reply", "2 minutes"),
        ),
        (
            "received = 0\nclosed = 2\naverage_hours_to_resolution = 9\n",
            String::new(),
        ),
    ] {
        // Nobody says since when it serves customers: some may have been open.
        let site = Site::minimal();
        site.write(REPORT, quarter(requests, &more));
        let found = site.findings();
        assert!(found.is_empty(), "{requests}: {found:#?}");
    }
}

#[test]
fn what_is_left_open_is_carried_over() {
    let two = |closed: u32| {
        let site = Site::minimal();
        site.replace(
            "candor.toml",
            "short_name = \"Harbor\"",
            "short_name = \"Harbor\"\nstarted = \"2026-q2\"",
        );
        let first = quarter("received = 10\nclosed = 7\n", "").replace("2026-q3", "2026-q2");
        site.write("content/reports/2026-q2.toml", first);
        site.write(
            REPORT,
            quarter(&format!("received = 5\nclosed = {closed}\n"), ""),
        );
        site.findings()
    };
    assert!(two(8).is_empty(), "{:#?}", two(8));
    let found = two(9);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].message.contains("3 from before and 5 received"),
        "{found:#?}"
    );
}

#[test]
fn no_stub_can_be_published_as_it_is() {
    let site = Site::minimal();
    site.run(&["new", "quarter", "2026-q3"]).succeeds();
    site.run(&["new", "notice", "outage"]).succeeds();
    site.run(&["new", "topic", "staking"]).succeeds();
    let report = site.read(REPORT);
    // Commented measurements that somebody takes in as they are.
    site.write(REPORT, report.replace("\n# ", "\n"));
    let found = site.findings();
    for file in [
        REPORT,
        "content/notices/2026-11-21-outage.md",
        "content/faq/staking.md",
    ] {
        let waiting = found
            .iter()
            .filter(|finding| finding.file == file && finding.id == "content.placeholder");
        assert!(waiting.count() > 2, "{file}: {found:#?}");
    }
    let mut places: Vec<(&str, u64)> = found
        .iter()
        .map(|finding| (&*finding.file, finding.line))
        .collect();
    let all = places.len();
    places.dedup();
    assert_eq!(places.len(), all, "a place is told twice: {found:#?}");
    for (line, text) in (1..).zip(site.read("content/notices/2026-11-21-outage.md").lines()) {
        let is_told = found
            .iter()
            .any(|finding| finding.file.ends_with("outage.md") && finding.line == line);
        assert_eq!(text.contains("TODO"), is_told, "{text}");
    }
}

#[test]
fn the_stub_on_ai_fits_what_the_channels_say() {
    let site = Site::empty();
    site.run(&["init", &site.root().display().to_string()])
        .succeeds();
    let stub = site.read("content/faq/ai-assistants.md");
    assert!(
        stub.contains("covers=ai-assistants.none") && !stub.contains("ai-assistants.disclosure"),
        "{stub}"
    );
    site.remove("content/faq/ai-assistants.md");
    let run = site.check();
    assert!(run.stdout.contains("ai-assistants.none"), "{run}");
    let channels = site
        .read(CHANNELS)
        .replace("ai = { used = false }", "ai = { used = true }");
    site.write(
        CHANNELS,
        channels.replace("\"TODO: your address\"", "\"care@harbor.example\""),
    );
    site.run(&["new", "topic", "ai-assistants"]).succeeds();
    let stub = site.read("content/faq/ai-assistants.md");
    assert!(
        stub.contains("ai-assistants.disclosure") && !stub.contains("ai-assistants.none"),
        "{stub}"
    );
}
