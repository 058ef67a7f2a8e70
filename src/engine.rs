//! Runs the site's own search engine: the script that its readers' browsers run, on the files that
//! they load, so that what is tested is what ships.

use candor_search::ask::{Engine, EngineError, Files, Found};
use rayon::prelude::*;
use rquickjs::{CatchResultExt, Context, Ctx, Function, Promise, Runtime};

/// The search of one language, ready to be asked. Belongs to one thread.
struct Search {
    context: Context,
}

/// What a page does around the engine: files are asked for, and come when they are there.
const START: &str = r#"
    globalThis.wanted = [];
    const load = (path) => new Promise((take, refuse) => wanted.push({ path, take, refuse }));
    globalThis.engine = CandorSearch(load, lang);
    globalThis.give = (texts) => wanted.splice(0).forEach(({ take, refuse }, i) =>
        typeof texts[i] === "string" ? take(texts[i]) : refuse(new Error("there is no such file")));
"#;

impl Search {
    fn new(script: &[u8], lang: &str) -> Result<Self, EngineError> {
        let runtime = Runtime::new().map_err(EngineError::new)?;
        let context = Context::full(&runtime).map_err(EngineError::new)?;
        context.with(|ctx| {
            let start = |ctx: &Ctx<'_>| {
                ctx.globals().set("lang", lang)?;
                ctx.eval::<(), _>(script)?;
                ctx.eval::<(), _>(START)
            };
            start(&ctx).catch(&ctx).map_err(EngineError::new)
        })?;
        Ok(Self { context })
    }

    fn search(
        &self,
        files: &Files<'_>,
        query: &str,
        limit: usize,
    ) -> Result<Vec<Found>, EngineError> {
        let found = self.context.with(|ctx| {
            let ask = |ctx: &Ctx<'_>| {
                ctx.globals().set("query", query)?;
                ctx.globals().set("limit", limit as f64)?;
                // No caller shows sentences, so no answer need be read.
                let ask = "engine.search(query, { limit, sentences: 0 }).then((found) => JSON.stringify(found))";
                let found = ctx.eval::<Promise<'_>, _>(ask)?;
                let give: Function<'_> = ctx.globals().get("give")?;
                loop {
                    while ctx.execute_pending_job() {}
                    let paths: Vec<String> = ctx.eval("wanted.map(({ path }) => path)")?;
                    if paths.is_empty() {
                        return found.finish::<String>();
                    }
                    let text = |path: &String| {
                        Some(String::from_utf8_lossy(&files(path)?).into_owned())
                    };
                    let texts: Vec<Option<String>> = paths.iter().map(text).collect();
                    give.call::<_, ()>((texts,))?;
                }
            };
            ask(&ctx).catch(&ctx).map_err(EngineError::new)
        })?;
        serde_json::from_str(&found).map_err(EngineError::new)
    }
}

/// QuickJS. The queries are shared between the threads of the current pool.
pub struct QuickJs;

impl Engine for QuickJs {
    fn search_all(
        &self,
        script: &[u8],
        lang: &str,
        files: &Files<'_>,
        queries: &[&str],
        limit: usize,
    ) -> Result<Vec<Vec<Found>>, EngineError> {
        let share = queries.len().div_ceil(rayon::current_num_threads()).max(1);
        let answers: Vec<Vec<Vec<Found>>> = queries
            .par_chunks(share)
            .map(|queries| {
                let engine = Search::new(script, lang)?;
                let asked = queries
                    .iter()
                    .map(|query| engine.search(files, query, limit));
                asked.collect()
            })
            .collect::<Result<_, EngineError>>()?;
        Ok(answers.into_iter().flatten().collect())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const ENGINE: &[u8] = include_bytes!("../themes/default/static/search-engine.js");

    #[test]
    fn answers_in_the_order_of_the_queries() {
        let script = br#"globalThis.CandorSearch = (load, lang) => ({
            search: async (query, { limit }) => [{ page: query, url: (await load("a")) + lang, anchor: "", title: "", question: "", score: limit }],
        })"#;
        let files = |path: &str| (path == "a").then(|| b"/".to_vec());
        let queries: Vec<String> = (0..20).map(|i| format!("q{i}")).collect();
        let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
        let answers = QuickJs
            .search_all(script, "es", &files, &queries, 4)
            .expect("runs");
        let pages: Vec<&str> = answers.iter().map(|found| &*found[0].page).collect();
        assert_eq!(pages, queries);
        assert_eq!((&*answers[0][0].url, answers[0][0].score), ("/es", 4.0));
    }

    #[test]
    fn reads_no_answers() {
        let script = br#"globalThis.CandorSearch = () => ({
            search: async (query, { limit, sentences = limit }) =>
                [{ page: "", url: "", anchor: "", title: "", question: "", score: sentences }],
        })"#;
        let answers = QuickJs
            .search_all(script, "en", &|_: &str| None, &["card"], 4)
            .expect("runs");
        assert_eq!(answers[0][0].score, 0.0);
    }

    #[test]
    fn a_missing_file_and_a_broken_script_are_errors() {
        let none = |_: &str| None;
        let error = QuickJs
            .search_all(ENGINE, "en", &none, &["card"], 3)
            .expect_err("no index");
        assert!(
            error.to_string().contains("search/en/index.json"),
            "{error}"
        );
        let error = QuickJs
            .search_all(b"}", "en", &none, &["card"], 3)
            .expect_err("no script");
        assert!(error.to_string().contains("unexpected token"), "{error}");
    }
}
