//! Bad input: channels, schedules, commitments and counts that say nothing.

use crate::common::Site;

const CHANNELS: &str = "content/channels.toml";
const REPORT: &str = "content/reports/2026-q3.toml";

fn with_report(text: &str) -> impl FnOnce(&Site) + '_ {
    move |site| {
        site.write(REPORT, text);
    }
}

#[test]
fn hours_that_do_not_parse() {
    for (name, hours) in [
        ("words", "weekdays nine to five"),
        ("no_such_time", "Mo-Fr 08:00-28:61"),
        ("no_such_day", "Mx-Fr 08:00-20:00"),
        ("empty", ""),
    ] {
        let run = Site::minimal().refuses_and_check_agrees(|site| {
            site.replace(CHANNELS, "Mo-Fr 08:00-20:00; PH off", hours);
        });
        insta::with_settings!({ snapshot_suffix => name }, {
            assert_said!(run.denied());
        });
    }
}

#[test]
fn a_time_zone_that_does_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(CHANNELS, "America/New_York", "America/New_Yrok");
    });
    assert_said!(run.denied());
}

#[test]
fn hours_without_a_time_zone() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(CHANNELS, "time_zone = \"America/New_York\"\n", "");
    });
    assert_said!(run.denied());
}

#[test]
fn holidays_of_a_region_that_is_not_known() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(CHANNELS, "US-NY", "US-QQ");
    });
    assert_said!(run.denied());
}

#[test]
fn commitments_that_promise_nothing() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(
            CHANNELS,
            "{ first_reply = \"2 minutes\", resolution = \"10 business days\" }",
            "{ first_reply = \"soon\", update = \"-3 days\", resolution = 10 }",
        );
    });
    assert_said!(run.denied());
}

#[test]
fn a_commitment_for_a_stage_that_does_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(CHANNELS, "first_reply =", "frist_reply =");
    });
    assert_said!(run.denied());
}

#[test]
fn channels_that_reach_nobody() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.replace(CHANNELS, "+1-888-555-0134", "ask at the desk")
            .replace(CHANNELS, "care@harbor.example", "care at harbor")
            .append(
                CHANNELS,
                "\n[[channel]]\nid = \"chat\"\nkind = \"chat\"\nlink = \"javascript:open()\"\n",
            )
            .append(
                CHANNELS,
                "\n[[channel]]\nid = \"Post Office\"\nkind = \"mail\"\n",
            )
            .append(
                CHANNELS,
                "\n[[channel]]\nid = \"email\"\nkind = \"email\"\naddress = \"b@harbor.example\"\n",
            );
    });
    assert_said!(run.denied());
}

#[test]
fn counts_below_zero() {
    let run = Site::minimal().refuses_and_check_agrees(with_report(
        "quarter = \"2026-q3\"\n\n\
         [requests]\nreceived = -12\nclosed = -1\naverage_hours_to_resolution = -4.5\nby_method = { phone = -7 }\nby_topic = { fees = -2 }\n\n\
         [complaints]\nreceived = 0\n\n[feedback]\nresponses = -5\nsatisfied = -6\n",
    ));
    assert_said!(run.denied());
}

#[test]
fn a_count_that_no_computer_holds() {
    let run = Site::minimal().refuses_and_check_agrees(with_report(
        "quarter = \"2026-q3\"\nrequests = { received = 99999999999999999999 }\ncomplaints = { received = 0 }\n",
    ));
    run.says("1 error, 0 warnings");
    assert_said!(run.denied());
}

#[test]
fn figures_that_are_no_numbers() {
    let run = Site::minimal().refuses_and_check_agrees(with_report(
        "quarter = \"2026-q3\"\n\
         requests = { received = 2, average_hours_to_resolution = nan }\n\
         complaints = { received = 2, average_hours_to_resolution = inf }\n\n\
         [[measured]]\nchannel = \"phone\"\nstage = \"first_reply\"\nmedian = \"2 minutes\"\nwithin_commitment = nan\n",
    ));
    assert_said!(run.denied());
}

#[test]
fn a_report_that_contradicts_its_name_its_channels_and_itself() {
    let run = Site::minimal().refuses_and_check_agrees(with_report(
        "quarter = \"2026-q2\"\nrequests = { received = 2 }\ncomplaints = { received = 2 }\n\
         feedback = { responses = 2, satisfied = 3 }\n\n\
         [[measured]]\nchannel = \"fone\"\nstage = \"first_reply\"\nmedian = \"2 minutes\"\nwithin_commitment = 96\n",
    ));
    assert_said!(run.denied());
}

#[test]
fn a_quarter_that_does_not_exist() {
    let run = Site::minimal().refuses_and_check_agrees(with_report(
        "quarter = \"2026-q5\"\nrequests = { received = 2 }\ncomplaints = { received = 2 }\n",
    ));
    run.says("`2026-q5` is no quarter")
        .says("1 error, 0 warnings");
    assert_said!(run.denied());
}

#[test]
fn a_notice_that_does_not_say_what_it_is() {
    let run = Site::minimal().refuses_and_check_agrees(|site| {
        site.write("content/notices/2026-11-20-outage.md", "+++\ntitle = \"Outage\"\nkind = \"surprise\"\nannounced = 2026-11-20T09:00:00-05:00\n+++\n\nWe are down.\n")
            .write(
                "content/notices/2026-11-21-repair.md",
                "+++\ntitle = \"Repair\"\nkind = \"planned\"\nstatus = \"scheduled\"\nannounced = 2026-11-20T09:00:00-05:00\n\
                 starts = 2026-11-22T09:00:00-05:00\nends = 2026-11-21T09:00:00-05:00\n+++\n\nWe repair.\n",
            );
    });
    assert_said!(run.denied());
}
