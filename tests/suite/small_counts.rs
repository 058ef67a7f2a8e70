//! Small counts of a quarter could point to a single customer: they are nowhere in what is
//! published, nor can they be worked out from it.

use crate::common::Site;
use crate::common::audit::select;
use scraper::Html;

const QUARTER: &str = r#"
quarter = "2026-q3"
published = 2026-10-20

[requests]
received = 911
by_method = { phone = 800, email = 100, mail = 8, chat = 3 }
by_topic = { fees = 700, transfers = 211 }

[complaints]
received = 40
by_method = { phone = 17, mail = 23 }
by_topic = { fees = 36, transfers = 4 }

[feedback]
responses = 500
satisfied = 497
"#;

fn site(quarter: &str) -> Site {
    let site = Site::minimal();
    site.write("content/reports/2026-q3.toml", quarter);
    site
}

/// The rows of a table below a heading, cell by cell, and which of them have a bar.
fn rows(html: &str, heading: &str) -> Vec<(Vec<String>, bool)> {
    let page = Html::parse_document(html);
    let table = format!("[aria-labelledby=\"{heading}\"] tbody tr");
    let rows: Vec<_> = select(&page, &table)
        .into_iter()
        .map(|row| {
            let fragment = Html::parse_fragment(&format!("<table>{}</table>", row.html()));
            let cells = select(&fragment, "th, td")
                .into_iter()
                .map(|cell| cell.text().collect::<String>().trim().to_owned())
                .collect();
            (cells, !select(&fragment, "svg").is_empty())
        })
        .collect();
    assert!(!rows.is_empty(), "there is no table {heading}");
    rows
}

fn row(cells: [&str; 3], bar: bool) -> (Vec<String>, bool) {
    (cells.map(str::to_owned).to_vec(), bar)
}

#[test]
fn a_small_count_and_the_one_beside_it_are_in_no_table_and_no_chart() {
    let site = site(QUARTER).built();
    let page = site.published("reports/2026-q3/index.html");
    assert_eq!(
        rows(&page, "requests-received-by-method"),
        [
            row(["Phone", "800", "88%"], true),
            row(["Email", "100", "11%"], true),
            row(["Chat", "fewer than 5", "–"], false),
            row(["Mail", "not shown", "–"], false),
        ]
    );
    assert_eq!(
        rows(&page, "requests-received-by-topic"),
        [
            row(["Fees", "700", "77%"], true),
            row(["Transfers", "211", "23%"], true),
        ],
        "a table without small counts stays whole"
    );
    assert_eq!(
        rows(&page, "complaints-received-by-topic"),
        [
            row(["Fees", "not shown", "–"], false),
            row(["Transfers", "fewer than 5", "–"], false),
        ]
    );
    assert!(page.contains(">911<"), "totals stay");
    assert!(page.contains("Numbers below 5 are not shown"));
    let spanish = site.published("es/reports/2026-q3/index.html");
    assert_eq!(
        rows(&spanish, "requests-received-by-method")[2].0[1],
        "menos de 5"
    );
    assert!(spanish.contains("No se muestran los números menores de 5"));
}

#[test]
fn a_small_count_is_in_no_table_for_programs() {
    let site = site(QUARTER).built();
    let csv = site.published("reports/2026-q3.csv");
    for line in [
        "2026-q3,requests,received,,911",
        "2026-q3,requests,received_by_method,chat,<5",
        "2026-q3,requests,received_by_method,email,100",
        "2026-q3,requests,received_by_method,mail,suppressed",
        "2026-q3,complaints,received_by_topic,fees,suppressed",
        "2026-q3,complaints,received_by_topic,transfers,<5",
        "2026-q3,feedback,responses,,500",
        "2026-q3,feedback,satisfied,,suppressed",
    ] {
        assert!(csv.contains(&format!("{line}\r\n")), "no {line} in\n{csv}");
    }
}

#[test]
fn few_unsatisfied_customers_are_not_worked_out_from_the_satisfied_ones() {
    let site = site(QUARTER).built();
    for path in ["reports/2026-q3/index.html", "reports/index.html"] {
        let page = site.published(path);
        assert!(!page.contains("497"), "{path}");
        assert!(!page.contains("99%"), "{path}");
    }
    assert!(
        site.published("reports/2026-q3/index.html")
            .contains("<dd>500</dd>")
    );
}

#[test]
fn nothing_that_is_published_tells_the_counts_apart() {
    // Were the counts in any file, these two sites would differ in it.
    let one = site(QUARTER).built();
    let other = QUARTER.replace("mail = 8, chat = 3", "mail = 7, chat = 4");
    assert_ne!(QUARTER, other);
    let other = site(&other.replace("satisfied = 497", "satisfied = 498")).built();
    other
        .output()
        .assert_same_bytes(&one.output(), "two sites with other small counts");
}

#[test]
fn the_configuration_sets_the_limit() {
    let all = site(QUARTER);
    all.append("candor.toml", "\n[reports]\nsuppress_below = 0\n");
    let all = all.built();
    assert!(all.published("reports/2026-q3.csv").contains("chat,3\r\n"));
    let page = all.published("reports/2026-q3/index.html");
    assert!(page.contains("<small>(99%)</small>") && !page.contains("are not shown"));
    let ten = site(QUARTER);
    ten.append("candor.toml", "\n[reports]\nsuppress_below = 10\n");
    let ten = ten.built();
    let page = ten.published("reports/2026-q3/index.html");
    let methods = rows(&page, "requests-received-by-method");
    assert_eq!(
        methods[2..],
        [
            row(["Chat", "fewer than 10", "–"], false),
            row(["Mail", "fewer than 10", "–"], false),
        ]
    );
}

/// A spreadsheet takes for a formula what begins like one.
#[test]
fn no_cell_of_the_table_for_spreadsheets_is_a_formula() {
    let site = site(
        &QUARTER
            .replace("phone = 800", "\"=cmd|' /C calc'!A0\" = 800")
            .replace("email = 100", "\"+1\" = 50, \"-1\" = 50")
            .replace(
                "fees = 700",
                "\"@SUM(A1)\" = 600, \"\\tx\" = 50, \"fees-and-more\" = 50",
            ),
    );
    let _ = site.run(&["build", "--allow-findings"]);
    let csv = site.published("reports/2026-q3.csv");
    let mut guarded = 0;
    for record in csv::Reader::from_reader(csv.as_bytes()).records() {
        for cell in &record.unwrap() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?}"
            );
            guarded += usize::from(cell.starts_with('\''));
        }
    }
    assert_eq!(guarded, 5, "{csv}");
    assert!(csv.contains(",fees-and-more,"), "{csv}");
}
