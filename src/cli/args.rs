//! What can be said on the command line.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use candor_model::findings::Severity;

/// A static-site generator for the public FAQ and transparency pages of licensed
/// virtual-currency companies.
#[derive(Debug, Parser)]
#[command(name = "candor", version, max_term_width = 100)]
pub struct Args {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, ClapArgs)]
pub(super) struct GlobalArgs {
    /// Folder that holds candor.toml [default: .]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Build as if it were this day or instant: 2026-11-21 or 2026-11-21T09:00:00Z [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, global = true, value_name = "TIME")]
    now: Option<String>,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
    /// Say nothing but findings and errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more
    #[arg(long, short, global = true)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Global options, worked out.
#[derive(Debug, Clone)]
pub struct Global {
    /// Folder that holds `candor.toml`.
    pub root: PathBuf,
    /// Whether the command line names that folder.
    pub is_root_given: bool,
    /// The day of the build, in UTC.
    pub today: NaiveDate,
    /// Whether to use colours on standard error.
    pub colour: bool,
    /// Whether to say nothing but findings and errors.
    pub quiet: bool,
    /// Whether to say more.
    pub verbose: bool,
}

impl GlobalArgs {
    /// Works the options out. The clock is read here and nowhere else.
    pub(super) fn resolve(&self) -> Result<Global, String> {
        use std::io::IsTerminal as _;

        let colour = match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
            }
        };
        Ok(Global {
            root: self.root.clone().unwrap_or_else(|| PathBuf::from(".")),
            is_root_given: self.root.is_some(),
            today: today(
                self.now.as_deref(),
                std::env::var("SOURCE_DATE_EPOCH").ok().as_deref(),
            )?,
            colour,
            quiet: self.quiet,
            verbose: self.verbose,
        })
    }
}

/// Years in which a site can be built: calendars of holidays, time zones and dates in files know no others.
const YEARS: RangeInclusive<i32> = 1970..=9000;

fn today(now: Option<&str>, epoch: Option<&str>) -> Result<NaiveDate, String> {
    let day = day_of(now, epoch)?;
    if YEARS.contains(&day.year()) {
        return Ok(day);
    }
    let said = match now {
        Some(now) => format!("--now {now}"),
        None => "SOURCE_DATE_EPOCH".to_owned(),
    };
    Err(format!(
        "{said} lies in the year {}; a site is built between {} and {}",
        day.year(),
        YEARS.start(),
        YEARS.end()
    ))
}

fn day_of(now: Option<&str>, epoch: Option<&str>) -> Result<NaiveDate, String> {
    if let Some(now) = now {
        let instant =
            DateTime::parse_from_rfc3339(now).map(|instant| instant.to_utc().date_naive());
        return instant.or_else(|_| now.parse()).map_err(|_| {
            format!("--now {now} is no time; write a day such as 2026-11-21, or an instant such as 2026-11-21T09:00:00Z")
        });
    }
    if let Some(epoch) = epoch {
        return epoch
            .trim()
            .parse()
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .map(|instant| instant.date_naive())
            .ok_or_else(|| {
                format!("SOURCE_DATE_EPOCH is `{epoch}`; it must be a number of seconds since 1970")
            });
    }
    Ok(DateTime::<Utc>::from(std::time::SystemTime::now()).date_naive())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new site: every required topic as a stub with guidance
    Init(InitArgs),
    /// Check the site without writing anything
    Check(CheckArgs),
    /// Check the site and write it to a folder
    Build(BuildArgs),
    /// Preview the site in a browser while you write
    Serve(ServeArgs),
    /// Add a topic, a page, a notice or a quarter
    New(NewArgs),
    /// Find the questions that answer what the rule packs ask for and nobody claims
    Suggest(SuggestArgs),
    /// Note of which version of its source a translation was made
    Translated(TranslatedArgs),
    /// List what comes, by owner: reviews, quarters, waivers, events
    Due(DueArgs),
    /// Note that pages were reviewed today, and when they are to be reviewed again
    Reviewed(ReviewedArgs),
    /// Show what a customer would find, from the site's own search
    Search(SearchArgs),
    /// Explain a requirement or a check: why, where it comes from, what to do
    Explain(ExplainArgs),
    /// Show which answer meets which requirement, and what is missing
    Coverage(CoverageArgs),
    /// Print JSON Schemas for editors
    Schema(SchemaArgs),
    /// Serve an editor: findings as you type, completion, hover and definitions
    Lsp,
}

/// `candor init`.
#[derive(Debug, ClapArgs)]
pub struct InitArgs {
    /// Folder of the new site; it must be new or empty
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// Rule pack that the site must satisfy; may be given more than once [default: us-ny-dfs-vce]
    #[arg(long = "pack", value_name = "ID")]
    pub packs: Vec<String>,
}

/// `candor check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// How to report
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Least severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Deny::Error)]
    pub deny: Deny,
    /// Write facts in place of typed times that say the same, then check
    #[arg(long)]
    pub fix: bool,
    /// Check drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Compare policies with an earlier publication: its manifest.json, its folder, or a git revision
    #[arg(long, value_name = "MANIFEST|REV")]
    pub since: Option<String>,
    /// Number of threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// `candor build`.
#[derive(Debug, ClapArgs)]
pub struct BuildArgs {
    /// Folder to write; replaced only if it is new, empty or Candor's own [default: public, in the site]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Build a marked preview even though there are findings
    #[arg(long)]
    pub allow_findings: bool,
    /// Build drafts too, as a marked preview
    #[arg(long)]
    pub drafts: bool,
    /// Compare policies with an earlier publication: its manifest.json, its folder, or a git revision
    #[arg(long, value_name = "MANIFEST|REV")]
    pub since: Option<String>,
    /// Least severity that denies the build
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Deny::Error)]
    pub deny: Deny,
    /// Number of threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// `candor serve`.
#[derive(Debug, ClapArgs)]
pub struct ServeArgs {
    /// Port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 4000, value_name = "N")]
    pub port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDR")]
    pub host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
}

/// `candor new`.
#[derive(Debug, ClapArgs)]
pub struct NewArgs {
    /// What to add
    #[arg(value_enum, value_name = "KIND")]
    pub kind: NewKind,
    /// Its name: a slug such as account-freezes, or a quarter such as 2026-q4
    #[arg(value_name = "ID")]
    pub id: String,
    /// Add the translation into this language of the page that has this name already
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
}

/// What `candor new` can add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A FAQ page, content/faq/ID.md
    Topic,
    /// Any other page, content/ID.md
    Page,
    /// A notice, content/notices/DATE-ID.md
    Notice,
    /// A quarterly tabulation, content/reports/ID.toml
    Quarter,
}

/// `candor suggest`.
#[derive(Debug, ClapArgs)]
pub struct SuggestArgs {
    /// Write the claims that are clear into the headings; everything written is listed
    #[arg(long)]
    pub apply: bool,
    /// Most questions to propose for a point
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: u16,
    /// How to show proposals
    #[arg(long, value_enum, default_value_t = SuggestFormat::Human)]
    pub format: SuggestFormat,
    /// Rule pack to look at in place of the site's [default: those of candor.toml, or us-ny-dfs-vce if it names none]
    #[arg(long = "pack", value_name = "ID")]
    pub packs: Vec<String>,
}

/// How proposals are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SuggestFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

/// `candor translated`.
#[derive(Debug, ClapArgs)]
pub struct TranslatedArgs {
    /// Translations that are up to date, such as content/faq/fees.es.md
    #[arg(
        value_name = "PATH",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub paths: Vec<PathBuf>,
    /// Every translation of the site
    #[arg(long)]
    pub all: bool,
}

/// `candor due`.
#[derive(Debug, ClapArgs)]
pub struct DueArgs {
    /// How many days ahead to look; what is late is listed in any case
    #[arg(long, value_name = "N", default_value_t = 90)]
    pub days: u16,
    /// How to list them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = DueFormat::Human)]
    pub format: DueFormat,
}

/// How `candor due` lists what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DueFormat {
    /// A list by owner
    Human,
    /// JSON
    Json,
    /// A calendar to subscribe to or to take in
    Ics,
}

/// `candor reviewed`.
#[derive(Debug, ClapArgs)]
pub struct ReviewedArgs {
    /// Pages that were read again, such as content/faq/fees.md
    #[arg(value_name = "PAGE", required = true)]
    pub paths: Vec<PathBuf>,
}

/// `candor search`.
#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// What the customer types
    #[arg(value_name = "WORDS", required_unless_present = "queries")]
    pub words: Vec<String>,
    /// Language of the customer [default: the site's]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Number of pages to show
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: u16,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Answer every line of a file (`-`: standard input) with a line of JSON
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    pub queries: Option<PathBuf>,
}

/// `candor explain`.
#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// What to explain: an id such as contact.phone, a point such as account-freezes.timeline, or a pack [default: a list of all]
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Explain everything, one after the other
    #[arg(long, conflicts_with = "id")]
    pub full: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    pub format: TextFormat,
}

/// How a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// For people
    Human,
    /// For documents
    Markdown,
}

/// `candor coverage`.
#[derive(Debug, ClapArgs)]
pub struct CoverageArgs {
    /// How to show it
    #[arg(long, value_enum, default_value_t = CoverageFormat::Table)]
    pub format: CoverageFormat,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The folder of the edition that the report names [default: public, in the site]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// How coverage is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

/// `candor schema`.
#[derive(Debug, ClapArgs)]
pub struct SchemaArgs {
    /// Only this schema
    #[arg(value_enum, value_name = "NAME")]
    pub name: Option<SchemaName>,
}

/// Which schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// candor.toml
    Config,
    /// Front matter of pages
    FrontMatter,
    /// content/channels.toml
    Channels,
    /// content/reports/*.toml
    Quarter,
    /// rules/*.toml
    Pack,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

/// How a check is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For test reports: a test case a requirement
    Junit,
    /// For GitHub Actions: annotations
    Github,
}

/// The least severity that denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Errors only
    Error,
    /// Warnings too
    Warning,
}

impl From<Deny> for Severity {
    fn from(deny: Deny) -> Severity {
        match deny {
            Deny::Error => Severity::Error,
            Deny::Warning => Severity::Warning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use std::path::Path;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    /// Every text of ours that people read: source, packs, words, templates, guides.
    fn texts() -> Vec<(PathBuf, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = [
            "src", "crates", "data", "themes", "docs", "content", "examples",
        ];
        let files = folders
            .iter()
            .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)))
            .filter_map(Result::ok)
            .map(walkdir::DirEntry::into_path)
            .chain([root.join("README.md")]);
        files
            .filter(|path| {
                let kind = path.extension().and_then(|kind| kind.to_str());
                matches!(kind, Some("rs" | "toml" | "md" | "html"))
            })
            .filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?)))
            .collect()
    }

    /// What is wrong with `candor …` as a text names it.
    fn fault_of(named: &str) -> Option<String> {
        let command = Args::command();
        let words: Vec<&str> = named.split_whitespace().collect();
        let mut at = words.iter().position(|word| !word.starts_with('-'))?;
        // A global option that takes a value: `candor --root help-site check`.
        if at > 0 && command.find_subcommand(words[at]).is_none() {
            at += 1;
        }
        let Some(sub) = command.find_subcommand(words.get(at)?) else {
            return Some(format!("no command {}", words[at]));
        };
        let known = |option: &str| {
            let all = sub.get_arguments().chain(command.get_arguments());
            let mut longs = all.filter_map(clap::Arg::get_long);
            option == "help" || longs.any(|long| long == option)
        };
        words
            .iter()
            .filter_map(|word| word.strip_prefix("--"))
            .map(|option| option.split('=').next().unwrap_or_default())
            .find(|option| !option.is_empty() && !known(option))
            .map(|option| format!("no option --{option}"))
    }

    #[test]
    fn every_command_that_a_text_names_exists() {
        assert!(fault_of("tabulate").is_some());
        assert!(fault_of("check --formt json").is_some());
        let mut count = 0;
        for (path, text) in texts() {
            for named in text.split("`candor ").skip(1) {
                let named = named.split('`').next().unwrap_or_default();
                if named.starts_with('…') || path.ends_with("cli/args.rs") {
                    continue;
                }
                let fault = fault_of(named);
                assert!(fault.is_none(), "{}: {named}: {fault:?}", path.display());
                count += 1;
            }
        }
        assert!(count > 40, "{count}");
    }

    #[test]
    fn the_day_comes_from_now_then_the_epoch() {
        let day = |text: &str| text.parse::<NaiveDate>().map_err(|error| error.to_string());
        assert_eq!(today(Some("2027-06-01"), Some("0")), day("2027-06-01"));
        assert_eq!(
            today(Some("2027-06-01T23:30:00-05:00"), None),
            day("2027-06-02")
        );
        assert_eq!(today(None, Some("1700000000")), day("2023-11-14"));
        assert!(today(Some("tomorrow"), None).is_err());
        assert!(today(None, Some("soon")).is_err());
    }
}
