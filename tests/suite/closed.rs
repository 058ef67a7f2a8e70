//! Nobody reads what Candor says any more, as in `candor check | head -1`.

use std::process::Stdio;

use crate::common::Site;

/// Runs Candor with both outputs into pipes whose readers have gone away.
fn code_with_nobody_listening(site: &Site, arguments: &[&str]) -> Option<i32> {
    let (out_reader, out) = std::io::pipe().unwrap();
    let (err_reader, err) = std::io::pipe().unwrap();
    drop((out_reader, err_reader));
    let mut command = site.candor(arguments);
    command.stdout(Stdio::from(out)).stderr(Stdio::from(err));
    command.status().unwrap().code()
}

#[test]
fn a_command_that_nobody_listens_to_ends_as_it_would_have() {
    let commands: &[&[&str]] = &[
        &["check"],
        &["check", "--verbose"],
        &["check", "--format", "json"],
        &["check", "--since", "nothing"],
        &["build"],
        &["build", "--allow-findings"],
        &["coverage"],
        &["explain"],
        &["explain", "nothing"],
        &["search", "fees"],
        &["search", "xyzzy"],
        &["suggest"],
        &["suggest", "--apply"],
        &["translated", "content/faq/fees.es.md"],
        &["new", "page", "about"],
        &["new", "topic", "fees"],
        &["init", "another"],
        &["schema"],
        &["--help"],
        &["nothing"],
    ];
    for arguments in commands {
        for breaks in [false, true] {
            let prepare = || {
                let site = Site::minimal();
                if breaks {
                    site.append("content/faq/fees.md", "\n[gone](gone.md)\n");
                }
                site
            };
            let heard = prepare().run(arguments).code;
            let unheard = code_with_nobody_listening(&prepare(), arguments);
            assert_eq!(heard, unheard, "candor {}", arguments.join(" "));
        }
    }
}
