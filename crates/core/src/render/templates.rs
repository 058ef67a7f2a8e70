//! Tera, set up for one language.

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::theme::Theme;
use candor_model::findings::Finding;

/// Compiled templates with what every page of a language sees.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Compiles the theme's templates. Each one that does not compile is reported;
    /// its place is taken by nothing, so that the others are still checked.
    pub fn compile(theme: &Theme, findings: &mut Vec<Finding>) -> Templates {
        let mut sources: Vec<(String, String)> = theme
            .templates
            .iter()
            .map(|(name, file)| {
                (
                    name.clone(),
                    String::from_utf8_lossy(&file.bytes).into_owned(),
                )
            })
            .collect();
        loop {
            let mut tera = Tera::default();
            let names: Vec<(&str, &str)> = sources
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str()))
                .collect();
            let Err(error) = tera.add_raw_templates(names) else {
                return Templates { tera };
            };
            let finding = compile_finding(&error, theme);
            let culprit = culprit(&error);
            findings.push(finding);
            let before = sources.len();
            sources.retain(|(name, _)| Some(name.as_str()) != culprit.as_deref());
            if sources.len() == before || sources.is_empty() {
                return Templates {
                    tera: Tera::default(),
                };
            }
            // Templates that build on the broken one fail for its sake only.
            let mut broken: Vec<String> = culprit.into_iter().collect();
            while let Some(name) = broken.pop() {
                let named = [format!("\"{name}\""), format!("'{name}'")];
                sources.retain(|(other, text)| {
                    let builds_on_it = named.iter().any(|name| text.contains(name));
                    if builds_on_it {
                        broken.push(other.clone());
                    }
                    !builds_on_it
                });
            }
        }
    }

    /// A copy for another language.
    pub fn with_globals(&self, globals: &[(&'static str, tera::Value)]) -> Templates {
        let mut tera = self.tera.clone();
        for (name, value) in globals {
            tera.global_context().insert_value(*name, value.clone());
        }
        Templates { tera }
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Renders a template.
    ///
    /// # Errors
    ///
    /// A finding that names the template, its line, and the page.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        page: &str,
        theme: &Theme,
    ) -> Result<String, Box<Finding>> {
        self.tera.render(template, context).map_err(|error| {
            let (file, span, message) = match error.kind() {
                ErrorKind::RenderingError(report) => (
                    report.filename().to_owned(),
                    Some(report.span().range.clone()),
                    report.message().to_owned(),
                ),
                _ => (template.to_owned(), None, error.to_string()),
            };
            Box::new(
                Finding::error(
                    "theme.template",
                    format!(
                        "the template {file} fails on the page {page}: {}",
                        first_line(&message)
                    ),
                )
                .help("docs/templates.md lists what templates can use.")
                .at_opt(
                    site_path(theme, &file),
                    span.filter(|_| is_own(theme, &file)),
                ),
            )
        })
    }
}

/// A serialisable value as templates see it.
///
/// # Errors
///
/// When a map has keys that are no text, which no context has.
pub fn value<T: Serialize>(value: &T) -> Result<tera::Value, Box<Finding>> {
    tera::Value::try_from_serializable(value).map_err(|error| {
        Box::new(
            Finding::error(
                "internal",
                format!("a value cannot be given to templates: {error}"),
            )
            .help("This is a fault of Candor; please report it."),
        )
    })
}

fn compile_finding(error: &tera::Error, theme: &Theme) -> Finding {
    let (file, span, message) = match error.kind() {
        ErrorKind::SyntaxError(report) => (
            report.filename().to_owned(),
            Some(report.span().range.clone()),
            report.message().to_owned(),
        ),
        ErrorKind::MissingParent { current, parent } => (
            current.clone(),
            None,
            format!("it extends {parent}, which does not exist"),
        ),
        _ => (culprit(error).unwrap_or_default(), None, error.to_string()),
    };
    let name = if file.is_empty() {
        "a template".to_owned()
    } else {
        format!("the template {file}")
    };
    let finding = Finding::error(
        "theme.template",
        format!("{name} does not compile: {}", first_line(&message)),
    )
    .help("Templates are written in Tera; docs/templates.md lists what they can use.");
    if file.is_empty() {
        finding
    } else {
        finding.at_opt(
            site_path(theme, &file),
            span.filter(|_| is_own(theme, &file)),
        )
    }
}

/// The template at fault, as far as the error tells.
fn culprit(error: &tera::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            Some(report.filename().to_owned())
        }
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Some(tpl.clone())
        }
        // References to unknown filters and includes are reported as text: ` --> name:line:column`.
        _ => {
            let text = error.to_string();
            let at = text.find("--> ")? + 4;
            text[at..]
                .split(':')
                .next()
                .map(|name| name.trim_matches(['[', ' ']).to_owned())
        }
    }
}

fn first_line(message: &str) -> &str {
    message
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

fn is_own(theme: &Theme, template: &str) -> bool {
    theme
        .templates
        .get(template)
        .is_some_and(|file| file.source.is_some())
}

/// Where a template's text is: in the site, or compiled in.
fn site_path(theme: &Theme, template: &str) -> String {
    theme
        .templates
        .get(template)
        .and_then(|file| file.source.as_deref())
        .map_or_else(
            || format!("themes/default/templates/{template}"),
            str::to_owned,
        )
}
