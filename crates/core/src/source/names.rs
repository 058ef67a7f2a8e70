//! Names of files that would be published as something else than their writers meant, and names that are nobody's content.

use candor_model::findings::Finding;

/// Endings of Markdown that other programs know.
const MARKDOWN: &[&str] = &[
    "markdown", "mdown", "mdtext", "mdtxt", "mdwn", "mdx", "mkd", "mkdn", "qmd", "rmd",
];

/// Names that Windows keeps for devices, with whatever ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The one folder whose name begins with a dot and that hosts must publish (RFC 8615).
pub const WELL_KNOWN: &str = ".well-known";

/// Names of files that are nobody's content, such as an editor's backups, or what Windows and Office leave.
pub fn is_hidden_name(name: &str) -> bool {
    let is_left = || {
        [
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "__macosx",
            "$recycle.bin",
        ]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
    };
    (name.starts_with('.') && name != WELL_KNOWN)
        || name.ends_with('~')
        || name.starts_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || is_left()
}

/// Whether Windows cannot hold a file or folder of this name.
pub fn is_reserved(name: &str) -> bool {
    if !name.starts_with(['a', 'A', 'c', 'C', 'l', 'L', 'n', 'N', 'p', 'P']) {
        return false;
    }
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    let port = ["com", "lpt"]
        .iter()
        .find_map(|device| stem.strip_prefix(device));
    let is_port = port.is_some_and(|number| {
        let mut signs = number.chars();
        signs
            .next()
            .is_some_and(|sign| matches!(sign, '1'..='9' | '¹' | '²' | '³'))
            && signs.next().is_none()
    });
    DEVICES.contains(&stem.as_str()) || is_port
}

/// What is wrong with a file of `content/` by its name alone; `is_there` tells whether there is another one.
pub fn misnamed(path: &str, is_there: &dyn Fn(&str) -> bool) -> Option<Finding> {
    if path.split('/').nth(1) == Some(WELL_KNOWN) {
        return None;
    }
    let (folder, name) = path.rsplit_once('/')?;
    let (stem, ending) = name.rsplit_once('.')?;
    let lower = ending.to_ascii_lowercase();
    let is_source = matches!(lower.as_str(), "md" | "toml");
    let rename = |message: String, to: &str| {
        Finding::error("source.kind", message).help(format!(
            "Rename it to {to}, or move it out of content/ if it is not to be published."
        ))
    };
    let inner = stem
        .rsplit_once('.')
        .map(|(bare, inner)| (bare, inner.to_ascii_lowercase()));
    if let Some((bare, inner)) = inner
        && !is_source
        && (inner == "md" || inner == "toml" || MARKDOWN.contains(&inner.as_str()))
    {
        let right = if inner == "toml" { "toml" } else { "md" };
        return Some(rename(
            format!(
                "this looks like a text of the site, but ends in .{ending}, so it would be published as it is, front matter and all"
            ),
            &format!("{bare}.{right}"),
        ));
    }
    if MARKDOWN.contains(&lower.as_str()) {
        return Some(rename(
            format!("this looks like a page, but ends in .{ending}"),
            &format!("{stem}.md"),
        ));
    }
    if is_source && ending != lower {
        return Some(rename(
            format!("this ends in .{ending}, and only small letters are read"),
            &format!("{stem}.{lower}"),
        ));
    }
    (is_source && is_copy(folder, stem, ending, is_there)).then(|| {
        Finding::error("source.kind", "this looks like a copy that another program left, and would be published as a page of its own").help(
            "Take over what is new in it, then delete it. If it is a page of its own, give it another name.",
        )
    })
}

/// Whether a name is that of a copy: of a folder that is shared between machines, of a file manager, or of git.
fn is_copy(folder: &str, stem: &str, ending: &str, is_there: &dyn Fn(&str) -> bool) -> bool {
    // Nearly every name: programs that copy use blanks, brackets, capitals or the word.
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
    if stem.bytes().all(is_plain) && !stem.contains("conflict") {
        return false;
    }
    let lower = stem.to_lowercase();
    let is_said = [
        "conflicted copy",
        "conflict copy",
        "case conflict",
        ".sync-conflict-",
        "_conflict-20",
        "[conflict",
        "(conflict",
    ]
    .iter()
    .any(|words| lower.contains(words));
    // `fees (1)`, `fees(2)`
    let is_numbered = stem
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .is_some_and(|(_, number)| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
    // `fees copy`, `fees - Copy (2)`, `Copy of fees`
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has_blank = stem.contains(' ');
    let is_named = has_blank
        && (matches!(words.as_slice(), [.., "copy"])
            || matches!(words.as_slice(), ["copy", "of", ..])
            || matches!(words.as_slice(), [_, .., "copy", number] if number.bytes().all(|byte| byte.is_ascii_digit())));
    // `fees_LOCAL_4711`
    let is_of_git = stem.rsplit_once('_').is_some_and(|(rest, number)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && ["_BACKUP", "_BASE", "_LOCAL", "_REMOTE"]
                .iter()
                .any(|side| rest.ends_with(side))
    });
    is_said || is_numbered || is_named || is_of_git || is_of_machine(folder, stem, ending, is_there)
}

/// `fees-DESKTOP-AB12CD`, `fees-Annas-MacBook` beside `fees`: the name of a machine, as OneDrive adds it.
fn is_of_machine(folder: &str, stem: &str, ending: &str, is_there: &dyn Fn(&str) -> bool) -> bool {
    stem.match_indices('-').any(|(at, _)| {
        let machine = &stem[at + 1..];
        let is_machine = ["DESKTOP-", "LAPTOP-", "WIN-"].iter().any(|prefix| {
            machine.strip_prefix(prefix).is_some_and(|id| {
                id.len() >= 5
                    && id.bytes().all(|byte| {
                        byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-'
                    })
            })
        });
        let is_told = ["MacBook", "iMac", "-PC", "-MBP"]
            .iter()
            .any(|sign| machine.contains(sign));
        is_machine || (is_told && is_there(&format!("{folder}/{}.{ending}", &stem[..at])))
    })
}

/// Whether a text that is published as it is was meant to be read as a page: it has front matter, or questions.
pub fn looks_like_page(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(str::trim_end);
    let fence = lines.next().unwrap_or_default();
    let has_front = matches!(fence, "+++" | "---") && lines.any(|line| line == fence);
    has_front
        || text
            .lines()
            .any(|line| line.starts_with("## ") && line.trim_end().ends_with('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_source_and_is_read_as_none_is_told() {
        let names = |path: &str| ["content/faq/fees.md", "content/faq/wire.md"].contains(&path);
        for bad in [
            "staking.md.txt",
            "staking.MD",
            "staking.Md",
            "staking.markdown",
            "staking.mdx",
            "staking.md.docx",
            "fees.es.md.txt",
            "fees.markdown.html",
            "2026-q3.toml.txt",
            "channels.TOML",
            "fees-DESKTOP-AB12CD.md",
            "fees (1).md",
            "fees(2).md",
            "fees - Copy.md",
            "fees copy 2.md",
            "Copy of fees.md",
            "fees (Anna's conflicted copy 2026-11-21).md",
            "fees.sync-conflict-20261121-101112-ABCDEFG.md",
            "fees_LOCAL_4711.md",
            "fees-Annas-MacBook.md",
            "fees-ANNA-PC.md",
        ] {
            assert!(
                misnamed(&format!("content/faq/{bad}"), &names).is_some(),
                "{bad}"
            );
        }
        for good in [
            "fees.md",
            "fees.es.md",
            "copy-trading.md",
            "conflicts-of-interest.md",
            "fees-USD.md",
            "form-1099.pdf",
            "terms.txt",
            "wire-SEPA.md",
            "local_2026.md",
            "v1.2.pdf",
            "fees-for-a-macbook.md",
            "README",
            "what-is-a-desktop-wallet.md",
        ] {
            assert!(
                misnamed(&format!("content/faq/{good}"), &names).is_none(),
                "{good}"
            );
        }
    }

    #[test]
    fn windows_keeps_some_names() {
        for bad in [
            "aux",
            "AUX.md",
            "con.es.md",
            "nul",
            "com1",
            "LPT9.txt",
            "com¹",
            "prn.tar.gz",
        ] {
            assert!(is_reserved(bad), "{bad}");
        }
        for good in [
            "auxiliary.md",
            "console",
            "com0",
            "com10",
            "common.md",
            "null",
            "lpt",
            "contact.md",
            "x.aux",
        ] {
            assert!(!is_reserved(good), "{good}");
        }
    }

    #[test]
    fn leftovers_are_passed_over() {
        for hidden in [
            ".DS_Store",
            "Thumbs.db",
            "DESKTOP.INI",
            "~$form.docx",
            "fees.md~",
            "#fees.md#",
            "__MACOSX",
            "~WRL0001.tmp",
        ] {
            assert!(is_hidden_name(hidden), "{hidden}");
        }
        for shown in ["fees.md", ".well-known", "thumbs.md", "a~b.md"] {
            assert!(!is_hidden_name(shown), "{shown}");
        }
    }

    #[test]
    fn texts_with_front_matter_or_questions_are_pages() {
        assert!(
            looks_like_page("+++\ntitle = \"Fees\"\n+++\n")
                && looks_like_page("\u{feff}---\r\ntitle: x\r\n---\r\n")
        );
        assert!(looks_like_page("# Fees\n\n## What does a wire cost?\n"));
        assert!(
            !looks_like_page("Contact: mailto:a@example.com\n# comment\n")
                && !looks_like_page("--- cut here ---\nx\n---\n")
        );
        assert!(!looks_like_page("User-agent: *\n## Section\n") && !looks_like_page("---\nno end"));
    }
}
