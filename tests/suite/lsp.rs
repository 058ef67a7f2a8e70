//! `candor lsp`: an editor opens files of a site, types, and asks.

use crate::common::Site;
use crate::common::editor::{Editor, file_uri, uri};
use serde_json::{Value, json};

const FEES: &str = "content/faq/fees.md";
const CHANNELS: &str = "content/channels.toml";

/// The minimal site with the New York pack.
fn with_pack() -> Site {
    let site = Site::minimal();
    site.replace("candor.toml", "packs = []", "packs = [\"us-ny-dfs-vce\"]");
    site
}

fn labels(items: &Value) -> Vec<&str> {
    let items = items.as_array().expect("a list of completions");
    items
        .iter()
        .map(|item| item["label"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn item<'a>(items: &'a Value, label: &str) -> &'a Value {
    items
        .as_array()
        .and_then(|items| items.iter().find(|item| item["label"] == label))
        .unwrap_or_else(|| panic!("{label} is not among {items}"))
}

fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({
        "start": { "line": from.0, "character": from.1 },
        "end": { "line": to.0, "character": to.1 },
    })
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_wrong_fact_is_found_as_it_is_typed_completed_and_mended() {
    let site = Site::minimal();
    let mut editor = Editor::of(&site);
    let fees = uri(&site, FEES);
    let text = site.read(FEES);
    editor.open(
        &fees,
        &text.replace("{{ phone.number }}", "{{ phone.nmber }}"),
    );
    let found = editor.diagnostics(&fees, |found| !found.is_empty());
    // `Call {{ phone.nmber }}.` is the last line, the sixteenth.
    assert_eq!(
        found,
        [json!({
            "range": range((15, 5), (15, 22)),
            "severity": 1,
            "code": "facts.unknown",
            "source": "candor",
            "message": "unknown fact `{{ phone.nmber }}`\nDid you mean `{{ phone.number }}`?",
        })]
    );

    let completions = editor.ask(
        "textDocument/completion",
        json!({ "textDocument": { "uri": fees }, "position": { "line": 15, "character": 17 } }),
    );
    let number = item(&completions["result"], "phone.number");
    assert_eq!(number["detail"], "+1-888-555-0134");
    let edit = &number["textEdit"];
    assert_eq!(
        *edit,
        json!({ "range": range((15, 8), (15, 19)), "newText": "phone.number" })
    );

    editor.change(
        &fees,
        2,
        json!([{ "range": edit["range"], "text": edit["newText"] }]),
    );
    editor.diagnostics(&fees, <[Value]>::is_empty);
    // Everything happened in the editor alone.
    assert_eq!(site.read(FEES), text);
    editor.leave();
}

#[test]
fn a_change_in_one_text_is_felt_in_files_that_are_not_open() {
    let site = Site::minimal();
    let mut editor = Editor::of(&site);
    let channels = uri(&site, CHANNELS);
    let text = site.read(CHANNELS);
    editor.open(&channels, &text);
    editor.diagnostics(&channels, <[Value]>::is_empty);
    let renamed = text.replace("id = \"phone\"", "id = \"line\"");
    editor.change(&channels, 2, json!([{ "text": renamed }]));
    let found = editor.diagnostics(&uri(&site, FEES), |_| true);
    assert_eq!(codes(&found), ["facts.unknown"]);
    // What is closed without being saved counts no longer.
    editor.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": channels } }),
    );
    editor.diagnostics(&uri(&site, FEES), <[Value]>::is_empty);
    editor.leave();
}

#[test]
fn files_that_change_on_disk_are_read_again() {
    let site = Site::minimal();
    let mut editor = Editor::silent(&site);
    let watching =
        json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    editor.initialize(watching, Value::Null);
    let asked = editor.wait("the wish to hear of files", |message| {
        message["method"] == "client/registerCapability"
    });
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    editor.send_framed(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }).to_string());

    let transfers = uri(&site, "content/faq/transfers.md");
    site.append("content/faq/transfers.md", "\nSee {{ fax.number }}.\n");
    let changed = json!({ "changes": [{ "uri": transfers, "type": 2 }] });
    editor.tell("workspace/didChangeWatchedFiles", changed.clone());
    let found = editor.diagnostics(&transfers, |found| !found.is_empty());
    assert_eq!(codes(&found), ["facts.unknown"]);
    site.replace("content/faq/transfers.md", "{{ fax.number }}", "us");
    editor.tell("workspace/didChangeWatchedFiles", changed);
    editor.diagnostics(&transfers, <[Value]>::is_empty);
    editor.leave();
}

#[test]
fn columns_are_those_of_the_editor_whatever_the_characters_and_line_endings() {
    let page = "+++\r\ntitle = \"Fees\"\r\n+++\r\n\r\n## Año 🦀\r\n\r\n🦀 año {{ fax.number }}\r\n";
    for (offered, encoding, from, to) in [
        (json!(["utf-16"]), "utf-16", 7, 23),
        (json!(["utf-8", "utf-16"]), "utf-8", 10, 26),
        (json!(["utf-7", "utf-32"]), "utf-32", 6, 22),
    ] {
        let site = Site::minimal();
        site.write(FEES, page);
        let mut editor = Editor::silent(&site);
        let able = editor.initialize(
            json!({ "general": { "positionEncodings": offered } }),
            Value::Null,
        );
        assert_eq!(able["positionEncoding"], encoding);
        let fees = uri(&site, FEES);
        let expected = range((6, from), (6, to));
        // As on disk, and as the editor holds it.
        let found = editor.diagnostics(&fees, |found| codes(found).contains(&"facts.unknown"));
        assert_eq!(found[0]["range"], expected, "{encoding}");
        editor.open(&fees, page);
        let found = editor.diagnostics(&fees, |found| !found.is_empty());
        assert_eq!(found[0]["range"], expected, "{encoding}");
        editor.change(
            &fees,
            2,
            json!([{ "range": expected, "text": "{{ phone.number }}" }]),
        );
        editor.diagnostics(&fees, <[Value]>::is_empty);
        editor.leave();
    }
}

#[test]
fn facts_are_completed_in_the_language_of_the_page() {
    let site = Site::minimal();
    let mut editor = Editor::of(&site);
    let fees = uri(&site, "content/faq/fees.es.md");
    editor.open(&fees, "");
    let complete = "textDocument/completion";
    let items = editor.ask_at(complete, &fees, 2, "+++\ntitle = \"A\"\n+++\nLlame al {{|");
    assert!(labels(&items).contains(&"email.address"));
    assert_eq!(item(&items, "site.title")["detail"], "Ayuda de Harbor");
    assert_eq!(item(&items, "phone.first_reply")["detail"], "2 minutos");
    assert_eq!(
        item(&items, "site.title")["textEdit"],
        json!({ "range": range((3, 11), (3, 11)), "newText": " site.title }}" })
    );
    // In front matter too, but not elsewhere.
    let items = editor.ask_at(complete, &fees, 3, "+++\ntitle = \"{{ ph|one }}\"\n+++\n");
    assert_eq!(
        item(&items, "phone.number")["textEdit"]["newText"],
        "phone.number"
    );
    let items = editor.ask_at(complete, &fees, 4, "+++\ntitle = \"A\"\n+++\nLlame al {|");
    assert_eq!(labels(&items), Vec::<&str>::new());
    editor.leave();
}

#[test]
fn points_are_completed_and_explained() {
    let site = with_pack();
    let mut editor = Editor::of(&site);
    let page = uri(&site, "content/faq/account-freezes.md");
    editor.open(&page, "");
    let front = "+++\ntitle = \"Frozen accounts\"\n+++\n\n";
    let text = format!("{front}## Why? {{#why covers=account-freezes.notice,|}}\n");
    let mut items = editor.ask_at("textDocument/completion", &page, 2, &text);
    let reasons = item(&items, "account-freezes.reasons");
    assert_eq!(reasons["detail"], "Why is my account frozen?");
    assert_eq!(reasons["textEdit"]["newText"], "account-freezes.reasons");
    assert_eq!(reasons["textEdit"]["range"], range((4, 44), (4, 44)));
    assert!(
        !labels(&items).contains(&"account-freezes.notice"),
        "claimed"
    );
    assert!(labels(&items).contains(&"risks.1"));
    let sort = |item: &Value| item["sortText"].as_str().unwrap().to_owned();
    items.as_array_mut().unwrap().sort_by_key(sort);
    let first = labels(&items)[0];
    assert!(first.starts_with("account-freezes."), "{first} comes first");

    let text = format!("{front}## Why? {{#why covers=account-freezes.rea|sons}}\n");
    let hover = editor.ask_at("textDocument/hover", &page, 3, &text);
    let shown = hover["contents"]["value"].as_str().unwrap();
    assert!(
        shown.starts_with("**Why is my account frozen?**"),
        "{shown}"
    );
    for part in [
        "List the usual reasons",
        "- at least 40 words",
        "Basis: derived. It follows from the regulation or guidance.",
        "Source: ",
        ": points 1 and 2",
    ] {
        assert!(shown.contains(part), "{part:?} is not in {shown}");
    }
    assert_eq!(hover["range"], range((4, 21), (4, 44)));

    // The answer is missing, and the finding says who asks for it.
    let is_it = |found: &Value| found["code"] == "topic.account-freezes.reasons";
    let found = editor.diagnostics(&page, |found| found.iter().any(is_it));
    let found = found.iter().find(|found| is_it(found)).unwrap();
    let message = found["message"].as_str().unwrap();
    assert!(
        message.ends_with(": points 1 and 2 (text) (derived)"),
        "{message}"
    );

    let text = format!("{front}## Why? {{#why covers=account-freezes.rea|zons}}\n");
    let hover = editor.ask_at("textDocument/hover", &page, 4, &text);
    assert_eq!(hover, Value::Null, "there is no such point");
    editor.leave();
}

#[test]
fn a_point_of_the_sites_own_pack_leads_to_the_pack() {
    let site = with_pack();
    let pack = "id = \"own\"\ntitle = \"Own\"\n\n[[topic]]\nid = \"staking\"\ntitle = \"Staking\"\nbasis = \"practice\"\n\n\
                [[topic.point]]\nid = \"risk\"\nquestion = \"What can go wrong?\"\nguidance = \"Say it.\"\nevidence = [\"says:loss\"]\n\n\
                [phrases.loss]\nen = [\"you can lose\"]\n";
    site.write("rules/own.toml", pack);
    let mut editor = Editor::of(&site);
    let page = uri(&site, "content/faq/staking.md");
    editor.open(&page, "");
    let text = "+++\ntitle = \"Staking\"\n+++\n\n## Risk? {covers=staking.|risk}\n";
    let definition = editor.ask_at("textDocument/definition", &page, 2, text);
    assert_eq!(
        definition,
        json!({ "uri": uri(&site, "rules/own.toml"), "range": range((9, 5), (9, 11)) })
    );
    let hover = editor.ask_at("textDocument/hover", &page, 3, text);
    let shown = hover["contents"]["value"].as_str().unwrap();
    assert!(shown.contains("- words such as “you can lose”"), "{shown}");
    // A pack that comes with Candor has no file.
    let text = text.replace("staking.|risk", "fees.|where");
    let definition = editor.ask_at("textDocument/definition", &page, 4, &text);
    assert_eq!(definition, Value::Null);

    // What is changed in the pack counts at once.
    let own = uri(&site, "rules/own.toml");
    editor.open(&own, &pack.replace("\"risk\"", "\"danger\""));
    let text = text.replace("fees.|where", "staking.|risk");
    editor.ask_at("textDocument/hover", &page, 5, &text);
    editor.diagnostics(&page, |found| codes(found).contains(&"claims.unknown"));
    let items = editor.ask_at("textDocument/completion", &own, 2, "[[topic]]\nwh|\n");
    assert!(labels(&items).contains(&"why"));
    editor.leave();
}

#[test]
fn keys_are_completed_and_explained() {
    let site = Site::minimal();
    let mut editor = Editor::of(&site);
    let complete = "textDocument/completion";
    let fees = uri(&site, FEES);
    editor.open(&fees, "");
    let items = editor.ask_at(complete, &fees, 2, "+++\ntitle = \"A\"\nde|\n+++\n");
    let description = item(&items, "description");
    assert_eq!(
        description["textEdit"],
        json!({ "range": range((2, 0), (2, 2)), "newText": "description = " })
    );
    assert_eq!(
        description["documentation"]["value"],
        "One sentence for search engines and lists."
    );
    assert!(!labels(&items).contains(&"title"), "it is there already");
    let items = editor.ask_at(complete, &fees, 3, "---\n|\n---\n");
    assert_eq!(item(&items, "title")["textEdit"]["newText"], "title: ");
    let hover = editor.ask_at("textDocument/hover", &fees, 4, "+++\nweigh|t = 1\n+++\n");
    assert_eq!(
        hover["contents"]["value"],
        "`weight`: Place in lists; lower comes first."
    );

    let channels = uri(&site, CHANNELS);
    editor.open(&channels, "");
    let items = editor.ask_at(complete, &channels, 2, "[[channel]]\nid = \"a\"\nnum|\n");
    assert_eq!(item(&items, "number")["textEdit"]["newText"], "number = ");
    assert!(!labels(&items).contains(&"id"), "it is there already");
    let items = editor.ask_at(complete, &channels, 3, "[|]\n");
    assert_eq!(
        item(&items, "[[channel]]")["textEdit"],
        json!({ "range": range((0, 0), (0, 2)), "newText": "[[channel]]" })
    );
    let config = uri(&site, "candor.toml");
    editor.open(&config, "");
    let items = editor.ask_at(complete, &config, 2, "[entity]\nweb|");
    assert_eq!(
        item(&items, "website")["documentation"]["value"],
        "Main website."
    );
    editor.leave();
}

#[test]
fn hover_tells_a_fact_and_where_it_comes_from() {
    let site = with_pack();
    let mut editor = Editor::of(&site);
    let fees = uri(&site, FEES);
    editor.open(&fees, "");
    for (version, fact, expected) in [
        (
            2,
            "phone.number",
            "**+1-888-555-0134**\n\n`phone.number`, from the channel `phone` in content/channels.toml",
        ),
        (
            3,
            "entity.legal_name",
            "**Harbor Coin, LLC**\n\n`entity.legal_name`, from `[entity]` in candor.toml",
        ),
        (
            4,
            "regulator.short_name",
            "**DFS**\n\n`regulator.short_name`, from the rule pack us-ny-dfs-vce",
        ),
    ] {
        let text = format!("+++\ntitle = \"Año\"\n+++\n\n🦀 {{{{ |{fact} }}}}\n");
        let hover = editor.ask_at("textDocument/hover", &fees, version, &text);
        assert_eq!(hover["contents"]["kind"], "markdown");
        assert_eq!(hover["contents"]["value"], expected);
        let end = 3 + 6 + u32::try_from(fact.len()).unwrap();
        assert_eq!(hover["range"], range((4, 3), (4, end)));
    }
    let hover = editor.ask_at(
        "textDocument/hover",
        &fees,
        5,
        "+++\n+++\n{{ fax.|number }}",
    );
    assert_eq!(hover, Value::Null);
    editor.leave();
}

#[test]
fn definition_leads_to_the_data_and_to_pages() {
    let site = with_pack();
    let mut editor = Editor::of(&site);
    let fees = uri(&site, FEES);
    editor.open(&fees, "");
    let mut version = 1;
    let mut at = |editor: &mut Editor, body: &str| {
        version += 1;
        let text = format!("+++\ntitle = \"A\"\n+++\n\n{body}\n");
        editor.ask_at("textDocument/definition", &fees, version, &text)
    };
    let place = |path: &str, range: Value| json!({ "uri": uri(&site, path), "range": range });

    let number = range((3, 0), (3, 26));
    let found = at(&mut editor, "{{ |phone.number }}");
    assert_eq!(found, place(CHANNELS, number));
    let found = at(&mut editor, "{{ phone.re|solution }}");
    assert_eq!(
        found["range"]["start"],
        json!({ "line": 8, "character": 43 })
    );
    let found = at(&mut editor, "{{ entity.legal_name| }}");
    assert_eq!(found, place("candor.toml", range((9, 0), (9, 31))));
    // The pack that the configuration names has the rest.
    let found = at(&mut editor, "{{ regulator.|website }}");
    assert_eq!(found, place("candor.toml", range((13, 0), (13, 25))));
    let found = at(&mut editor, "[how long](trans|fers.md#how-long)");
    let heading = range((4, 0), (4, 45));
    assert_eq!(found, place("content/faq/transfers.md", heading));
    let found = at(&mut editor, "[where](../con|tact.md)");
    assert_eq!(found, Value::Null, "Candor makes that page by itself");
    assert_eq!(at(&mut editor, "pla|in"), Value::Null);

    // Of a file that is open, the editor's text counts.
    let channels = uri(&site, CHANNELS);
    editor.open(
        &channels,
        &format!("# One line more.\n{}", site.read(CHANNELS)),
    );
    let found = at(&mut editor, "{{ |phone.number }}");
    assert_eq!(found, place(CHANNELS, range((4, 0), (4, 26))));
    editor.leave();
}

#[test]
fn a_broken_configuration_is_a_finding_and_the_server_stays() {
    let site = Site::minimal();
    let mut editor = Editor::of(&site);
    let config = uri(&site, "candor.toml");
    let text = site.read("candor.toml");
    editor.open(&config, &format!("{text}[broken\n"));
    let found = editor.diagnostics(&config, |found| !found.is_empty());
    assert_eq!(codes(&found)[0], "config.syntax");
    // What needs no site is still there.
    let fees = uri(&site, FEES);
    editor.open(&fees, "");
    let items = editor.ask_at("textDocument/completion", &fees, 2, "+++\n|\n+++\n");
    assert!(labels(&items).contains(&"title"));
    editor.change(&config, 2, json!([{ "text": text }]));
    editor.diagnostics(&config, <[Value]>::is_empty);
    let items = editor.ask_at("textDocument/completion", &fees, 3, "+++\n+++\n{{|");
    assert!(labels(&items).contains(&"phone.number"));
    editor.leave();
}

#[test]
fn a_site_without_a_configuration_is_a_finding_until_there_is_one() {
    let site = Site::minimal();
    let text = site.read("candor.toml");
    site.remove("candor.toml");
    let mut editor = Editor::of(&site);
    let config = uri(&site, "candor.toml");
    let found = editor.diagnostics(&config, |found| !found.is_empty());
    assert_eq!(codes(&found), ["config.file"]);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.starts_with("there is no candor.toml"), "{message}");
    editor.open(&config, &text);
    editor.diagnostics(&config, <[Value]>::is_empty);
    editor.leave();
}

#[test]
fn the_site_is_found_by_the_folder_or_the_file_that_is_opened() {
    let site = Site::minimal();
    site.append(FEES, "\nFax {{ fax.number }}.\n");
    let fees = uri(&site, FEES);
    // The folder that the editor has open is the site: all of it is looked at.
    let mut editor = Editor::rootless(&site);
    editor.initialize(json!({}), Value::String(file_uri(&site.root())));
    let found = editor.diagnostics(&fees, |found| !found.is_empty());
    assert_eq!(codes(&found), ["facts.unknown"]);
    editor.leave();

    // It is not, but above the file that is opened there is one.
    let mut editor = Editor::rootless(&site);
    editor.initialize(json!({}), Value::String(file_uri(&site.beside("x"))));
    let note = file_uri(&site.beside("notes.md"));
    editor.open(&note, "{{ fax.number }}");
    let position =
        json!({ "textDocument": { "uri": note }, "position": { "line": 0, "character": 4 } });
    let response = editor.ask("textDocument/completion", position);
    assert_eq!(
        response["result"],
        Value::Null,
        "a note outside the site is nobody's"
    );
    editor.open(&fees, &site.read(FEES));
    let found = editor.diagnostics(&fees, |found| !found.is_empty());
    assert_eq!(codes(&found), ["facts.unknown"]);
    editor.leave();
}

#[test]
fn what_is_asked_wrongly_is_refused_and_the_conversation_goes_on() {
    let site = Site::minimal();
    let mut editor = Editor::silent(&site);
    let refused = |response: Value| response["error"]["code"].as_i64().unwrap();
    let early = editor.ask("textDocument/hover", json!({}));
    assert_eq!(refused(early), -32002, "before initialize");
    let wrong = editor.ask("initialize", json!({ "capabilities": 7 }));
    assert_eq!(refused(wrong), -32602);
    editor.initialize(json!({}), Value::Null);
    assert_eq!(
        refused(editor.ask("initialize", json!({}))),
        -32600,
        "twice"
    );
    assert_eq!(
        refused(editor.ask("textDocument/rename", json!({}))),
        -32601
    );
    assert_eq!(
        refused(editor.ask("textDocument/hover", json!([1]))),
        -32602
    );
    assert_eq!(
        refused(editor.ask("textDocument/hover", Value::Null)),
        -32602
    );
    let nowhere = json!({
        "textDocument": { "uri": uri(&site, FEES) },
        "position": { "line": 0, "character": 0 },
    });
    assert_eq!(
        refused(editor.ask("textDocument/hover", nowhere)),
        -32602,
        "not open"
    );

    let is_answer_to_none =
        |message: &Value| message.get("id") == Some(&Value::Null) && message.get("error").is_some();
    for (body, code) in [("{", -32700), ("[]", -32600), ("\"a\"", -32600)] {
        editor.send_framed(body);
        let answer = editor.wait("an answer to a malformed message", is_answer_to_none);
        assert_eq!(refused(answer), code, "{body}");
    }
    let is_log = |message: &Value| message["method"] == "window/logMessage";
    editor.tell("textDocument/didOpen", json!({ "textDocument": 1 }));
    editor.wait("a complaint", is_log);
    editor.change(&uri(&site, FEES), 2, json!([{ "text": "" }]));
    editor.wait("a complaint", is_log);
    editor.tell("workspace/madeUp", json!({}));

    // Nothing of this did any harm.
    let fees = uri(&site, FEES);
    editor.open(&fees, "");
    let far = json!([{ "range": range((99, 99), (3, 0)), "text": "+++\n" }]);
    editor.change(&fees, 2, far);
    let items = editor.ask_at("textDocument/completion", &fees, 3, "+++\n|");
    assert!(labels(&items).contains(&"title"));
    editor.leave();
}

#[test]
fn the_exit_status_tells_whether_the_editor_said_goodbye() {
    let site = Site::minimal();
    let editor = Editor::of(&site);
    assert_eq!(editor.hang_up(), Some(1), "the input ended");

    let mut editor = Editor::of(&site);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.hang_up(), Some(1), "exit without shutdown");

    let mut editor = Editor::of(&site);
    editor.ask("shutdown", Value::Null);
    let late = editor.ask("textDocument/hover", json!({}));
    assert_eq!(late["error"]["code"], -32600, "after shutdown");
    assert_eq!(editor.hang_up(), Some(0), "the input ended after shutdown");

    let mut editor = Editor::silent(&site);
    editor.send(b"hello\r\n\r\n");
    assert_eq!(editor.hang_up(), Some(1), "this is no frame");

    Editor::of(&site).leave();
}
