//! The index against its reference, an `elasticlunr::Index` of the same documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use elasticlunr::IndexBuilder;
use serde_json::Value;

use super::{analysis::fold, stopwords::tests::of_theme, *};

/// Texts with what gets analyses wrong: marks, accents, digits, hyphens, nothing at all.
pub(super) const ENGLISH: [&str; 20] = [
    "Why was my account frozen? We cannot say; it's a legal hold.",
    "How do I unlock my account-access after 3 failed log-ins?",
    "Fees: $49.64 for transfers, transferred in 2–3 days.",
    "I'm not able to withdraw. Withdrawals were declined, declined, DECLINED!",
    "Can't verify “identity” — the passport's photo was rejected (twice).",
    "An ATM swallowed my card; cards cannot be returned.",
    "No, we do not charge for that. Nor will we ever.",
    "[Top-up] reverted… topped up, topping up, top ups",
    "café CAFÉ naïve résumé",
    "user_name __proto__ constructor toString",
    "relational conditional rationalisation happily happiness",
    "",
    "the of and to",
    "1099 K form, form 1099; see section 12(b)(4)",
    "İstanbul ΣΊΣΥΦΟΣ straße",
    "emoji 😀 and a flag 🇺🇸, 日本語のテキスト",
    "complaints@example.com or https://example.com/help?x=1#y",
    "What is the exchange rate? Exchange rates; exchanging.",
    "dying lies ties agreed feed",
    "Email, e-mail, EMAIL: same thing?",
];

const SPANISH: [&str; 20] = [
    "¿Por qué está congelada mi cuenta? No podemos decirlo.",
    "Transferencias, transferencia, transferir y transferido",
    "Sin comisión; las comisiones no se cobran.",
    "El estado de cuenta y los estados de mis cuentas",
    "Verificación de identidad — verificar la identidad",
    "¿Cuánto cuesta? $49,64 o 3 %.",
    "Años, año, ano",
    "¡No reconozco un pago! Pagos, pagar, pagué",
    "la de que y a en",
    "",
    "Contraseña olvidada: restablecer la contraseña",
    "Tarjeta bloqueada, tarjetas bloqueadas",
    "correo-e, correo electrónico",
    "1099",
    "Reclamación, reclamaciones, reclamar",
    "teléfono telefono TELÉFONO",
    "¿Cuándo llega? ¿Dónde está?",
    "criptomonedas y criptomoneda",
    "nada ni nadie",
    "información informacion",
];

/// What an index holds, in elasticlunr's terms: by field and term the documents with `tf`; by
/// document and field the length.
type Held = (
    BTreeMap<(String, String), BTreeMap<String, f64>>,
    BTreeMap<(String, String), u64>,
);

/// Reads the trie of elasticlunr's JSON.
fn walk(node: &Value, term: &str, field: &str, held: &mut Held) {
    for (key, child) in node.as_object().expect("a node") {
        match key.as_str() {
            "df" => {}
            "docs" => {
                let docs: BTreeMap<String, f64> = child
                    .as_object()
                    .expect("docs")
                    .iter()
                    .map(|(doc, tf)| (doc.clone(), tf["tf"].as_f64().expect("tf")))
                    .collect();
                assert_eq!(node["df"].as_u64(), Some(docs.len() as u64), "df of {term}");
                if !docs.is_empty() {
                    held.0.insert((field.to_owned(), term.to_owned()), docs);
                }
            }
            letter => walk(child, &format!("{term}{letter}"), field, held),
        }
    }
}

/// elasticlunr's index of the documents, each with the fields in our order.
fn reference(code: &str, stop: &Arc<StopWords>, docs: &[[&str; 4]]) -> Held {
    let language = match **stop == StopWords::default() {
        // The stock language, to show that ours changes nothing but the stop list.
        true => elasticlunr::lang::from_code(code).expect("a language"),
        false => language(code, stop),
    };
    let builder = IndexBuilder::with_language(language);
    let mut index = builder.add_fields(FIELDS).build();
    for (i, doc) in docs.iter().enumerate() {
        index.add_doc(&i.to_string(), doc);
    }
    let json: Value = serde_json::from_str(&index.to_json()).expect("JSON");
    let mut held = Held::default();
    for field in FIELDS {
        walk(&json["index"][field]["root"], "", field, &mut held);
    }
    for (doc, lengths) in json["documentStore"]["docInfo"]
        .as_object()
        .expect("docInfo")
    {
        for (field, length) in lengths.as_object().expect("lengths") {
            held.1.insert(
                (doc.clone(), field.clone()),
                length.as_u64().expect("a length"),
            );
        }
    }
    held
}

/// Our page index of the same documents, as one page.
fn ours(analyzer: &Analyzer, docs: &[[&str; 4]]) -> Held {
    let title = docs[0][2];
    let list: Vec<Doc> = docs
        .iter()
        .map(|d| Doc {
            question: d[0],
            also: d[1],
            answer: d[3],
        })
        .collect();
    let page = index_page(analyzer, title, &list);
    let dictionary = analyzer.dictionary();
    let mut held = Held::default();
    let posting = |p: postings::Posting| {
        let of = if FIELDS[p.field] == "title" {
            0..docs.len() as u32
        } else {
            p.question..p.question + 1
        };
        for doc in of {
            let key = (
                FIELDS[p.field].to_owned(),
                dictionary.terms[p.term as usize].to_string(),
            );
            held.0
                .entry(key)
                .or_default()
                .insert(doc.to_string(), f64::from(p.count).sqrt());
            held.1.insert(
                (doc.to_string(), FIELDS[p.field].to_owned()),
                u64::from(p.length),
            );
        }
    };
    postings::read_page(&page, |_| {}, posting).expect("sound bytes");
    held
}

fn compare_with_reference(code: &str, stop: Arc<StopWords>, texts: [&str; 20]) {
    let docs: Vec<[&str; 4]> = (0..20)
        .map(|i| [texts[i], texts[(i + 7) % 20], texts[3], texts[(i * 3) % 20]])
        .collect();
    let (terms, lengths) = reference(code, &stop, &docs);
    let (our_terms, our_lengths) = ours(&Analyzer::new(code, stop), &docs);
    assert_eq!(our_terms, terms);
    assert!(terms.len() > 100, "{} terms", terms.len());
    // We do not write down that a field is empty; elasticlunr does.
    let lengths: BTreeMap<_, _> = lengths
        .into_iter()
        .filter(|(_, length)| *length > 0)
        .collect();
    assert_eq!(our_lengths, lengths);
}

#[test]
fn holds_what_elasticlunr_holds_in_english() {
    compare_with_reference("en", of_theme("en"), ENGLISH);
    compare_with_reference("en", Arc::default(), ENGLISH);
}

#[test]
fn holds_what_elasticlunr_holds_in_spanish() {
    compare_with_reference("es", of_theme("es"), SPANISH);
    compare_with_reference("es", Arc::default(), SPANISH);
}

#[test]
fn keeps_negations() {
    let terms = |stop| {
        ours(
            &Analyzer::new("en", stop),
            &[["It is not, cannot be", "", "", "no"]],
        )
        .0
    };
    assert_eq!(terms(of_theme("en")).len(), 3);
    assert_eq!(terms(Arc::default()).len(), 0);
}

#[test]
fn finds_elasticlunrs_language() {
    for (tag, code) in [
        ("en-US", "en"),
        ("ES_mx", "es"),
        ("nl", "du"),
        ("nb", "no"),
        ("pl", "pl"),
    ] {
        assert_eq!(Analyzer::new(tag, Arc::default()).code(), code);
    }
}

#[test]
fn a_language_without_stemmer_keeps_its_letters() {
    let (terms, _) = ours(
        &Analyzer::new("pl", Arc::default()),
        &[["Łódź, (żółw)!", "", "", ""]],
    );
    let terms: Vec<&str> = terms.keys().map(|(_, term)| &**term).collect();
    assert_eq!(terms, ["łódź", "żółw"]);
}

#[test]
fn folds_as_the_engine_does() {
    for (raw, folded) in [
        ("“Información,”", "informacion"),
        ("Can’t", "can't"),
        ("ÅNGSTRÖM", "angstrom"),
        ("$49.64.", "49.64"),
        ("__proto__", "proto"),
        ("😀", ""),
        ("İ", "i"),
        ("한국어", "한국어"),
    ] {
        assert_eq!(fold(raw), folded);
    }
}
