/*
 * Candor's search engine: ranks the questions of a site for what a customer typed.
 *
 * A classic script without dependencies that defines `CandorSearch(load, lang)`. It runs in a page,
 * in a worker and in a bare JavaScript engine at build time: all it needs is `load(path)`, which
 * promises the text of a file of the site.
 *
 *   const engine = CandorSearch((path) => fetch("/" + path).then((r) => r.text()), "en");
 *   const results = await engine.search("my acount is lockd", { limit: 10 });
 *
 * The index is made by src/search; see mod.rs there for the pieces and shards.rs for their format.
 * Nothing is loaded before the first search, and then only what the query needs.
 */
(function (scope) {
  "use strict";

  // A pasted letter is no query: beyond this the first words say enough.
  const MAX_LETTERS = 600;
  const MAX_WORDS = 32;
  const TITLE = 2;

  // The spelling by which a word is looked up; `fold` in analysis.rs does the same.
  function fold(word) {
    return word
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .normalize("NFC")
      .replace(/^[^\p{Alphabetic}\p{N}]+|[^\p{Alphabetic}\p{N}]+$/gu, "");
  }

  // Damerau-Levenshtein distance (optimal string alignment), or `max + 1` if it is greater.
  function distance(a, b, max) {
    if (Math.abs(a.length - b.length) > max) return max + 1;
    let before = [];
    let last = [];
    for (let j = 0; j <= b.length; j++) last.push(j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > max) return max + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // Index of the last entry of the ascending list that is not above `key`, by UTF-16 units.
  function floor(list, key) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function CandorSearch(load, lang) {
    const folder = "search/" + lang + "/";
    const files = new Map();

    // A file, parsed and prepared once. A failure is forgotten, so that the next search tries again.
    function file(name, prepare) {
      let found = files.get(name);
      if (!found) {
        const path = folder + name + ".json";
        found = Promise.resolve()
          .then(() => load(path))
          .then((text) => {
            try {
              return prepare(JSON.parse(text));
            } catch (error) {
              throw new Error("Search file " + path + " is damaged");
            }
          });
        found.catch(() => files.delete(name));
        files.set(name, found);
      }
      return found;
    }

    const nth = (names, i, root) => names.slice(i * root.hash, (i + 1) * root.hash);

    const loadRoot = () =>
      file("index", (root) => {
        root.stopWords = new Set(root.stop.split(" "));
        if (!Array.isArray(root.starts) || !(root.stride > 0) || !(root.block > 0)) throw root;
        return root;
      });

    // The shard that a word or a term belongs to.
    function loadShard(root, key) {
      const at = floor(root.starts, key);
      if (at < 0) return Promise.resolve({ words: new Map(), terms: new Map() });
      return file(nth(root.shards, at, root), (data) => {
        const terms = new Map(data.t.map((entry) => [entry[0], entry]));
        const words = new Map();
        for (let i = 0; i < data.w.length; i += 2) {
          const names = [].concat(data.w[i + 1]).map((to) => (typeof to === "number" ? data.t[to][0] : to));
          words.set(data.w[i], names);
        }
        return { words, terms };
      });
    }

    const loadVocabulary = (root) =>
      file(root.vocabulary, (text) => {
        const list = [];
        const weights = [];
        let word = "";
        for (const [, shared, rest, weight] of text.matchAll(/(.)([^A-Z]*)([A-Z])/gu)) {
          word = word.slice(0, parseInt(shared, 36)) + rest;
          list.push(word);
          weights.push(weight.charCodeAt(0) - 65);
        }
        return { list, weights };
      });

    // What a word as typed stands for: its terms with all their postings, or nothing.
    async function lookUp(root, word, weight) {
      const home = await loadShard(root, word);
      // A word that the site does not use may still be the stem of those it uses: "revert".
      const names = home.words.get(word) || (home.terms.has(word) ? [word] : []);
      return Promise.all(
        names.map(async (name) => {
          const shard = home.terms.has(name) ? home : await loadShard(root, name);
          const entry = shard.terms.get(name);
          if (!entry) throw new Error("Search files do not belong together");
          // All spellings of the term that are at hand, to mark them in the results.
          const words = [word];
          for (const [other, terms] of home.words) if (terms.includes(name)) words.push(other);
          return { name, entry, weight, words };
        })
      );
    }

    // Words that a half-typed one may become: the most frequent of the site's.
    async function complete(root, word) {
      if (word.length < 2) return [];
      const { list, weights } = await loadVocabulary(root);
      const found = [];
      for (let i = floor(list, word) + 1; i < list.length && list[i].startsWith(word); i++) found.push(i);
      found.sort((a, b) => weights[b] - weights[a] || list[a].length - list[b].length || a - b);
      return found.slice(0, 6).map((i) => [list[i], word.length / list[i].length]);
    }

    // Other forms of a word that the site uses, found by their endings; the longest common beginning wins.
    async function inflect(root, word) {
      const { list } = await loadVocabulary(root);
      const endings = [""].concat(root.endings.split(" "));
      for (let at = word.length; at >= 3; at--) {
        if (!endings.includes(word.slice(at))) continue;
        const stem = word.slice(0, at);
        // "shopping" is a form of "shop", "gets" of "getting": a consonant may be doubled.
        const stems = [stem, stem + stem[at - 1]];
        if (stem[at - 1] === stem[at - 2]) stems.push(stem.slice(0, -1));
        const forms = stems
          .flatMap((stem) => endings.map((ending) => stem + ending))
          .filter((form) => list[floor(list, form)] === form);
        if (forms.length) return forms.slice(0, forms[0] === stem ? 1 : 2).map((form) => [form, 1]);
      }
      return [];
    }

    // Words that a mistyped one may have been meant for: those with the fewest typing errors (a letter
    // more, less or other, or two swapped), at most `most`, the frequent first. They count a little less.
    async function correct(root, word, most) {
      const { list, weights } = await loadVocabulary(root);
      let best = most;
      let found = [];
      for (let i = 0; i < list.length; i++) {
        const steps = distance(word, list[i], best);
        if (steps > best) continue;
        if (steps < best) found = [];
        best = steps;
        found.push(i);
      }
      found.sort((a, b) => weights[b] - weights[a] || a - b);
      return found.slice(0, 3).map((i) => [list[i], 0.8]);
    }

    // Two words written as one: the halves, the more frequent the better.
    async function divide(root, word) {
      const { list, weights } = await loadVocabulary(root);
      const weigh = (half) => {
        const at = floor(list, half);
        return list[at] === half ? weights[at] : -1;
      };
      let best = -1;
      let halves = [];
      for (let at = 2; at <= word.length - 2; at++) {
        const pair = [word.slice(0, at), word.slice(at)];
        const weight = Math.min(...pair.map(weigh));
        if (weight > best) {
          best = weight;
          halves = pair;
        }
      }
      return halves;
    }

    // The words of a query with the terms that each stands for.
    async function understand(root, query, relaxed) {
      const raw = query.split(/[\s\u0085-]+/).map(fold).filter(Boolean).slice(0, MAX_WORDS);
      let words = raw.filter((word) => !root.stopWords.has(word));
      if (!words.length) words = raw;
      const typing = !/\s$/.test(query) && raw[raw.length - 1];
      const all = await Promise.all(
        words.map(async (word) => {
          let terms = await lookUp(root, word, 1);
          if (terms.length) return [terms];
          // "card's", "and/or", "<b>card</b>": what is between the marks.
          const parts = word.split(/[^\p{Alphabetic}\p{N}]+/u).filter((part) => part.length > 1 && !root.stopWords.has(part));
          if (parts.length && parts[0] !== word) {
            const found = await Promise.all(parts.map((part) => lookUp(root, part, 1)));
            const known = found.filter((terms) => terms.length);
            if (known.length) return known;
          }
          // Short words have too many neighbours to guess at, unless there is nothing else.
          const length = word.length;
          const most = (length >= 8 ? 2 : length >= 4 ? 1 : 0) + (relaxed && length >= 3 && length < 8 ? 1 : 0);
          let guesses = word === typing || relaxed ? await complete(root, word) : [];
          if (!guesses.length) guesses = await inflect(root, word);
          if (!guesses.length && most) guesses = await correct(root, word, 1);
          if (!guesses.length) {
            const halves = await divide(root, word);
            if (halves.length) return Promise.all(halves.map((half) => lookUp(root, half, 1)));
          }
          if (!guesses.length && most > 1) guesses = await correct(root, word, most);
          terms = await Promise.all(guesses.map(([guess, weight]) => lookUp(root, guess, weight)));
          // Several guesses may be forms of one word, which counts once.
          return [[...new Map(terms.flat().reverse().map((term) => [term.name, term])).values()]];
        })
      );
      return all.flat();
    }

    // Calls back with each posting of a term: field, document (page for the title), count, field length,
    // and in how many documents the field has the term.
    function postings(root, entry, each) {
      for (let field = 0; field < 4; field++) {
        const list = entry[field + 2];
        if (!list) continue;
        let doc = 0;
        for (let i = 0; i < list[1].length; i++) {
          doc += list[1][i];
          const code = list[2][i];
          each(field, doc, (code >> 12) + 1, code & 4095, list[0]);
        }
      }
    }

    /*
     * The ranking of the site: BM25 (Robertson and Zaragoza 2009, with the fields weighed before the
     * saturation, as BM25F does) for each question, then for the page: several questions of a page that
     * match say more than one, so the best counts in full, the next half, and so on; and a page that has
     * the words in different questions gets a share of the score of its text taken as one document.
     * idf counts pages, not questions: a word that is on every question of one page is still rare.
     */
    const SATURATION = 20;
    const PAGE_SATURATION = 6;
    const LENGTH = 0.7;
    const PAGE_SHARE = 0.25;
    const NEXT_QUESTION = 0.45;

    function scoreByPage(root, tokens) {
      const docs = new Map();
      const pages = new Map();
      const add = (to, key, value) => {
        const at = to.get(key);
        if (!at) to.set(key, { sum: value, found: 1 });
        else {
          at.sum += value;
          at.found++;
        }
      };
      for (const terms of tokens) {
        // Of the terms that a word may stand for, the best counts.
        const bestDocs = new Map();
        const bestPages = new Map();
        const keep = (to, key, value) => {
          if (value > (to.get(key) || 0)) to.set(key, value);
        };
        for (const { entry, weight } of terms) {
          const idf = weight * Math.log(1 + (root.pages - entry[1] + 0.5) / (entry[1] + 0.5));
          const inDocs = new Map();
          const inTitles = new Map();
          postings(root, entry, (field, doc, count, length) => {
            const value = (root.boosts[field] * count) / (1 - LENGTH + (LENGTH * length) / root.mean[field]);
            const to = field === TITLE ? inTitles : inDocs;
            to.set(doc, (to.get(doc) || 0) + value);
          });
          const inPages = new Map(inTitles);
          for (const [doc, value] of inDocs) {
            const page = Math.floor(doc / root.stride);
            const all = value + (inTitles.get(page) || 0);
            inPages.set(page, (inPages.get(page) || 0) + value);
            keep(bestDocs, doc, (idf * all) / (SATURATION + all));
          }
          for (const [page, value] of inPages) keep(bestPages, page, (idf * value) / (PAGE_SATURATION + value));
        }
        for (const [doc, value] of bestDocs) add(docs, doc, value);
        for (const [page, value] of bestPages) add(pages, page, value);
      }
      // The share of the words that were found counts by its root.
      const whole = ({ sum, found }) => sum * Math.sqrt(found / tokens.length);
      return byPage(root, docs, pages, whole, (page, questions) => {
        let total = page * PAGE_SHARE;
        let share = 1;
        for (const [, value] of questions) {
          total += value * share;
          share *= NEXT_QUESTION;
        }
        return total;
      });
    }

    // The reference: elasticlunr.js 0.9.5 (fieldSearch, coordNorm). By field, the sum over the words of
    // sqrt(count) * idf / sqrt(length), times the share of the words that were found; then the boosted sum
    // of the fields. A page scores as its best question.
    function scoreAsElasticlunr(root, tokens) {
      const docs = new Map();
      const pages = new Map();
      const scores = [new Map(), new Map(), new Map(), new Map()];
      tokens.forEach((terms, word) => {
        for (const { entry, weight } of terms) {
          postings(root, entry, (field, doc, count, length, documents) => {
            const idf = 1 + Math.log(root.docs / (documents + 1));
            let at = scores[field].get(doc);
            if (!at) scores[field].set(doc, (at = { sum: 0, found: 0, word: -1 }));
            at.sum += Math.sqrt(count / length) * idf * weight;
            if (at.word !== word) at.found++;
            at.word = word;
          });
        }
      });
      scores.forEach((found, field) => {
        const to = field === TITLE ? pages : docs;
        for (const [doc, at] of found) {
          to.set(doc, (to.get(doc) || 0) + (at.sum * at.found * root.boosts[field]) / tokens.length);
        }
      });
      return byPage(root, docs, pages, (value) => value, (page, questions) => page + (questions.length ? questions[0][1] : 0));
    }

    // Groups scored questions by page, best first within the page, and the pages by their total.
    function byPage(root, docs, pages, whole, total) {
      const found = new Map();
      for (const page of pages.keys()) found.set(page, []);
      for (const [doc, score] of docs) {
        const page = Math.floor(doc / root.stride);
        if (!found.has(page)) found.set(page, []);
        found.get(page).push([doc % root.stride, whole(score)]);
      }
      const ranked = [];
      for (const [page, questions] of found) {
        questions.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        const own = pages.has(page) ? whole(pages.get(page)) : 0;
        ranked.push({ page, questions, score: total(own, questions) });
      }
      return ranked.sort((a, b) => b.score - a.score || a.page - b.page);
    }

    // What is shown of a page: its best question, and the others that match.
    async function show(root, ranked, tokens, nearest) {
      const block = await file(nth(root.blocks, Math.floor(ranked.page / root.block), root), (pages) => {
        if (!Array.isArray(pages)) throw pages;
        return pages;
      });
      const entry = block[ranked.page % root.block];
      if (!entry) throw new Error("Search files do not belong together");
      const [url, title, questions] = entry;
      const question = ([at, value]) => {
        const [anchor, heading, summary] = questions[at] || ["", title, ""];
        return { question: heading, anchor, summary, score: value };
      };
      const [best, ...others] = ranked.questions.length ? ranked.questions : [[0, 0]];
      const words = new Set();
      for (const terms of tokens) for (const term of terms) for (const word of term.words) words.add(word);
      const page = url.replace(/(\/index)?(\.html)?\/?$/, "").replace(/^.*\//, "");
      const result = Object.assign({ url, page, title }, question(best), {
        score: ranked.score,
        terms: [...words],
        also: others.slice(0, 3).map(question),
      });
      if (nearest) result.nearest = true;
      return result;
    }

    async function search(query, options) {
      const limit = (options && options.limit) || 10;
      const text = String(query).slice(0, MAX_LETTERS);
      const root = await loadRoot();
      let tokens = await understand(root, text, false);
      const score = options && options.rank === "elasticlunr" ? scoreAsElasticlunr : scoreByPage;
      let ranked = score(root, tokens);
      const nearest = !ranked.length;
      if (nearest) {
        tokens = await understand(root, text, true);
        ranked = score(root, tokens);
      }
      return Promise.all(ranked.slice(0, limit).map((page) => show(root, page, tokens, nearest)));
    }

    return { search };
  }

  scope.CandorSearch = CandorSearch;
})(typeof globalThis === "object" ? globalThis : self);
