//! What a build of the index promises.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{parity_tests::ENGLISH, stopwords::tests::of_theme, *};

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    path: String,
    bytes: Vec<u8>,
}

/// A site in memory: pages of `(url, title, [(question, answer)])`.
type Site = Vec<(String, String, Vec<(String, String)>)>;

fn site(pages: usize) -> Site {
    (0..pages)
        .map(|p| {
            let text = |i: usize| ENGLISH[(p * 7 + i) % 20].to_owned();
            let questions =
                (0..1 + p % 5).map(|q| (text(q), format!("{} code{p}x{q}", text(q + 3))));
            (
                format!("/faq/{p:03}/"),
                format!("Topic {p}: {}", text(1)),
                questions.collect(),
            )
        })
        .collect()
}

fn index_all(analyzer: &Analyzer, site: &Site) -> Vec<PageIndex> {
    let page = |(_, title, questions): &(String, String, Vec<(String, String)>)| {
        let docs: Vec<Doc> = questions
            .iter()
            .map(|(question, answer)| Doc {
                question,
                also: "",
                answer,
            })
            .collect();
        index_page(analyzer, title, &docs)
    };
    site.iter().map(page).collect()
}

fn small() -> Options {
    Options {
        shard_bytes: [1_000; 2],
        blocks: 30,
        block_group: 2,
        whole: 0,
        ..Options::default()
    }
}

fn build_site(
    analyzer: &Analyzer,
    site: &Site,
    indexes: &[PageIndex],
    options: &Options,
) -> Vec<Piece> {
    try_build(analyzer, site, indexes, options).expect("builds")
}

fn try_build(
    analyzer: &Analyzer,
    site: &Site,
    indexes: &[PageIndex],
    options: &Options,
) -> Result<Vec<Piece>, Fault> {
    let index = plan(analyzer, site, indexes, options)?;
    let piece = |file: &File| {
        let bytes = index.bytes(file)?;
        Ok(Piece {
            path: file.path.clone(),
            bytes,
        })
    };
    index.files().iter().map(piece).collect()
}

fn plan<'s>(
    analyzer: &Analyzer,
    site: &'s Site,
    indexes: &'s [PageIndex],
    options: &Options,
) -> Result<Index<'s>, Fault> {
    let pages = site
        .iter()
        .zip(indexes)
        .map(|((url, title, questions), index)| IndexedPage {
            url: url.into(),
            title,
            questions: questions
                .iter()
                .map(|(heading, answer)| Question {
                    anchor: "a",
                    heading,
                    summary: answer.as_str().into(),
                })
                .collect(),
            place: questions.len().checked_sub(3),
            index,
            later: None,
        })
        .collect();
    Index::new("en", analyzer, pages, options.clone())
}

fn fresh(site: &Site) -> Vec<Piece> {
    let analyzer = Analyzer::new("en", of_theme("en"));
    build_site(&analyzer, site, &index_all(&analyzer, site), &small())
}

#[test]
fn same_pages_give_same_bytes() {
    let site = site(40);
    let pieces = fresh(&site);

    let mut shuffled = site.clone();
    shuffled.reverse();
    assert_eq!(fresh(&shuffled), pieces, "the order of pages shows");

    // An analyzer that has met other text has other numbers, and words that are no longer used.
    let analyzer = Analyzer::new("en", of_theme("en"));
    index_page(
        &analyzer,
        "Zebra",
        &[Doc {
            question: "quagga okapi",
            also: "the",
            answer: "accounts",
        }],
    );
    let indexes = index_all(&analyzer, &site);
    assert_eq!(
        build_site(&analyzer, &site, &indexes, &small()),
        pieces,
        "the past shows"
    );

    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .expect("threads");
    assert_eq!(
        pool.install(|| fresh(&site)),
        pieces,
        "the number of threads shows"
    );
}

#[test]
fn a_cache_gives_back_what_it_got() {
    let site = site(20);
    let analyzer = Analyzer::new("en", of_theme("en"));
    let indexes = index_all(&analyzer, &site);
    let pages: Vec<(&str, &PageIndex)> =
        site.iter().map(|(url, ..)| &**url).zip(&indexes).collect();
    let bytes = encode(&analyzer, &pages);

    let (restored, loaded) = decode(&bytes).expect("decodes");
    assert!(
        loaded
            .iter()
            .map(|(key, page)| (&**key, page))
            .eq(pages.iter().copied())
    );
    let loaded: Vec<PageIndex> = loaded.into_iter().map(|(_, page)| page).collect();
    assert_eq!(
        build_site(&restored, &site, &loaded, &small()),
        build_site(&analyzer, &site, &indexes, &small())
    );
    // The restored analyzer goes on where the first left off.
    assert_eq!(index_all(&restored, &site), indexes);

    for damage in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[damage] ^= 1;
        assert_eq!(decode(&damaged).err(), Some(Fault::Cache), "byte {damage}");
    }
    assert_eq!(decode(&bytes[..bytes.len() - 7]).err(), Some(Fault::Cache));
    assert_eq!(decode(b"").err(), Some(Fault::Cache));
}

#[test]
fn an_edit_of_an_answer_changes_few_pieces() {
    let before = site(40);
    let mut after = before.clone();
    after[20].2[0].1.push_str(" zeppelin");
    let names = |pieces: Vec<Piece>| {
        pieces
            .into_iter()
            .map(|piece| piece.path)
            .collect::<BTreeSet<_>>()
    };
    let (old, new) = (names(fresh(&before)), names(fresh(&after)));
    assert!(old.len() > 40, "{} pieces", old.len());
    // The blocks of its group, the shards of the new word's group, a part of the vocabulary, and the
    // groups of the answer's other words, because the answer has become longer.
    let changed = new.difference(&old).count();
    assert!(changed <= 28, "{changed} of {} pieces changed", new.len());
}

/// One of so many things, the next each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// A change that a writer makes.
fn edit(site: &mut Site, dice: &mut Dice) {
    let page = dice.throw(site.len());
    let text = ENGLISH[dice.throw(20)];
    let kind = dice.throw(7);
    match kind {
        0 => site[page].1.push_str(" today"),
        1 => {
            let next = format!("/faq/new-{}/", dice.throw(100_000));
            site.push((
                next,
                text.to_owned(),
                vec![(text.to_owned(), text.to_owned())],
            ));
        }
        2 if site.len() > 2 => {
            site.remove(page);
        }
        3 => site[page]
            .2
            .push((text.to_owned(), format!("{text} code{}", dice.throw(1000)))),
        _ => {
            let question = dice.throw(site[page].2.len());
            let Some((heading, answer)) = site[page].2.get_mut(question) else {
                return;
            };
            match kind {
                4 => heading.push_str(" on hold"),
                5 => {
                    answer.truncate(answer.find(' ').unwrap_or(0));
                }
                _ => answer.push_str(text),
            }
        }
    }
}

#[test]
fn an_index_does_not_show_what_was_before() {
    let mut dice = Dice(11);
    let mut site = site(70);
    let options = Options {
        synonyms: vec![vec![
            "account".into(),
            "on hold".into(),
            "card".into(),
            "how do".into(),
        ]],
        ..small()
    };
    let analyzer = Analyzer::new("en", of_theme("en"));
    let mut last: BTreeMap<String, ([u8; 32], Vec<u8>)> = BTreeMap::new();
    for turn in 0..60 {
        edit(&mut site, &mut dice);
        let indexes = index_all(&analyzer, &site);
        let index = plan(&analyzer, &site, &indexes, &options).expect("a plan");
        let made = |file: &File| {
            (
                file.path.clone(),
                (file.key, index.bytes(file).expect("a file")),
            )
        };
        let files: BTreeMap<_, _> = index.files().iter().map(made).collect();
        let clean = Analyzer::new("en", of_theme("en"));
        let pieces = build_site(&clean, &site, &index_all(&clean, &site), &options);
        assert!(
            pieces
                .iter()
                .map(|piece| (&piece.path, &piece.bytes))
                .eq(files.iter().map(|(path, (_, bytes))| (path, bytes))),
            "turn {turn}: a clean build has other files"
        );
        for (path, (key, bytes)) in &files {
            if let Some((before, old)) = last.get(path) {
                assert!(
                    key != before || bytes == old,
                    "turn {turn}: {path} changed and its key did not"
                );
            }
        }
        last = files;
    }
}

/// Of an index of some hundred pages, how many shards are new after an edit, and how many other files.
#[track_caller]
fn new_files(edit: impl FnOnce(&mut Site)) -> [usize; 2] {
    let mut site = site(300);
    let long = |i: usize| (0..40).map(move |word| format!("{} ", ENGLISH[(i + word) % 20]));
    for (i, question) in site.iter_mut().flat_map(|page| &mut page.2).enumerate() {
        question.1 = long(i).collect();
    }
    let analyzer = Analyzer::new("en", of_theme("en"));
    let options = Options {
        shard_bytes: [400; 2],
        block_group: 2,
        ..Options::default()
    };
    let files = |site: &Site| -> BTreeMap<(String, [u8; 32]), bool> {
        let indexes = index_all(&analyzer, site);
        let index = plan(&analyzer, site, &indexes, &options).expect("a plan");
        let told = |file: &File| {
            let is_shard = index.bytes(file).expect("a file").starts_with(b"{\"w\"");
            ((file.path.clone(), file.key), is_shard)
        };
        index.files().iter().map(told).collect()
    };
    let before = files(&site);
    assert!(before.len() > 500, "{} files", before.len());
    edit(&mut site);
    let after = files(&site);
    let new = after.iter().filter(|(file, _)| !before.contains_key(file));
    let (shards, others): (Vec<_>, Vec<_>) = new.partition(|(_, is_shard)| **is_shard);
    [shards.len(), others.len()]
}

#[test]
fn an_edit_makes_few_files() {
    // Of the shards the group of the new word: the answer is as long as before, by the steps in which the index
    // counts. The root, a part of the vocabulary, and two blocks with their answers: at most five questions, two in
    // a file.
    let [shards, others] = new_files(|site| site[20].2[0].1.push_str(" zeppelin"));
    assert!(shards <= 4, "{shards} shards");
    assert!(others <= 2 + 2 * 4, "{others} other files");
    // A page more moves no other, or hardly one: the blocks of the others stay.
    let text = || "Zeppelins".to_owned();
    let page = || (text(), text(), vec![(text(), text())]);
    let [_, others] = new_files(|site| site.push(page()));
    assert!(others <= 2 + 3 * 2 * 4, "{others} other files");
}

#[test]
fn a_mismatch_is_a_fault() {
    let site = site(3);
    let analyzer = Analyzer::new("en", of_theme("en"));
    let mut indexes = index_all(&analyzer, &site);
    let other = Analyzer::new("en", of_theme("en"));
    let strange = try_build(&other, &site, &indexes, &small());
    assert!(matches!(strange, Err(Fault::Page(_))), "{strange:?}");
    let second = Err(Fault::Page("/faq/001/".to_owned()));
    let whole = indexes[1].as_bytes();
    indexes[1] = PageIndex::from_bytes(&whole[..whole.len() - 1]);
    assert_eq!(try_build(&analyzer, &site, &indexes, &small()), second);
    indexes[1] = indexes[0].clone();
    assert_eq!(try_build(&analyzer, &site, &indexes, &small()), second);
}

#[test]
fn a_page_index_serialises() {
    let analyzer = Analyzer::new("en", of_theme("en"));
    let page = index_page(
        &analyzer,
        "T",
        &[Doc {
            question: "q",
            also: "",
            answer: "a word",
        }],
    );
    let json = serde_json::to_string(&page).expect("serialises");
    assert_eq!(
        serde_json::from_str::<PageIndex>(&json).expect("reads"),
        page
    );
    let bytes = postcard::to_allocvec(&page).expect("serialises");
    assert_eq!(bytes.len(), page.as_bytes().len() + 1);
    assert_eq!(
        postcard::from_bytes::<PageIndex>(&bytes).expect("reads"),
        page
    );
}

#[test]
fn a_site_without_pages_has_an_index() {
    let pieces = fresh(&Vec::new());
    assert_eq!(pieces.len(), 2, "root and vocabulary");
    let root = pieces
        .iter()
        .find(|piece| piece.path == "search/en/index.json")
        .expect("a root");
    let root: Value = serde_json::from_slice(&root.bytes).expect("JSON");
    assert_eq!(
        (&root["docs"], &root["starts"]),
        (&0.into(), &Value::Array(Vec::new()))
    );
}

/// Follows every word through the pieces as the browser does.
#[test]
fn every_word_leads_to_its_postings() {
    let site = site(60);
    let pieces: BTreeMap<String, Value> = fresh(&site)
        .into_iter()
        .map(|piece| {
            (
                piece.path,
                serde_json::from_slice(&piece.bytes).expect("JSON"),
            )
        })
        .collect();
    let root = &pieces["search/en/index.json"];
    let starts: Vec<&str> = root["starts"]
        .as_array()
        .expect("starts")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(starts.len() > 5 && starts.is_sorted(), "{starts:?}");
    let shard = |key: &str| {
        let at = starts.partition_point(|start| *start <= key) - 1;
        let each = root["shards"]["each"].as_u64().expect("a number") as usize;
        let names = root["shards"]["names"].as_str().expect("names");
        let group = &names[at / each * 8..at / each * 8 + 8];
        &pieces[&format!("search/en/{group}{}.json", at % each)]
    };
    for (word, term) in [
        ("account", "account"),
        ("withdrawals", "withdraw"),
        ("happiness", "happi"),
        ("code7x0", "code7x0"),
        ("cafe", "caf"),
    ] {
        let home = shard(word);
        let words = home["w"].as_array().expect("words");
        let at = words
            .iter()
            .step_by(2)
            .position(|w| w == word)
            .unwrap_or_else(|| panic!("{word}"))
            * 2
            + 1;
        let name = match &words[at] {
            Value::Number(position) => {
                home["t"][position.as_u64().expect("a position") as usize][0].clone()
            }
            name => name.clone(),
        };
        assert_eq!(name, term);
        let terms = shard(term)["t"].as_array().expect("terms");
        assert!(terms.iter().any(|t| t[0] == term), "{term}");
    }
}

#[test]
fn a_limit_keeps_the_weightiest_postings() {
    let analyzer = Analyzer::new("en", of_theme("en"));
    let answers = [
        "card",
        "card with many words around it",
        "card card",
        "a short card",
    ];
    let site: Site = vec![(
        "/".to_owned(),
        "T".to_owned(),
        answers
            .iter()
            .map(|answer| (String::new(), (*answer).to_owned()))
            .collect(),
    )];
    let options = Options {
        postings: [2; 4],
        ..small()
    };
    let pieces = build_site(&analyzer, &site, &index_all(&analyzer, &site), &options);
    let text = pieces
        .iter()
        .map(|piece| String::from_utf8_lossy(&piece.bytes))
        .collect::<String>();
    // Both answers of nothing but the word, once and twice, and the true number of documents.
    assert!(
        text.contains(r##"["card",1,0,0,0,["#%","#4",4]]"##),
        "{text}"
    );
}

fn with_synonyms(groups: &[&[&str]], site: &Site) -> String {
    let analyzer = Analyzer::new("en", of_theme("en"));
    let group = |words: &&[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let options = Options {
        synonyms: groups.iter().map(group).collect(),
        ..small()
    };
    let pieces = build_site(&analyzer, site, &index_all(&analyzer, site), &options);
    pieces
        .iter()
        .map(|piece| String::from_utf8_lossy(&piece.bytes))
        .collect()
}

#[test]
fn a_synonym_has_the_questions_of_its_group() {
    let page = |url: &str, title: &str, questions: &[&str]| {
        let questions = questions
            .iter()
            .map(|q| ((*q).to_owned(), "Yes.".to_owned()));
        (url.to_owned(), title.to_owned(), questions.collect())
    };
    let site: Site = vec![
        page(
            "/a/",
            "Frozen accounts",
            &["Why is it locked?", "What now?"],
        ),
        page("/b/", "Fees", &["Is my money on hold?"]),
    ];
    let groups: &[&[&str]] = &[
        &["frozen", "locked", "blocked", "on hold"],
        &["zebra", "okapi"],
    ];
    let text = with_synonyms(groups, &site);
    // Two pages in the slots 2 and 3, the stride is 2: "locked" is in the first question of the first page, document 4,
    // "on hold" in that of the second, document 6, "frozen" in the first title. A word has what the others have and it
    // has not.
    let has = |entry: &str| assert!(text.contains(entry), "{entry} in {text}");
    has(r##"["frozen",1,0,0,["%","$",2],0,[2,"'%","",""]]"##);
    has(r##"["lock",1,["'","#"],0,0,0,[2,")","%",""]]"##);
    // No page says "blocked": the word is known all the same, and stands for the others only.
    has(r##""blocked",1"##);
    has(r##"["block",0,0,0,0,0,[2,"'%","%",""]]"##);
    // A phrase lies beside its first word that counts.
    has(r##"["hold on hold",0,0,0,0,0,[2,"'%","%",""]]"##);
    // What no page has in any words is left out.
    assert!(!text.contains("zebra") && !text.contains("okapi"), "{text}");
}

#[test]
fn synonyms_that_stand_in_answers_are_named_to_be_marked() {
    let questions = vec![("Why is it frozen?".to_owned(), "We locked it.".to_owned())];
    let site: Site = vec![("/a/".to_owned(), "Accounts".to_owned(), questions)];
    let text = with_synonyms(&[&["frozen", "locked", "blocked"]], &site);
    assert!(
        text.contains(r##"["block",0,0,0,0,0,[1,"#","","lock"]]"##),
        "{text}"
    );
}

#[test]
fn files_that_are_named_exist() {
    let text = fresh(&site(60));
    let root = text
        .iter()
        .find(|piece| piece.path.ends_with("/index.json"));
    let root: Value = serde_json::from_slice(&root.expect("a root").bytes).expect("JSON");
    let paths: BTreeSet<&str> = text.iter().map(|piece| &*piece.path).collect();
    let named = |kind: &str, count: usize| {
        let each = root[kind]["each"].as_u64().expect("a number") as usize;
        let names = root[kind]["names"].as_str().expect("names");
        assert_eq!(names.len(), count.div_ceil(each) * 8, "{kind}");
        let path = move |i: usize| {
            let group = &names[i / each * 8..i / each * 8 + 8];
            format!("search/en/{group}{}.json", i % each)
        };
        (0..count).map(path).collect::<BTreeSet<_>>()
    };
    let count = |list: &str| root[list].as_array().expect("a list").len();
    let number = |name: &str| root[name].as_u64().expect("a number") as usize;
    let mut expected = named("shards", count("starts"));
    expected.extend(named("vocabulary", count("letters")));
    assert!(expected.iter().all(|path| paths.contains(&**path)));
    let blocks = named("blocks", number("slots").div_ceil(number("block")));
    // A block without a page has no file; all pages are in one.
    let pages: usize = text
        .iter()
        .filter(|piece| blocks.contains(&piece.path))
        .map(|piece| serde_json::from_slice::<Vec<Value>>(&piece.bytes).expect("pages"))
        .map(|pages| pages.iter().filter(|page| page[0] != "").count())
        .sum();
    assert_eq!(pages, 60);
    let answers = paths.iter().filter(|path| path.contains('-')).count();
    // 60 pages have one to five questions, two of which share a file: nine files for five pages.
    assert_eq!(answers, 60 / 5 * 9);
    let blocks = paths.iter().filter(|path| blocks.contains(**path)).count();
    assert_eq!(expected.len() + blocks + answers + 1, paths.len());
}

#[test]
fn answers_lie_beside_their_block() {
    let page = |url: &str, questions: &[&str]| {
        let questions = questions
            .iter()
            .map(|q| ((*q).to_owned(), format!("Answer to {q}.")));
        (url.to_owned(), "Title".to_owned(), questions.collect())
    };
    let site: Site = vec![
        page("/a/", &["one", "two", "three"]),
        page("/b/", &["four"]),
    ];
    let texts = |options: &Options| {
        let analyzer = Analyzer::new("en", of_theme("en"));
        let pieces = build_site(&analyzer, &site, &index_all(&analyzer, &site), options);
        let answers = pieces.iter().filter(|piece| piece.path.contains('-'));
        let text = |piece: &Piece| {
            let (_, number) = piece.path.rsplit_once('-').expect("a number");
            format!("{number} {}", String::from_utf8_lossy(&piece.bytes))
        };
        answers.map(text).collect::<Vec<_>>()
    };
    let apart = Options {
        whole: 0,
        blocks: 1,
        ..small()
    };
    assert_eq!(
        texts(&apart),
        [
            // The pages have the slots 2 and 3, and three documents each.
            r#"3.json ["Answer to one.","Answer to two."]"#,
            r#"4.json ["Answer to three.","Answer to four."]"#,
        ]
    );
    // Where these would be too many files, more share one, and are shorter.
    let together = Options {
        answer_files: 1,
        answer_letters: [600, 8],
        ..apart
    };
    assert_eq!(
        texts(&together),
        [
            r#"0.json ["","","","","","","Answer…","Answer…"]"#,
            r#"1.json ["Answer…","Answer…"]"#,
        ]
    );
}

#[test]
fn answers_that_come_later_are_the_same() {
    let site = site(40);
    let analyzer = Analyzer::new("en", of_theme("en"));
    let indexes = index_all(&analyzer, &site);
    let later = |texts: fn(&(String, String)) -> Option<String>| -> Result<Vec<Piece>, Fault> {
        let pages = site.iter().zip(&indexes);
        let pages = pages.map(|((url, title, questions), index)| IndexedPage {
            url: url.into(),
            title,
            questions: questions
                .iter()
                .map(|(heading, answer)| Question {
                    anchor: "a",
                    heading,
                    summary: Beginning::Later(answer.len()),
                })
                .collect(),
            place: questions.len().checked_sub(3),
            index,
            later: Some(Later::new(move || questions.iter().map(texts).collect())),
        });
        let index = Index::new("en", &analyzer, pages.collect(), small())?;
        let piece = |file: &File| {
            Ok(Piece {
                path: file.path.clone(),
                bytes: index.bytes(file)?,
            })
        };
        index.files().iter().map(piece).collect()
    };
    let same = later(|(_, answer)| Some(answer.clone()));
    let here = build_site(&analyzer, &site, &indexes, &small());
    assert_eq!(same.expect("builds"), here);
    // A page that changed meanwhile.
    assert!(matches!(later(|_| None), Err(Fault::Page(_))));
}

#[test]
fn a_small_index_is_in_one_file_too() {
    let analyzer = Analyzer::new("en", of_theme("en"));
    let site = site(12);
    let options = Options {
        whole: 1_000_000,
        ..small()
    };
    let pieces = build_site(&analyzer, &site, &index_all(&analyzer, &site), &options);
    let json = |name: &str| -> Value {
        let path = format!("search/en/{name}.json");
        let piece = pieces
            .iter()
            .find(|piece| piece.path == path)
            .expect("a piece");
        serde_json::from_slice(&piece.bytes).expect("JSON")
    };
    let root = json("index");
    let whole = json(root["whole"].as_str().expect("a name"));
    let whole = whole.as_object().expect("pieces");
    assert_eq!(whole.len(), pieces.len() - 2, "all but the root and itself");
    for (name, held) in whole {
        assert_eq!(&json(name), held, "{name}");
    }
    // The pages of three, four and five questions, as `plan` says: three at the first place, and so on.
    let blocks = root["blocks"]["names"].as_str().expect("names");
    let needed = root["needed"].as_array().expect("slots").iter();
    let questions = needed.map(|slot| {
        let slot = slot.as_u64().expect("a slot") as usize;
        let name = format!("{}{}", &blocks[slot / 2 * 8..slot / 2 * 8 + 8], slot % 2);
        whole[&name][0][2].as_array().expect("questions").len()
    });
    assert_eq!(questions.collect::<Vec<_>>(), [3, 3, 4, 4, 5, 5]);
    let without = build_site(&analyzer, &site, &index_all(&analyzer, &site), &small());
    assert_eq!(without.len(), pieces.len() - 1);
}
