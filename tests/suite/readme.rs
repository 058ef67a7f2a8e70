//! The README and the pages in `docs/` say what is true: their example files make a
//! site without findings, their lists of options are those of the program, the
//! commands that they show are understood, and their links lead somewhere.
//!
//! A comment in front of a block says what the block is:
//!
//! - `<!-- file: PATH -->` a file of the example site;
//! - `<!-- help: COMMAND -->` what `candor COMMAND -h` says, without the options that
//!   go with every command, which are in `help: global`;
//! - `<!-- finding: PATH "RIGHT" "WRONG" -->` what `candor check` says when RIGHT in
//!   that file is WRONG;
//! - `<!-- json -->` what `candor check --format json` says of that same mistake.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The day on which the tests take place.
const NOW: &str = "2026-11-21";

const COMMANDS: &[&str] = &[
    "init",
    "check",
    "build",
    "serve",
    "new",
    "suggest",
    "translated",
    "due",
    "reviewed",
    "search",
    "explain",
    "coverage",
    "schema",
    "lsp",
];

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

/// Every page of documentation, by its path in the repository.
fn documents() -> Vec<String> {
    let mut paths = vec!["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.sort();
    paths
}

/// A fenced block of Markdown.
struct Block {
    /// What the comment in front of it says; empty if there is none.
    mark: String,
    /// The word behind the opening fence.
    language: String,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut mark = String::new();
    let mut open: Option<Block> = None;
    for line in markdown.lines() {
        match &mut open {
            Some(_) if line == "```" => found.extend(open.take()),
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {
                if let Some(language) = line.strip_prefix("```") {
                    open = Some(Block {
                        mark: std::mem::take(&mut mark),
                        language: language.to_owned(),
                        text: String::new(),
                    });
                } else {
                    mark = line
                        .strip_prefix("<!-- ")
                        .and_then(|rest| rest.strip_suffix(" -->"))
                        .unwrap_or_default()
                        .to_owned();
                }
            }
        }
    }
    assert!(open.is_none(), "a block never closes");
    found
}

/// The blocks with a mark of this kind, by what stands behind the colon.
fn marked(markdown: &str, kind: &str) -> Vec<(String, Block)> {
    let prefix = format!("{kind}: ");
    blocks(markdown)
        .into_iter()
        .filter_map(|block| Some((block.mark.strip_prefix(&prefix)?.to_owned(), block)))
        .collect()
}

/// A folder of its own for each test, empty at the start. Cargo keeps it out of the sources.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("readme")
        .join(name);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
        _ => {}
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn candor(arguments: &[&str], at: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["--color", "never", "--now", NOW])
        .args(arguments)
        .current_dir(at)
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn succeed(arguments: &[&str], at: &Path) -> Output {
    let output = candor(arguments, at);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {}",
        said(&output)
    );
    output
}

/// Writes the example files of a page of documentation; a later one wins.
fn write_examples(markdown: &str, site: &Path) -> usize {
    let examples = marked(markdown, "file");
    for (path, block) in &examples {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &block.text).unwrap();
    }
    examples.len()
}

#[test]
fn the_examples_of_the_readme_make_a_site_without_findings() {
    let site = folder("examples");
    assert!(write_examples(&document("README.md"), &site) >= 8);
    succeed(&["check", "--deny", "warning", "--drafts"], &site);
    succeed(&["build"], &site);
    let redirects = fs::read_to_string(site.join("public/_redirects")).unwrap();
    assert_eq!(
        redirects,
        "/help/frozen /faq/account-freezes/ 301\n/help/frozen/ /faq/account-freezes/ 301\n\
         /prices /faq/fees/ 301\n/prices/ /faq/fees/ 301\n"
    );
    assert!(
        site.join("public/contact/index.html").exists(),
        "made from the data alone"
    );
    assert!(
        !site.join("public/faq/staking").exists(),
        "a draft is left out"
    );
    let home = fs::read_to_string(site.join("public/index.html")).unwrap();
    assert!(
        home.contains("Ring <a"),
        "the word of the site's own theme is used"
    );
}

#[test]
fn the_examples_about_templates_work_in_that_site() {
    let site = folder("templates");
    write_examples(&document("README.md"), &site);
    let markdown = document("docs/templates.md");
    assert!(write_examples(&markdown, &site) >= 3);
    succeed(&["check", "--deny", "warning"], &site);
    succeed(&["build"], &site);
}

/// The mistake that the README shows, made in the example site.
fn mistaken(name: &str) -> (PathBuf, Block) {
    let site = folder(name);
    let readme = document("README.md");
    write_examples(&readme, &site);
    let (mark, block) = marked(&readme, "finding")
        .pop()
        .expect("the README shows a finding");
    let parts: Vec<&str> = mark.split('"').collect();
    let (file, right, wrong) = (parts[0].trim(), parts[1], parts[3]);
    let text = fs::read_to_string(site.join(file)).unwrap();
    assert!(text.contains(right), "{file} holds no {right}");
    fs::write(site.join(file), text.replacen(right, wrong, 1)).unwrap();
    (site, block)
}

#[test]
fn the_finding_of_the_readme_is_what_check_says() {
    let (site, block) = mistaken("finding");
    let output = candor(&["check"], &site);
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        stdout.contains(block.text.trim_end()),
        "the README shows\n{}\nbut check says\n{stdout}",
        block.text
    );
}

#[test]
fn the_json_of_the_readme_is_what_check_says() {
    let (site, _) = mistaken("json");
    let output = candor(&["check", "--format", "json"], &site);
    let block = blocks(&document("README.md"))
        .into_iter()
        .find(|block| block.mark == "json")
        .expect("the README shows JSON");
    let mut said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let verdicts = said["verdicts"].as_array_mut().unwrap();
    verdicts.retain(|verdict| verdict["state"] != "met");
    let shown: serde_json::Value = serde_json::from_str(&block.text).unwrap();
    assert_eq!(said, shown);
}

#[test]
fn the_tour_of_the_readme_goes_as_it_says() {
    let at = folder("tour");
    succeed(&["init", "my-site"], &at);
    let site = at.join("my-site");
    let found = candor(&["check"], &site);
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8(found.stdout).unwrap();
    let findings = text.matches("error[").count();
    assert_eq!(findings, text.matches("error[content.placeholder]").count());
    assert!(
        (60..=140).contains(&findings),
        "about a hundred findings, not {findings}"
    );
    assert_eq!(candor(&["build"], &site).status.code(), Some(1));
    assert!(
        !site.join("public").exists(),
        "nothing is written while findings deny it"
    );
    succeed(&["new", "topic", "staking"], &site);
    succeed(&["new", "notice", "maintenance"], &site);
    succeed(&["new", "quarter", "2026-q4"], &site);
    succeed(&["build", "--allow-findings"], &site);
    let manifest = fs::read_to_string(site.join("public/manifest.json")).unwrap();
    assert!(manifest.contains("\"preview\": true"));
    assert_eq!(
        candor(&["check"], &at).status.code(),
        Some(2),
        "no site, status 2"
    );
}

/// One option, argument or command of a help text, with its spaces made single.
fn entries(help: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut listing = false;
    for line in help.lines() {
        if matches!(line, "Commands:" | "Arguments:" | "Options:") {
            listing = true;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !listing || words.is_empty() {
            continue;
        }
        match found.last_mut() {
            Some(entry) if indent > 6 => {
                entry.push(' ');
                entry.push_str(&words);
            }
            _ => found.push(words),
        }
    }
    found
}

fn usage(help: &str) -> Option<&str> {
    help.lines().find(|line| line.starts_with("Usage: "))
}

/// The options that a text names, such as `--root`.
fn options_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '`' | ',' | '(' | ')' | '[' | ']' | '\''))
        .filter(|word| word.starts_with("--") && word.len() > 2)
        .map(|word| word.trim_end_matches(['.', ';', ':']).to_owned())
        .collect()
}

fn help_block(readme: &str, name: &str) -> String {
    marked(readme, "help")
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("the README lacks the help of {name}"))
        .1
        .text
}

#[test]
fn every_command_and_option_of_the_readme_is_what_help_says() {
    let readme = document("README.md");
    let at = repository();
    let top = String::from_utf8(succeed(&["-h"], &at).stdout).unwrap();
    let global = help_block(&readme, "global");
    let commands = help_block(&readme, "commands");
    let told: Vec<String> = entries(&commands)
        .into_iter()
        .chain(entries(&global))
        .collect();
    assert_eq!(told, entries(&top));
    assert_eq!(usage(&commands), usage(&top));
    let known: Vec<String> = marked(&readme, "help")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(known[..2], ["commands", "global"]);
    assert_eq!(known[2..], *COMMANDS);
    for command in COMMANDS {
        let block = help_block(&readme, command);
        let short = String::from_utf8(succeed(&[command, "-h"], &at).stdout).unwrap();
        let own: Vec<String> = entries(&short)
            .into_iter()
            .filter(|entry| !entries(&global).contains(entry))
            .collect();
        assert_eq!(entries(&block), own, "candor {command}");
        assert_eq!(usage(&block), usage(&short), "candor {command}");
        // The long help names the same options, and no other.
        let long = String::from_utf8(succeed(&[command, "--help"], &at).stdout).unwrap();
        let mut all = options_in(&block);
        all.extend(options_in(&global));
        all.remove("--version");
        assert_eq!(options_in(&long), all, "candor {command} --help");
    }
}

/// What stands in single backticks outside blocks.
fn code_spans(markdown: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut inside = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside {
            outside.push_str(line);
            outside.push(' ');
        }
    }
    outside
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The command lines of Candor that a page of documentation shows.
fn command_lines(markdown: &str) -> Vec<String> {
    let in_blocks = blocks(markdown)
        .into_iter()
        .filter(|block| matches!(block.language.as_str(), "sh" | "yaml"))
        .flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>());
    in_blocks
        .chain(code_spans(markdown))
        .filter_map(|line| {
            let line = line
                .trim()
                .trim_start_matches("- ")
                .trim_start_matches("run: ");
            let words = line
                .strip_prefix("candor ")
                .or_else(|| line.strip_prefix("cargo run --release -- "))?;
            Some(words.to_owned())
        })
        .collect()
}

#[test]
fn every_command_line_that_the_documentation_shows_is_understood() {
    let at = folder("commands");
    let mut seen = BTreeSet::new();
    for path in documents() {
        for line in command_lines(&document(&path)) {
            // Everything in front of --help is parsed first.
            let mut arguments: Vec<&str> = line.split_whitespace().collect();
            arguments.push("--help");
            let output = candor(&arguments, &at);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{path}: candor {line}: {}",
                said(&output)
            );
            seen.insert(line);
        }
    }
    assert!(seen.len() >= 10, "{seen:?}");
}

#[test]
fn the_demo_site_holds_every_path_that_the_readme_lists() {
    let readme = document("README.md");
    let site = folder("demo");
    copy(&repository().join("content"), &site.join("content"));
    fs::copy(repository().join("candor.toml"), site.join("candor.toml")).unwrap();
    let out = site.join("public");
    succeed(&["build"], &site);
    let table = readme.split("| Path | What it is |").nth(1).unwrap();
    let mut paths = Vec::new();
    for row in table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        paths.extend(code_spans(row.split('|').nth(1).unwrap()));
    }
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        // The demo site redirects nothing; the example site does.
        let expected = path != "_redirects";
        assert!(
            !expected || out.join(&path).is_file(),
            "the demo site has no {path}"
        );
    }
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut seen = 0;
    for path in documents() {
        let markdown = document(&path);
        let from = repository().join(&path);
        let mut inside = false;
        for line in markdown.lines() {
            if line.starts_with("```") {
                inside = !inside;
            }
            if inside {
                continue;
            }
            for rest in line.split("](").skip(1) {
                let target = rest.split([')', '#']).next().unwrap();
                if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                seen += 1;
                assert!(
                    from.parent().unwrap().join(target).exists(),
                    "{path} links to {target}, which is not there"
                );
            }
        }
    }
    assert!(seen >= 10, "{seen}");
}

/// What templates see: the structs of `crates/core/src/render/context.rs`, then those that
/// kinds of pages keep to themselves, with their fields.
fn contexts() -> Vec<(String, Vec<String>)> {
    let mut texts = vec![document("crates/core/src/render/context.rs")];
    let kinds = "crates/core/src/render/pages";
    let mut names: Vec<_> = fs::read_dir(repository().join(kinds))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    names.sort();
    texts.extend(
        names
            .iter()
            .map(|name| document(&format!("{kinds}/{name}"))),
    );
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in texts.iter().flat_map(|text| text.lines()) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.split([' ', '<']).next().unwrap();
            inside = name.ends_with("Context");
            if inside {
                found.push((name.trim_end_matches("Context").to_owned(), Vec::new()));
            }
        } else if let Some(field) = line.strip_prefix("    pub ")
            && inside
        {
            let name = field.split(':').next().unwrap();
            found.last_mut().unwrap().1.push(name.to_owned());
        } else if line == "}" {
            inside = false;
        }
    }
    found
}

#[test]
fn the_tables_about_templates_list_what_templates_see() {
    let markdown = document("docs/templates.md");
    let told: Vec<(String, Vec<String>)> = markdown
        .split("\n### ")
        .skip(1)
        .map(|part| {
            let name = part.lines().next().unwrap().to_owned();
            let fields = part
                .lines()
                .take_while(|line| !line.starts_with("## "))
                .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
                .map(str::to_owned)
                .collect();
            (name, fields)
        })
        .collect();
    assert_eq!(told, contexts());
}

#[test]
fn pictures_are_small_enough_for_a_readme() {
    for entry in fs::read_dir(repository().join("docs/images")).unwrap() {
        let entry = entry.unwrap();
        let size = entry.metadata().unwrap().len();
        assert!(
            size < 300_000,
            "{} has {size} bytes",
            entry.path().display()
        );
    }
}
