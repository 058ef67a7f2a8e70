//! Runs the site's own search engine: the script that its readers' browsers run, on the files that
//! they load, so that what is tested is what ships.

use std::sync::Arc;

use candor_search::ask::{Engine, EngineError, Files, Found};
use rayon::prelude::*;
use rquickjs::{CatchResultExt, Context, Ctx, Function, Promise, Runtime};

/// The search of one language, ready to be asked. Belongs to one thread.
struct Search {
    context: Context,
}

/// What a page does around the engine.
const START: &str = r#"
    globalThis.load = (path) => {
        const text = read(path);
        if (text === undefined) throw new Error("there is no such file");
        return text;
    };
    globalThis.engine = CandorSearch(load, lang);
"#;

impl Search {
    fn new(script: &[u8], lang: &str, files: &Files) -> Result<Self, EngineError> {
        let runtime = Runtime::new().map_err(EngineError::new)?;
        let context = Context::full(&runtime).map_err(EngineError::new)?;
        let files = Arc::clone(files);
        let read = move |path: String| -> Option<String> {
            let bytes = files.get(&path)?;
            Some(String::from_utf8_lossy(bytes).into_owned())
        };
        context.with(|ctx| {
            let start = |ctx: &Ctx<'_>| {
                ctx.globals()
                    .set("read", Function::new(ctx.clone(), read)?)?;
                ctx.globals().set("lang", lang)?;
                ctx.eval::<(), _>(script)?;
                ctx.eval::<(), _>(START)
            };
            start(&ctx).catch(&ctx).map_err(EngineError::new)
        })?;
        Ok(Self { context })
    }

    fn search(&self, query: &str, limit: usize) -> Result<Vec<Found>, EngineError> {
        let found = self.context.with(|ctx| {
            let ask = |ctx: &Ctx<'_>| {
                ctx.globals().set("query", query)?;
                ctx.globals().set("limit", limit as f64)?;
                // No caller shows sentences, so no answer need be read.
                let ask = "engine.search(query, { limit, sentences: 0 }).then((found) => JSON.stringify(found))";
                ctx.eval::<Promise<'_>, _>(ask)?.finish::<String>()
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
        files: &Files,
        queries: &[&str],
        limit: usize,
    ) -> Result<Vec<Vec<Found>>, EngineError> {
        let share = queries.len().div_ceil(rayon::current_num_threads()).max(1);
        let answers: Vec<Vec<Vec<Found>>> = queries
            .par_chunks(share)
            .map(|queries| {
                let engine = Search::new(script, lang, files)?;
                let asked = queries.iter().map(|query| engine.search(query, limit));
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
            search: async (query, { limit }) => [{ page: query, url: load("a") + lang, anchor: "", title: "", question: "", score: limit }],
        })"#;
        let files = Files::new([("a".to_owned(), Arc::from(*b"/"))].into());
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
            .search_all(script, "en", &Files::default(), &["card"], 4)
            .expect("runs");
        assert_eq!(answers[0][0].score, 0.0);
    }

    #[test]
    fn a_missing_file_and_a_broken_script_are_errors() {
        let none = Files::default();
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
