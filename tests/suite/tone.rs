//! How pages about freezes, complaints and fraud speak to a person in trouble.

use crate::common::Site;

const ID: &str = "upkeep.empathy";

/// Lines of the page that are told, and what is said of each.
fn told(site: &Site, file: &str) -> Vec<(u64, String)> {
    let found = site.findings().into_iter();
    found
        .filter(|finding| finding.id == ID && finding.file == file)
        .map(|finding| (finding.line, finding.message))
        .collect()
}

/// The demo site with these sentences, each a block of its own, at the end of a page's last answer.
fn says(file: &str, sentences: &[&str]) -> Vec<(u64, String)> {
    let site = Site::demo();
    let before = site.read(file).lines().count() as u64;
    for sentence in sentences {
        site.append(file, &format!("\n{sentence}\n"));
    }
    let mut told = told(&site, file);
    for (line, _) in &mut told {
        *line = (*line - before) / 2;
    }
    told
}

/// Of each sentence what is wrong with it.
fn each_is(file: &str, wanted: &[(&str, &str)]) {
    let sentences: Vec<&str> = wanted.iter().map(|(sentence, _)| *sentence).collect();
    let told = says(file, &sentences);
    for (at, (sentence, what)) in (1u64..).zip(wanted) {
        let said: Vec<&str> = told
            .iter()
            .filter(|(line, _)| *line == at)
            .map(|(_, message)| message.as_str())
            .collect();
        assert!(
            said.iter().any(|said| said.contains(what)),
            "{sentence}: {said:?}"
        );
    }
}

const BLAME: &str = "puts the blame on";
const THREAT: &str = "threatens";
const HUSH: &str = "keeps customers from";
const REFUSAL: &str = "refuses to explain";
const WHIM: &str = "the last word";

#[test]
fn what_hurts_a_person_in_trouble_is_told_where_it_stands() {
    each_is(
        "content/faq/account-freezes.md",
        &[
            ("You have only yourself to blame.", BLAME),
            ("A freeze follows **because of something you did**.", BLAME),
            ("- Honest customers are not frozen.", BLAME),
            (
                "> If you write again, your case goes to the back of the queue.",
                THREAT,
            ),
            ("Each call delays your case.", THREAT),
            ("If it stays frozen, we keep your money.", THREAT),
            ("Wait, and do not call us.", HUSH),
            ("Please don't ask why.", HUSH),
            ("There is no point in complaining.", HUSH),
            ("1. We won't explain it.", REFUSAL),
        ],
    );
    each_is(
        "content/complaints.md",
        &[
            ("We are under no obligation to explain ourselves.", REFUSAL),
            ("Our decision is final.", WHIM),
            ("You agreed to our terms when you joined.", WHIM),
            ("We give no reasons.", REFUSAL),
        ],
    );
    each_is(
        "content/faq/file-complaint.es.md",
        &[
            ("Usted mismo se lo buscó: algo habrá hecho.", BLAME),
            ("Cada llamada retrasa su caso.", THREAT),
            ("No nos llame.", HUSH),
            ("Por favor no pregunte por qué.", HUSH),
            ("De nada sirve quejarse.", HUSH),
            ("No estamos obligados a darle explicaciones.", REFUSAL),
            ("La decisión es definitiva.", WHIM),
            ("Cerramos cuentas cuando nos parezca.", WHIM),
        ],
    );
}

#[test]
fn what_is_meant_well_is_not_told() {
    let quiet = [
        "A freeze is not your fault.",
        "It does not mean that you broke our rules.",
        "We never ask for your password.",
        "Do not call a number that you find in a message.",
        "Hang up, and do not call back.",
        "If you do not write to us within ten days, we write to you again.",
        "You do not need to call us.",
        "We keep your money safe.",
        "Complaining does not change how we treat you.",
        "A complaint costs nothing.",
        "Our first answer is not final.",
        "We explain every decision.",
        "If the law does not let us tell you why, we say so.",
    ];
    assert_eq!(says("content/faq/account-freezes.md", &quiet), []);
    let quiet = [
        "No es culpa suya.",
        "Nunca le pediremos su contraseña.",
        "No llame al número que aparece en el mensaje.",
        "Llámenos cuando quiera: no nos molesta.",
        "Presentar una queja no cambia cómo lo tratamos y no cuesta nada.",
        "Si la ley no nos deja decirle la razón, se lo decimos.",
        "Su dinero sigue siendo suyo.",
    ];
    assert_eq!(says("content/faq/account-freezes.es.md", &quiet), []);
    // Other pages may say what is final.
    assert_eq!(
        says(
            "content/faq/transfers.md",
            &["A transfer that was sent is final."]
        ),
        []
    );
}

/// “We do not.” answers a question of yes or no, and no other.
#[test]
fn a_question_of_how_is_not_answered_with_nothing() {
    for (question, answer, is_told) in [
        ("How will you tell me?", "We do not.", true),
        ("What can I do?", "You cannot.", true),
        ("When will you know?", "We don't know. Nobody does.", true),
        ("Do you charge for a complaint?", "We do not.", false),
        (
            "Can I sell?",
            "You cannot. You can look at your balance.",
            false,
        ),
        (
            "How long does it take?",
            "We do not need long: 2 days.",
            false,
        ),
        ("What does a complaint cost?", "Nothing.", false),
    ] {
        let site = Site::demo();
        let file = "content/faq/request-status.md";
        site.append(file, &format!("\n## {question}\n\n{answer}\n"));
        let told = told(&site, file);
        assert_eq!(!told.is_empty(), is_told, "{question} {answer}: {told:?}");
    }
}
