//! What templates see: one serialisable struct for each thing, and nothing else.
//!
//! Every template gets `site`, `t` (interface strings), `urls`, `entity`,
//! `regulator`, `channels` and `assets`, and `page`; the struct of its page kind
//! is documented below with the template that it belongs to.
//! All `href` values are ready for HTML: base path included.

use std::sync::Arc;

use serde::{Serialize, Serializer};

/// `site`: the same on every page of a language.
#[derive(Debug, Clone, Serialize)]
pub struct SiteContext {
    /// Name of the site.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// Scheme and host, without a trailing slash.
    pub origin: String,
    /// Line at the top of every page.
    pub banner: Option<String>,
    /// Language of the page.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// Whether this is a marked preview (`--allow-findings`, `--drafts` or `serve`).
    pub preview: bool,
    /// Whether the site has more than one language.
    pub multilingual: bool,
    /// Pages for the header, most important first.
    pub nav: Vec<LinkContext>,
    /// Pages for the footer.
    pub footer: Vec<LinkContext>,
}

/// A title and where it leads.
#[derive(Debug, Clone, Serialize)]
pub struct LinkContext {
    /// Text of the link.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// `urls`: where the pages of each kind are; absent when the site has none.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UrlsContext {
    /// Home.
    pub home: String,
    /// Search (a form's `action`).
    pub search: String,
    /// All questions from A to Z.
    pub a_z: String,
    /// All topics.
    pub topics: Option<String>,
    /// Contact and hours.
    pub contact: Option<String>,
    /// Response times.
    pub response_times: Option<String>,
    /// Complaints.
    pub complaints: Option<String>,
    /// Risks.
    pub risks: Option<String>,
    /// Use of AI.
    pub ai: Option<String>,
    /// Notices.
    pub notices: Option<String>,
    /// Atom feed of the notices.
    pub feed: Option<String>,
    /// Quarterly reports.
    pub reports: Option<String>,
    /// Which answer meets which requirement.
    pub coverage: Option<String>,
    /// `api/hours.json`.
    pub hours_json: Option<String>,
}

/// `assets`: fingerprinted files of the theme.
#[derive(Debug, Clone, Serialize)]
pub struct AssetsContext {
    /// Stylesheet.
    pub css: String,
    /// The small deferred script.
    pub js: String,
    /// The search engine, loaded when the box is first used.
    pub search_engine: String,
    /// Root of the search index of this language.
    pub search_index: String,
    /// The logo; absent when there is none.
    pub logo: Option<LogoContext>,
    /// Every static file by its name in the theme, such as `logo.svg`.
    pub files: std::collections::BTreeMap<String, String>,
}

/// The logo beside the site's name.
#[derive(Debug, Clone, Serialize)]
pub struct LogoContext {
    /// Address of the picture.
    pub href: String,
    /// Address of the picture for a dark ground, where it differs.
    pub dark: Option<String>,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// What it says; empty when it only decorates the name.
    pub alt: String,
}

/// `entity`: the licensee.
#[derive(Debug, Clone, Serialize)]
pub struct EntityContext {
    /// Name in the register of companies.
    pub legal_name: Option<String>,
    /// Name in everyday use.
    pub short_name: String,
    /// Main website.
    pub website: Option<String>,
    /// Lines of the mailing address.
    pub address: Vec<String>,
    /// What it is licensed as.
    pub license: Option<String>,
    /// People responsible for customer service who may be named.
    pub responsible: Vec<PersonContext>,
}

/// A person who may be named.
#[derive(Debug, Clone, Serialize)]
pub struct PersonContext {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Option<String>,
}

/// `regulator`, absent when neither pack nor configuration names one, and one of `regulators`.
#[derive(Debug, Clone, Serialize)]
pub struct RegulatorContext {
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Website.
    pub website: Option<String>,
    /// Telephone number as written.
    pub phone: Option<String>,
    /// `tel:` link.
    pub phone_href: Option<String>,
    /// Lines of the mailing address.
    pub address: Vec<String>,
    /// What the law has the site say of it, as the pack words it.
    pub statement: Option<String>,
}

/// One of `channels`.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelContext {
    /// Id, also the anchor on the contact page.
    pub id: String,
    /// `phone`, `email`, `chat`, `mail` or `app`.
    pub kind: String,
    /// What the site calls it.
    pub label: String,
    /// Whether it is only for complaints.
    pub for_complaints: bool,
    /// Number, address or link in one line.
    pub text: String,
    /// Number, address or link, a line an entry.
    pub lines: Vec<String>,
    /// What to open.
    pub href: Option<String>,
    /// Whether people answer.
    pub staffed: bool,
    /// Hours as a sentence.
    pub hours: Option<String>,
    /// The regular week: groups of days with equal hours.
    pub week: Vec<WeekRowContext>,
    /// Name of the time zone.
    pub time_zone: Option<String>,
    /// Coming holidays on which it is closed: date text and name.
    pub closures: Vec<ClosureContext>,
    /// Coming days with other hours than their weekday: shorter days, seasons, a Saturday a month.
    pub other_hours: Vec<OtherHoursContext>,
    /// What happens outside the hours, as a sentence.
    pub after_hours: Option<String>,
    /// The same as a sentence for those who come while it is closed.
    pub while_closed: Option<String>,
    /// What an automatic acknowledgement holds, as a sentence.
    pub acknowledges: Option<String>,
    /// Whether AI is used; absent when not declared.
    pub ai: Option<AiContext>,
    /// Promised times, in the order of a case.
    pub commitments: Vec<CommitmentContext>,
}

/// Days with equal hours.
#[derive(Debug, Clone, Serialize)]
pub struct WeekRowContext {
    /// Such as `Monday to Friday`.
    pub days: String,
    /// Such as `8 AM to 8 PM`, or the word for closed.
    pub hours: String,
    /// Whether nobody is there.
    pub closed: bool,
}

/// A day on which a channel is closed though its week says otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct ClosureContext {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The date in words.
    pub text: String,
    /// Name of the holiday, or what the entity calls the day.
    pub name: Option<String>,
}

/// Days in a row on which other hours hold than on their weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherHoursContext {
    /// The first day, `YYYY-MM-DD`.
    pub date: String,
    /// The first day in words.
    pub text: String,
    /// The last day, `YYYY-MM-DD`, where there are several.
    pub until: Option<String>,
    /// The last day in words.
    pub until_text: Option<String>,
    /// The hours, with the weekdays where there are several days.
    pub hours: String,
    /// Name of the holiday, or what the entity calls the day.
    pub name: Option<String>,
}

/// Use of AI on a channel.
#[derive(Debug, Clone, Serialize)]
pub struct AiContext {
    /// Whether it is used.
    pub used: bool,
    /// What it calls itself.
    pub name: Option<String>,
    /// What it says at the start.
    pub disclosure: Option<String>,
    /// How to leave it for a person.
    pub to_person: Option<String>,
}

/// A promised time.
#[derive(Debug, Clone, Serialize)]
pub struct CommitmentContext {
    /// `acknowledgement`, `first_reply`, `update` or `resolution`.
    pub stage: String,
    /// The stage in words.
    pub label: String,
    /// The promised time in words.
    pub text: String,
    /// What was measured in the latest quarter.
    pub measured: Option<MeasuredContext>,
}

/// A measured time.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredContext {
    /// Quarter in words.
    pub quarter: String,
    /// Median in words.
    pub median: String,
    /// Share of cases within the commitment, such as `96 %`.
    pub within: Option<String>,
}

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct PageContext {
    /// Level-1 heading.
    pub title: String,
    /// Text of the `<title>` element.
    pub head_title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Template's name without `.html`, for the body's class.
    pub kind: String,
    /// Whole address.
    pub canonical: String,
    /// Address within the site, base path included.
    pub href: String,
    /// The same page in every language (this one included), when there are several.
    pub alternates: Vec<AlternateContext>,
    /// The way from home to this page, this page last and without an address.
    pub breadcrumbs: Vec<CrumbContext>,
    /// When it was last reviewed.
    pub updated: Option<DateContext>,
    /// Introduction as HTML.
    pub intro: String,
    /// Sections; on FAQ pages the questions.
    pub sections: Vec<SectionContext>,
    /// Footnotes as HTML.
    pub footnotes: String,
    /// JSON-LD, ready to stand in a script element.
    pub json_ld: String,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
}

/// A page in another language.
#[derive(Debug, Clone, Serialize)]
pub struct AlternateContext {
    /// Language code.
    pub lang: String,
    /// Name of the language in that language.
    pub name: String,
    /// Address with base path.
    pub href: String,
    /// Whole address.
    pub url: String,
    /// Whether this is the page itself.
    pub current: bool,
    /// Whether it is the default language.
    pub default: bool,
    /// Whether the page exists in that language; otherwise `href` is its home page.
    pub translated: bool,
    /// Says in that language that the page is not translated; absent when it is.
    pub note: Option<String>,
}

/// A step on the way from home.
#[derive(Debug, Clone, Serialize)]
pub struct CrumbContext {
    /// Title.
    pub title: String,
    /// Address; absent on the last step.
    pub href: Option<String>,
}

/// A date for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub struct DateContext {
    /// ISO 8601.
    pub iso: String,
    /// In words.
    pub text: String,
}

/// A section; on FAQ pages a question with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct SectionContext {
    /// Anchor.
    pub id: String,
    /// Heading as plain text.
    pub title: String,
    /// Heading as HTML.
    pub title_html: String,
    /// Answer as HTML.
    pub html: String,
}

/// A topic in a list: `topics` of `home.html` and `topics.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TopicContext {
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Address.
    pub href: String,
}

/// Where a list is cut in pages: `pagination`.
#[derive(Debug, Clone, Serialize)]
pub struct PaginationContext {
    /// This page, from 1.
    pub current: usize,
    /// How many there are.
    pub total: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// `home.html` and `search.html`: `topics` (those that people need most), `more_topics`, `notices`
/// (not yet over, or of the last days).
#[derive(Debug, Clone, Serialize)]
pub struct HomeContext {
    /// Topics by weight.
    pub topics: Vec<TopicContext>,
    /// Whether the list of topics holds more.
    pub more_topics: bool,
    /// Notices that are scheduled or ongoing, else the latest.
    pub notices: Vec<NoticeContext>,
}

/// `topics.html`: `topics` and `pagination`.
#[derive(Debug, Clone, Serialize)]
pub struct TopicsContext {
    /// Topics by weight, then title.
    pub topics: Vec<TopicContext>,
    /// Where the list is cut.
    pub pagination: PaginationContext,
}

/// `404.html`: `languages`, since hosts show the one at the root for any address.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundContext {
    /// The site's other languages; only on the page of the default language.
    pub languages: Vec<NotFoundInContext>,
}

/// What `404.html` says in another language: an entry of its `languages`.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundInContext {
    /// Language code.
    pub lang: String,
    /// Direction of writing: `ltr` or `rtl`.
    pub dir: String,
    /// The page's title in that language.
    pub title: String,
    /// What it says, in that language.
    pub text: String,
    /// The home page in that language.
    pub home: LinkContext,
}

/// `faq.html`: `related` holds questions of other topics.
#[derive(Debug, Clone, Serialize)]
pub struct FaqContext<'a> {
    /// Questions that `related` of the front matter names, else those that the answers link to,
    /// then those that say much the same; at most five.
    pub related: Vec<QuestionLinkContext<'a>>,
}

/// A notice in a list, and `notice` of `notice.html`.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeContext {
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Address.
    pub href: String,
    /// `planned` or `unplanned`.
    pub kind: String,
    /// The kind in words.
    pub kind_text: String,
    /// `scheduled`, `ongoing` or `resolved`.
    pub status: String,
    /// The status in words.
    pub status_text: String,
    /// When customers were told.
    pub announced: DateContext,
    /// When it begins.
    pub starts: Option<DateContext>,
    /// When it ends.
    pub ends: Option<DateContext>,
    /// Channels and services that it touches, in words.
    pub affects: Vec<String>,
}

/// `notice.html`: `notice`; absent when its front matter leaves it unknown.
#[derive(Debug, Clone, Serialize)]
pub struct NoticePageContext {
    /// The notice.
    pub notice: Option<NoticeContext>,
}

/// `notices.html`: `notices`, newest first, and `pagination`.
#[derive(Debug, Clone, Serialize)]
pub struct NoticesContext {
    /// Notices.
    pub notices: Vec<NoticeContext>,
    /// Where the list is cut.
    pub pagination: PaginationContext,
}

/// A quarter in `quarters` of `reports.html`, and `quarter` of `report.html`.
#[derive(Debug, Clone, Serialize)]
pub struct QuarterContext {
    /// Such as `2026-q3`.
    pub id: String,
    /// In words.
    pub title: String,
    /// Address of its page.
    pub href: String,
    /// Address of the same figures as CSV.
    pub csv: String,
    /// When it was published.
    pub published: Option<DateContext>,
    /// Requests.
    pub requests: TabulationContext,
    /// Complaints.
    pub complaints: TabulationContext,
    /// Customer satisfaction.
    pub feedback: Option<FeedbackContext>,
    /// Measured beside promised.
    pub measured: Vec<MeasuredRowContext>,
    /// Why some numbers are not shown; absent when all are.
    pub suppressed: Option<String>,
}

/// Counts of one kind of case, as text in the language of the page.
#[derive(Debug, Clone, Serialize)]
pub struct TabulationContext {
    /// Cases received.
    pub received: String,
    /// Cases closed.
    pub closed: Option<String>,
    /// Average time from receipt to resolution.
    pub average_resolution: Option<String>,
    /// By method.
    pub by_method: Vec<CountContext>,
    /// By topic.
    pub by_topic: Vec<CountContext>,
}

/// One count.
#[derive(Debug, Clone, Serialize)]
pub struct CountContext {
    /// What is counted.
    pub label: String,
    /// Where the topic is answered.
    pub href: Option<String>,
    /// How many, as text; for a small count only that it is small.
    pub count: String,
    /// Share of the total, such as `45 %`; absent when the count is not shown.
    pub share: Option<String>,
    /// The same share as a number from 0 to 100 with one decimal, for bars.
    pub percent: Option<f64>,
}

/// Customer satisfaction.
#[derive(Debug, Clone, Serialize)]
pub struct FeedbackContext {
    /// Customers who answered.
    pub responses: String,
    /// Satisfied customers; when few were, or few were not, only that the number is not shown.
    pub satisfied: String,
    /// Their share; absent when the number is not shown.
    pub share: Option<String>,
}

/// A promised time beside the measured one.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredRowContext {
    /// Channel.
    pub channel: String,
    /// Stage.
    pub stage: String,
    /// Promised.
    pub promised: Option<String>,
    /// Measured median.
    pub median: String,
    /// Share within the commitment.
    pub within: Option<String>,
}

/// `reports.html`: `quarters`, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct QuarterListContext {
    /// Quarters.
    pub quarters: Vec<QuarterContext>,
}

/// `report.html`: `quarter`, and the ones beside it.
#[derive(Debug, Clone, Serialize)]
pub struct QuarterPageContext {
    /// The quarter.
    pub quarter: QuarterContext,
    /// The quarter before.
    pub previous: Option<LinkContext>,
    /// The quarter after.
    pub next: Option<LinkContext>,
}

/// `coverage.html`: `packs`; none unless the configuration publishes them.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageContext {
    /// Packs that the site satisfies.
    pub packs: Vec<CoveragePackContext>,
}

/// A pack with the answers to what it asks for.
#[derive(Debug, Clone, Serialize)]
pub struct CoveragePackContext {
    /// Title, in English.
    pub title: String,
    /// The day on which the pack was last compared with its sources.
    pub verified: Option<DateContext>,
    /// What it does not mean.
    pub disclaimer: Option<String>,
    /// Whom or what its sources are about, each a sentence.
    pub scopes: Vec<String>,
    /// Whether it cites sources, so that each citation says how it was read.
    pub cites: bool,
    /// Its topics, and its requirements that have parts.
    pub groups: Vec<CoverageGroupContext>,
    /// Its requirements that data or the whole site answer.
    pub rows: Vec<CoverageRowContext>,
}

/// A topic, or a requirement that has parts.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageGroupContext {
    /// Anchor.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is asked for and answered.
    pub rows: Vec<CoverageRowContext>,
}

/// Something that is asked for, and where it is answered.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageRowContext {
    /// Id, as reports show it.
    pub id: String,
    /// What is asked for.
    pub title: String,
    /// `rule`, `derived` or `practice`.
    pub basis: String,
    /// Where it comes from, in English.
    pub citation: String,
    /// How it fares: `met`, `lacking`, `not-written`, `not-known` or `waived`.
    pub state: String,
    /// Why nobody can tell how it fares, in English.
    pub reason: Option<String>,
    /// Answers that hold what is asked of them; pages that do, if it is no matter of answers.
    pub answers: Vec<LinkContext>,
    /// What the data hold for it, in a few English words; on the page of the default language only.
    pub shown: Option<String>,
    /// The day on which the first of the answers was last reviewed.
    pub reviewed: Option<DateContext>,
    /// The last day on which a waiver accepts what is missing.
    pub accepted_until: Option<DateContext>,
}

/// `a-z.html`: `letters` (all, for jumping), `groups` (of this page) and `pagination`.
#[derive(Debug, Clone, Serialize)]
pub struct AZContext<'a> {
    /// Every letter and where it begins.
    pub letters: Arc<Vec<LinkContext>>,
    /// Questions of this page by letter.
    pub groups: Vec<LetterContext<'a>>,
    /// Where the list is cut.
    pub pagination: PaginationContext,
}

/// Questions that begin with one letter.
#[derive(Debug, Clone, Serialize)]
pub struct LetterContext<'a> {
    /// The letter.
    pub letter: String,
    /// Anchor of the group.
    pub id: String,
    /// Questions.
    pub questions: Vec<QuestionLinkContext<'a>>,
}

/// A question in a list.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct QuestionLinkContext<'a> {
    /// The question.
    pub title: &'a str,
    /// Address with its anchor.
    pub href: AnchorHref<'a>,
    /// Title of its page.
    pub topic: &'a str,
}

/// An address with an anchor, put together only when it is written: a list of all
/// questions has as many of them as the site has questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnchorHref<'a> {
    /// Path in front of every address.
    pub base_path: &'a str,
    /// Address of the page.
    pub address: &'a str,
    /// Anchor on it.
    pub anchor: &'a str,
}

impl Serialize for AnchorHref<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!(
            "{}{}#{}",
            self.base_path, self.address, self.anchor
        ))
    }
}
