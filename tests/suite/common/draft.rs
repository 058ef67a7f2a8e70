//! A site that is edited at random, for walks through its states.

use std::collections::BTreeMap;

use super::{Dice, Run, Site, Tree};

/// Everything about a site that an edit can change.
#[derive(Debug, Clone)]
pub struct Draft {
    pub pages: BTreeMap<u64, DraftPage>,
    next_page: u64,
    phone: u64,
    hours: u64,
    anchor: u64,
    /// Whether the links to the anchor were changed with it.
    pub links_follow: bool,
    words: u64,
    css: u64,
    template: u64,
    base_path: bool,
    report: u64,
    day: u64,
    /// Rule packs that the site must satisfy; with one it is built as a preview, whatever is found.
    packs: &'static [&'static str],
}

/// One page of it.
#[derive(Debug, Clone)]
pub struct DraftPage {
    title: u64,
    questions: Vec<u64>,
    pub slug: Option<u64>,
    weight: Option<u64>,
    translated: bool,
    pub is_draft: bool,
}

impl Draft {
    /// A small site.
    pub fn new() -> Draft {
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
            packs: &[],
        };
        for _ in 0..4 {
            draft.add_page();
        }
        draft
    }

    /// The same site, which rule packs ask for more than it has.
    pub fn with_packs(self, packs: &'static [&'static str]) -> Draft {
        Draft { packs, ..self }
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
    pub fn edit(&mut self, dice: &mut Dice) -> &'static str {
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
        let minimal = super::repository().join("tests/sites/minimal");
        let template = |path: &str| std::fs::read_to_string(minimal.join(path)).unwrap();
        let mut files = BTreeMap::new();
        let path = if self.base_path { "/help" } else { "" };
        let mut config =
            template("candor.toml").replace("harbor.example", &format!("harbor.example{path}"));
        if !self.packs.is_empty() {
            config += &format!(
                "\n[rules]\npacks = {:?}\npublish_coverage = true\n",
                self.packs
            );
        }
        files.insert("candor.toml".to_owned(), config);
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

    /// Writes it, and removes what it no longer has.
    pub fn write_to(&self, site: &Site) {
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

    /// Builds it on its day.
    pub fn build(&self, site: &Site) -> Run {
        let now = format!("2026-11-{:02}", self.day);
        let mut command = site.candor(&["build"]);
        command.args(["--now", &now]);
        if !self.packs.is_empty() {
            command.arg("--allow-findings");
        }
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
