//! Tables, alerts and footnotes.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind};

use super::{Builder, escaped};
use candor_model::findings::Finding;

impl<'a> Builder<'a> {
    /// A table is named by the question that it answers, so that screen readers can
    /// tell two of them apart.
    pub(super) fn table_label(&self) -> String {
        match &self.section.heading {
            Some(heading) => format!("aria-labelledby=\"{}\"", escaped(&heading.id)),
            None => {
                let label = self.context.strings.text("table.label");
                format!("aria-label=\"{}\"", escaped(label))
            }
        }
    }

    pub(super) fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.table.column += 1;
        let tag = if self.table.in_head {
            format!("<th scope=\"col\"{class}>")
        } else {
            format!("<td{class}>")
        };
        self.html(tag);
    }

    pub(super) fn start_alert(&mut self, kind: BlockQuoteKind) {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = escaped(
            self.context
                .strings
                .get(&format!("alert.{name}"))
                .unwrap_or(name),
        );
        self.html(format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    pub(super) fn end_footnote(&mut self, range: &Range<usize>) {
        let (Some(number), Some(buffer)) = (self.footnotes.open.take(), self.buffers.pop()) else {
            return;
        };
        let inner = self.render(buffer);
        if self.footnotes.definitions.insert(number, inner).is_some() {
            let finding = Finding::error("markdown.footnote", "this footnote is defined twice")
                .help("Give each footnote a name of its own.");
            self.enter(finding, range);
        }
    }
}
