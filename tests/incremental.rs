//! However a site came to be as it is, its output is the same: a clean build, a
//! rebuild and a build after a change agree to the byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeMap;

use common::{Dice, Site, Tree};

/// Steps of the random walk. Each is two builds of a small site.
const STEPS: u64 = 100;

/// Everything about a site that an edit can change.
#[derive(Debug, Clone)]
struct Draft {
    pages: BTreeMap<u64, DraftPage>,
    next_page: u64,
    phone: u64,
    hours: u64,
    anchor: u64,
    /// Whether the links to the anchor were changed with it.
    links_follow: bool,
    words: u64,
    css: u64,
    template: u64,
    base_path: bool,
    report: u64,
    day: u64,
}

#[derive(Debug, Clone)]
struct DraftPage {
    title: u64,
    questions: Vec<u64>,
    slug: Option<u64>,
    weight: Option<u64>,
    translated: bool,
    is_draft: bool,
}

impl Draft {
    fn new() -> Draft {
        let mut draft = Draft {
            pages: BTreeMap::new(),
            next_page: 0,
            phone: 100,
            hours: 8,
            anchor: 0,
            links_follow: true,
            words: 0,
            css: 0,
            template: 0,
            base_path: false,
            report: 10,
            day: 1,
        };
        for _ in 0..4 {
            draft.add_page();
        }
        draft
    }

    fn add_page(&mut self) {
        self.pages.insert(
            self.next_page,
            DraftPage {
                title: 0,
                questions: vec![1, 2],
                slug: None,
                weight: None,
                translated: self.next_page.is_multiple_of(2),
                is_draft: false,
            },
        );
        self.next_page += 1;
    }

    /// Changes one thing and says what.
    fn edit(&mut self, dice: &mut Dice) -> &'static str {
        let count = self.pages.len() as u64;
        let nth = usize::try_from(dice.below(count)).unwrap();
        let fresh = dice.below(1000);
        let page = self.pages.values_mut().nth(nth).unwrap();
        match dice.below(19) {
            0 | 1 => {
                let last = page.questions.last_mut().unwrap();
                *last += 1000;
                "a question is rewritten"
            }
            2 => {
                page.questions.push(fresh);
                "a question is added"
            }
            3 if page.questions.len() > 1 => {
                page.questions.remove(0);
                "a question is removed"
            }
            3 | 4 => {
                self.add_page();
                "a page is added"
            }
            5 if count > 2 => {
                let key = *self.pages.keys().nth(nth).unwrap();
                self.pages.remove(&key);
                "a page is removed"
            }
            5 | 6 => {
                page.title = fresh;
                "a title is changed"
            }
            7 => {
                page.slug = page.slug.is_none().then_some(fresh);
                "an address is changed"
            }
            8 => {
                page.weight = Some(fresh);
                "a page is moved in lists"
            }
            9 => {
                page.translated = !page.translated;
                "a translation comes or goes"
            }
            10 => {
                page.is_draft = !page.is_draft;
                "a page becomes a draft or none"
            }
            11 => {
                self.phone = 100 + fresh % 100;
                "a fact is changed"
            }
            12 => {
                self.hours = 6 + fresh % 6;
                "the hours are changed"
            }
            13 => {
                self.anchor += 1;
                self.links_follow = dice.below(2) == 0;
                "an anchor is renamed"
            }
            14 => {
                self.words += 1;
                "the theme's words are changed"
            }
            15 => {
                self.css = (self.css + 1) % 3;
                "the theme's style is changed"
            }
            16 => {
                self.template = (self.template + 1) % 3;
                "the theme's template is changed"
            }
            17 => {
                self.base_path = !self.base_path;
                "the site moves"
            }
            _ if fresh.is_multiple_of(2) => {
                self.report += 1;
                "a figure is changed"
            }
            _ => {
                self.day = 1 + self.day % 28;
                "a day goes by"
            }
        }
    }

    fn files(&self) -> BTreeMap<String, String> {
        let minimal = common::repository().join("tests/sites/minimal");
        let template = |path: &str| std::fs::read_to_string(minimal.join(path)).unwrap();
        let mut files = BTreeMap::new();
        let path = if self.base_path { "/help" } else { "" };
        files.insert(
            "candor.toml".to_owned(),
            template("candor.toml").replace("harbor.example", &format!("harbor.example{path}")),
        );
        files.insert(
            "content/channels.toml".to_owned(),
            template("content/channels.toml")
                .replace("0134", &format!("0{}", self.phone))
                .replace("08:00", &format!("{:02}:00", self.hours)),
        );
        let target = if self.links_follow {
            self.anchor
        } else {
            self.anchor.saturating_sub(1)
        };
        for name in ["fees.md", "fees.es.md"] {
            let path = format!("content/faq/{name}");
            let text = template(&path).replace("#how-long", &format!("#how-long-{target}"));
            files.insert(path, text);
        }
        files.insert(
            "content/faq/transfers.md".to_owned(),
            template("content/faq/transfers.md")
                .replace("#how-long", &format!("#how-long-{}", self.anchor)),
        );
        files.insert(
            "content/reports/2026-q3.toml".to_owned(),
            format!(
                "quarter = \"2026-q3\"\nrequests = {{ received = {} }}\ncomplaints = {{ received = 1 }}\n",
                self.report
            ),
        );
        if self.words > 0 {
            files.insert(
                "themes/default/i18n/en.toml".to_owned(),
                format!("[nav]\ntopics = \"Topics, edition {}\"\n", self.words),
            );
        }
        if self.css > 0 {
            files.insert(
                "themes/default/static/style.css".to_owned(),
                format!("p {{ margin: {}px }}\n", self.css),
            );
        }
        if self.template > 0 {
            files.insert(
                "themes/default/templates/partials/footer.html".to_owned(),
                format!(
                    "<footer>{} {{{{ entity.legal_name }}}}</footer>\n",
                    self.template
                ),
            );
        }
        for (number, page) in &self.pages {
            // All pages link to the first, so that its address is part of theirs.
            let link = format!("topic-{}.md", self.pages.keys().next().unwrap());
            files.insert(
                format!("content/faq/topic-{number}.md"),
                page.text("", &link),
            );
            if page.translated {
                files.insert(
                    format!("content/faq/topic-{number}.es.md"),
                    page.text("es", &link),
                );
            }
        }
        files
    }

    fn write_to(&self, site: &Site) {
        let files = self.files();
        for old in Tree::read(&site.root()).paths() {
            let is_source =
                old == "candor.toml" || old.starts_with("content/") || old.starts_with("themes/");
            if is_source && !files.contains_key(old) {
                site.remove(old);
            }
        }
        for (path, text) in &files {
            site.write(path, text);
        }
    }

    fn build(&self, site: &Site) -> common::Run {
        let now = format!("2026-11-{:02}", self.day);
        let mut command = site.candor(&["build"]);
        command.args(["--now", &now]);
        site.finish(command)
    }
}

impl DraftPage {
    fn text(&self, lang: &str, link: &str) -> String {
        let mut text = format!("+++\ntitle = \"Topic {lang} {}\"\n", self.title);
        if let Some(slug) = self.slug {
            text += &format!("slug = \"slug-{slug}-{lang}{}\"\n", self.title);
        }
        if let Some(weight) = self.weight {
            text += &format!("weight = {weight}\n");
        }
        if self.is_draft {
            text += "draft = true\n";
        }
        text += &format!("+++\n\nCall {{{{ phone.number }}}}. See [more]({link}).\n");
        for question in &self.questions {
            text += &format!(
                "\n## Question {question}?\n\nThe answer {lang} is {question}, by {{{{ phone.first_reply }}}}.\n"
            );
        }
        text
    }
}

#[test]
fn after_any_change_the_output_is_that_of_a_clean_build() {
    let mut dice = Dice::with_seed(20_261_121);
    let mut draft = Draft::new();
    let site = Site::empty();
    draft.write_to(&site);
    draft.build(&site).succeeds();
    let mut denied = 0;
    for step in 0..STEPS {
        let edit = draft.edit(&mut dice);
        let before = site.output();
        draft.write_to(&site);
        let run = draft.build(&site);

        let clean = Site::empty();
        draft.write_to(&clean);
        let first = draft.build(&clean);
        let place = format!("step {step}, {edit}");
        assert_eq!(run.code, first.code, "{place}:\n{run}\n{first}");
        if run.code != Some(0) {
            denied += 1;
            assert!(
                before.is_untouched_in(&site.output()),
                "{place}: denied, but the output changed"
            );
            // An address that is taken or a link that is broken: take the step back.
            draft.links_follow = true;
            for page in draft.pages.values_mut() {
                page.slug = None;
                page.is_draft = false;
            }
            continue;
        }
        site.output().assert_same_bytes(&clean.output(), &place);
        assert_eq!(site.output().faults_by_manifest(), [""; 0], "{place}");
    }
    assert!(
        denied > 0,
        "no step broke the site, so no build after a denied one was tried"
    );
    assert!(
        denied < STEPS / 3,
        "{denied} of {STEPS} steps were denied: the walk tests too little"
    );
}

#[test]
fn a_rebuild_writes_nothing() {
    let site = Site::minimal().built();
    let before = site.output();
    site.build().succeeds().says("0 written, ");
    assert_eq!(before, site.output());
    site.forget().build().succeeds().says("0 written, ");
    assert_eq!(before, site.output());
}

#[test]
fn unchanged_files_keep_their_time_and_changed_ones_do_not() {
    for forget in [false, true] {
        let site = Site::minimal().built();
        let before = site.output();
        std::thread::sleep(std::time::Duration::from_millis(20));
        site.replace("content/faq/fees.md", "1 dollar", "2 dollars");
        if forget {
            site.forget();
        }
        site.build().succeeds();
        let after = site.output();
        assert!(after.text("faq/fees/index.html").contains("2 dollars"));
        for (path, file) in &after.0 {
            let Some(old) = before.0.get(path) else {
                continue;
            };
            assert_eq!(
                old.bytes == file.bytes,
                old.modified == file.modified,
                "{path}: the time changes if and only if the bytes do"
            );
        }
        let kept = after
            .0
            .iter()
            .filter(|(path, file)| before.0.get(*path) == Some(file))
            .count();
        assert!(
            kept > after.0.len() / 2,
            "only {kept} of {} files were kept",
            after.0.len()
        );
    }
}

#[test]
fn a_file_of_the_output_that_somebody_changed_is_made_again() {
    let site = Site::minimal().built();
    let before = site.output();
    std::fs::write(site.public().join("faq/fees/index.html"), "Hacked.").unwrap();
    std::fs::remove_file(site.public().join("robots.txt")).unwrap();
    site.build().succeeds();
    site.output().assert_same_bytes(&before, "after mending");
}

#[test]
fn a_damaged_cache_is_no_more_than_a_loss_of_time() {
    let site = Site::minimal().built();
    let before = site.output();
    for entry in walkdir::WalkDir::new(site.path(".candor")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let mut bytes = std::fs::read(entry.path()).unwrap();
            let middle = bytes.len() / 2;
            bytes.truncate(middle);
            std::fs::write(entry.path(), bytes).unwrap();
        }
    }
    site.build().succeeds();
    site.output()
        .assert_same_bytes(&before, "after a damaged cache");
}

#[test]
fn pages_that_are_gone_are_removed() {
    let site = Site::minimal();
    site.write(
        "content/faq/limits.md",
        common::page("Limits", "## A question?\n\nYes."),
    );
    let site = site.built();
    assert!(site.public().join("faq/limits/index.html").is_file());
    site.remove("content/faq/limits.md").build().succeeds();
    assert!(!site.public().join("faq/limits").exists());
    assert!(!site.public().join("api/faq/limits.json").exists());
}
