//! What the cursor is in, by texts with the cursor marked.

use super::*;

/// A text whose cursor is at `|`.
fn at<T>(kind: TextKind, marked: &str, look: impl Fn(Cursor<'_>) -> T) -> T {
    let offset = marked.find('|').unwrap_or(marked.len());
    let text = marked.replacen('|', "", 1);
    look(Cursor {
        kind,
        text: &text,
        offset,
    })
}

fn slot(marked: &str) -> Option<Slot> {
    at(TextKind::Page, marked, |cursor| cursor.slot())
}

fn fact(span: Range<usize>, opens: bool, closes: &'static str) -> Option<Slot> {
    Some(Slot::Fact {
        span,
        opens,
        closes,
    })
}

#[test]
fn facts_are_written_between_braces() {
    assert_eq!(slot("Call {{|"), fact(7..7, true, " }}"));
    assert_eq!(slot("Call {{ pho|ne }}."), fact(8..13, false, ""));
    assert_eq!(slot("Call {{|}}"), fact(7..7, true, " "));
    assert_eq!(slot("Call {{ |}"), fact(8..8, false, " }"));
    assert_eq!(
        slot("+++\ntitle = \"{{ e|\"\n+++\n"),
        fact(16..17, false, " }}")
    );
    for no in ["Call {|", "Call {{ a }} now|", "{{ a b|", "plain|", ""] {
        assert_eq!(slot(no), None, "{no}");
    }
}

#[test]
fn points_are_written_behind_covers() {
    let point = |span, claimed: &[&str]| {
        Some(Slot::Point {
            span,
            claimed: claimed.iter().map(|point| (*point).to_owned()).collect(),
        })
    };
    assert_eq!(slot("## Q {#a covers=|"), point(16..16, &[]));
    assert_eq!(
        slot("## Q {covers=a.b,c.|d,e.f}"),
        point(17..20, &["a.b", "e.f"])
    );
    assert_eq!(slot("## Q {covers=\"a.b, c|\"}"), point(19..20, &["a.b"]));
    for no in [
        "Text {covers=|",
        "## Q {covers=a.b |",
        "## Q covers=|",
        "## Q {#a|",
        "## Q {covers=a} |",
    ] {
        assert_eq!(slot(no), None, "{no}");
    }
}

fn key(kind: TextKind, marked: &str) -> Option<(Syntax, String, Vec<String>)> {
    match at(kind, marked, |cursor| cursor.slot())? {
        Slot::Key { table, .. } => Some((table.syntax, table.path.join("."), table.keys)),
        _ => None,
    }
}

fn keys(syntax: Syntax, path: &str, keys: &[&str]) -> Option<(Syntax, String, Vec<String>)> {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    Some((syntax, path.to_owned(), keys))
}

#[test]
fn keys_are_written_at_the_beginning_of_a_line() {
    let page = |marked| key(TextKind::Page, marked);
    assert_eq!(
        page("+++\ntitle = 1\nd|"),
        keys(Syntax::Toml, "", &["title"])
    );
    assert_eq!(
        page("+++\n|\ntitle = 1\n+++\nBody"),
        keys(Syntax::Toml, "", &["title"])
    );
    assert_eq!(
        page("---\n|\nslug: a\n---\n"),
        keys(Syntax::Yaml, "", &["slug"])
    );
    let channels = "[[channel]]\nid = 1\n[channel.ai]\nused = true\n";
    let channels = |rest: &str| key(TextKind::Channels, &format!("{channels}{rest}"));
    assert_eq!(channels("|"), keys(Syntax::Toml, "channel.ai", &["used"]));
    assert_eq!(
        channels("[[channel]]\n|"),
        keys(Syntax::Toml, "channel", &[])
    );
    for no in [
        "+++\ntitle = |",
        "+++\n+++\nt|",
        "t|",
        "|+++\n+++\n",
        "---\nalso:\n  - a|",
        "+++\n|+++\n",
    ] {
        assert_eq!(page(no), None, "{no}");
    }
}

#[test]
fn headers_of_tables_are_written_in_brackets() {
    let header = at(TextKind::Config, "[site]\n[en|]\n", |cursor| cursor.slot());
    assert_eq!(header, Some(Slot::Header { span: 7..11 }));
}

fn thing(kind: TextKind, marked: &str) -> Option<Thing> {
    at(kind, marked, |cursor| cursor.thing())
}

#[test]
fn things_are_found_where_they_stand() {
    let page = |marked| thing(TextKind::Page, marked);
    let name = || "phone.number".to_owned();
    let fact = Some(Thing::Fact(name(), 4..22));
    assert_eq!(
        page("año {{ phone.num|ber }}"),
        None.or(Some(Thing::Fact(name(), 5..23)))
    );
    assert_eq!(page("ano |{{ phone.number }}"), fact);
    assert_eq!(
        page("## A {#a covers=b.c,d|.e} ##"),
        Some(Thing::Point("d.e".to_owned(), 20..23))
    );
    assert_eq!(
        page("See [the fees](fe|es.md#wire)."),
        Some(Thing::Link("fees.md#wire".to_owned(), 15..27))
    );
    assert_eq!(
        page("+++\nti|tle = 1\n+++\n"),
        Some(Thing::Key(Vec::new(), "title".to_owned(), 4..9))
    );
    assert_eq!(
        thing(TextKind::Config, "[entity]\n[[entity.respon|sible]]\n"),
        Some(Thing::Key(
            vec!["entity".to_owned()],
            "responsible".to_owned(),
            11..29
        ))
    );
    assert_eq!(
        thing(TextKind::Config, "[entity]\nweb|site = ''\n"),
        Some(Thing::Key(
            vec!["entity".to_owned()],
            "website".to_owned(),
            9..16
        ))
    );
    assert_eq!(page("plain| text"), None);
}
