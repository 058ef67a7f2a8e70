/*
 * Candor's search engine: ranks the questions of a site for what a customer typed.
 *
 * A classic script without dependencies that defines `CandorSearch(load, lang)`. It runs in a page,
 * in a worker and in a bare JavaScript engine at build time: all it needs is `load(path, fresh)`, which
 * promises the text of a file of the site, and not from a cache if `fresh` is true.
 *
 *   const engine = CandorSearch((path) => fetch("/" + path).then((r) => r.text()), "en");
 *   const results = await engine.search("my acount is lockd", { limit: 10 });
 *   await engine.keep();
 *
 * Each result has the sentence of its answer that matches best, as a list of texts of which every
 * second one is marked; `{ sentences: 3 }` leaves it out, and with it what would be loaded for it, behind
 * the third, and `{ sentences: 0 }` everywhere.
 * `keep` loads the rest of a small index, so that later searches need no connection.
 *
 * The index is made by crates/search; see root.rs there for the pieces and shards.rs for their format.
 * Nothing is loaded before the first search, and then only what the query needs. A search that fails
 * rejects with an error named "SearchError"; the next one tries again.
 */
(function (scope) {
  "use strict";

  // A pasted letter is no query: beyond this the first words say enough.
  const MAX_LETTERS = 600;
  const MAX_WORDS = 32;
  // Of a long question the first words that carry meaning say enough, too: each is a file. Faint ones give way.
  const MAX_LOOKED_UP = 9;
  // Of words that the site does not have, the longest this many are looked for among those that are like them.
  const MAX_UNKNOWN = 2;
  // A query of more words does without one whose first letter is wrong, for which the whole vocabulary would be read.
  const FEW_WORDS = 3;
  // Of the words with the longest postings this many are looked up, the rarest.
  const MAX_COSTLY = 4;
  // A vocabulary of more parts than this is not read as a whole, for a word that is like none.
  const MAX_PARTS = 12;
  // Letters of an answer that a result shows, about.
  const SHOWN = 170;
  const TITLE = 2;

  function SearchError(message, cause) {
    const error = new Error(message + (cause ? ": " + (cause.message || cause) : ""));
    error.name = "SearchError";
    return error;
  }
  const mismatch = () => SearchError("Search files do not match");

  // A word from its first letter or digit to its last. To look for what stands around them instead would try again at
  // each of a thousand dots.
  const core = (word) => word.match(/[\p{Alphabetic}\p{N}](.*[\p{Alphabetic}\p{N}])?/su) || { 0: "", index: 0 };

  // The spelling by which a word is looked up; `fold` in analysis.rs does the same.
  const fold = (word) =>
    core(
      word
        .toLowerCase()
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .replace(/[\u2018\u2019\u02bc]/g, "'")
        .normalize("NFC"),
    )[0];

  // Scripts that write no blanks between words are cut into pairs of letters; `pieces` in analysis.rs does the same.
  const UNSPACED =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{2fa1f}";
  const LETTER = new RegExp("[" + UNSPACED + "]\\p{M}*", "gu");
  const RUNS = new RegExp("((?:[" + UNSPACED + "]\\p{M}*)+)|[^" + UNSPACED + "]+", "gu");
  function pieces(word) {
    return [...word.matchAll(RUNS)].flatMap(([part, run]) => {
      const letters = run ? run.match(LETTER) : [part];
      return letters.length < 2 ? letters : letters.slice(1).map((letter, i) => letters[i] + letter);
    });
  }

  const split = (text) => text.split(/[\s\u0085-]+/).flatMap(pieces).map(fold).filter(Boolean);

  // Numbers from letters, see pack.rs.
  function unpack(text) {
    const numbers = [];
    let high = 0;
    for (let i = 0; i < text.length; i++) {
      const letter = text.charCodeAt(i);
      const value = letter === 32 ? 57 : letter - 35;
      if (value < 64) {
        numbers.push(high * 64 + value);
        high = 0;
      } else high = high * 28 + value - 64;
    }
    return numbers;
  }

  function unpackIds(text) {
    let last = 0;
    return unpack(text).map((step) => (last += step));
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

  // The letters of a word as bits: words that differ in more than twice as many as there are typing
  // errors need not be compared.
  function letters(word) {
    let bits = 0;
    for (let i = 0; i < word.length; i++) bits |= 1 << word.charCodeAt(i) % 32;
    return bits;
  }
  function ones(bits) {
    let count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count;
  }

  // Typing errors are not alike: a letter doubled or not, or two swapped, is the likeliest, then a
  // neighbour on the keyboard; the first letter is seldom wrong.
  const ROWS = "  qwertyuiop asdfghjkl zxcvbnm";
  const single = (word) => word.replace(/(.)\1+/gu, "$1");
  function slip(typed, word, steps) {
    let cost = steps;
    if (typed[0] !== word[0] && typed[0] !== word[1]) cost += 0.3;
    if (single(typed) === single(word)) cost -= 0.5;
    else if (typed.length === word.length) {
      let at = 0;
      while (typed[at] === word[at]) at++;
      if (typed[at] === word[at + 1] && typed[at + 1] === word[at]) cost -= 0.3;
      else if (Math.abs(ROWS.indexOf(typed[at]) - ROWS.indexOf(word[at])) === 1) cost -= 0.2;
    }
    return cost;
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
    // Files that came together in one, by name.
    const stock = {};
    // Files that arrived damaged; a cache may hold them.
    const spoiled = new Set();
    // A file, parsed and prepared once. A failure is forgotten, so that the next search tries again.
    function file(name, prepare) {
      let found = files.get(name);
      if (!found) {
        const path = folder + name + ".json";
        found = Promise.resolve()
          .then(() => stock[name] || load(path, spoiled.has(name)))
          .then(
            (found) => {
              try {
                return prepare(typeof found === "string" ? JSON.parse(found) : found.data);
              } catch (error) {
                spoiled.add(name);
                throw SearchError(path + " is damaged");
              }
            },
            (error) => {
              throw SearchError(path + " cannot be loaded", error);
            }
          );
        found.catch(() => files.delete(name));
        files.set(name, found);
      }
      return found;
    }

    function nth(root, { names, each }, i) {
      const at = Math.floor(i / each) * root.hash;
      return names.slice(at, at + root.hash) + (i % each);
    }

    const loadRoot = () =>
      file("index", (root) => {
        root.stopWords = new Set(root.stop.split(" "));
        root.faintWords = new Set(root.faint.split(" "));
        // The longest first.
        root.expensive = new Map(root.costly.split(" ").map((word, rank) => [word, rank]));
        for (const list of [root.starts, root.letters, root.lengths]) list.map(String);
        if (!(root.v === 4 && root.stride * root.block * root.answers > 0)) throw root;
        // Sums by document and page, kept between searches; each search leaves them zero.
        const make = (size) => [0, 1, 2, 3].map(() => new Float64Array(size));
        root.sums = [make(root.slots * root.stride), make(root.slots)];
        return root;
      });

    // The shard that a word or a term belongs to.
    function loadShard(root, key) {
      return file(nth(root, root.shards, floor(root.starts, key)), (data) => {
        const terms = new Map();
        const phrases = new Map();
        for (const entry of data.t) {
          const [key, ...rest] = entry[0].split(" ");
          if (!rest.length) terms.set(key, entry);
          else phrases.set(key, (phrases.get(key) || []).concat([[" " + rest.join(" ") + " ", entry]]));
        }
        const words = new Map();
        for (let i = 0; i < data.w.length; i += 2) {
          const names = [].concat(data.w[i + 1]).map((to) => (typeof to === "number" ? data.t[to][0] : to));
          words.set(data.w[i], names);
        }
        return { words, terms, phrases };
      });
    }

    // The part of the vocabulary that holds the words of a first letter.
    const loadVocabulary = (root, letter) =>
      file(nth(root, root.vocabulary, floor(root.letters, letter)), (text) => {
        const list = [];
        const weights = [];
        let word = "";
        for (const [, shared, rest, weight] of text.matchAll(/(.)([^A-Z]*)([A-Z])/gu)) {
          word = word.slice(0, parseInt(shared, 36)) + rest;
          list.push(word);
          weights.push(weight.charCodeAt(0) - 65);
        }
        return { list, weights, bits: list.map(letters) };
      });

    // What a word as typed stands for: its terms with all their postings, and the phrases around it in
    // `text` that have synonyms; or nothing.
    async function lookUp(root, word, weight, text) {
      const home = await loadShard(root, word);
      // A word that the site does not use may still be the stem of those it uses: "revert".
      const names = home.words.get(word) || (home.terms.has(word) ? [word] : []);
      const terms = await Promise.all(
        names.map(async (name) => {
          const shard = home.terms.has(name) ? home : await loadShard(root, name);
          const entry = shard.terms.get(name);
          if (!entry) throw mismatch();
          // All spellings of the term that are at hand, to mark them in the results.
          const words = [word];
          for (const [other, terms] of home.words) if (terms.includes(name)) words.push(other);
          return { name, entry, weight, words };
        })
      );
      const phrases = (home.phrases.get(word) || []).filter(([phrase]) => text.includes(phrase));
      return terms.concat(phrases.map(([name, entry]) => ({ name: name.trim(), entry, weight, words: [] })));
    }

    // Words that a half-typed one may become: the most frequent of the site's.
    async function complete(root, word) {
      if (word.length < 2) return [];
      const { list, weights } = await loadVocabulary(root, word);
      const found = [];
      for (let i = floor(list, word) + 1; i < list.length && list[i].startsWith(word); i++) found.push(i);
      found.sort((a, b) => weights[b] - weights[a] || list[a].length - list[b].length || a - b);
      return found.slice(0, 6).map((i) => [list[i], word.length / list[i].length]);
    }

    // Other forms of a word that the site uses, found by their endings; the longest common beginning wins.
    async function inflect(root, word) {
      const { list } = await loadVocabulary(root, word);
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
    // more, less or other, or two swapped), at most `most`, the likeliest first. They count a little less.
    async function correct(root, word, most, wide) {
      const first = [...new Set([word[0], word[1]].map((letter) => floor(root.letters, letter)))];
      const all = !wide || root.letters.length > MAX_PARTS ? [] : root.letters.map((_, i) => i).filter((i) => !first.includes(i));
      const bits = letters(word);
      let best = most;
      let found = [];
      // The first letter is seldom wrong: other parts are read if there is no better way, and then if `wide`.
      for (const parts of [first, all]) {
        for (const { list, weights, bits: masks } of await Promise.all(
          parts.map((i) => loadVocabulary(root, root.letters[i]))
        )) {
          for (let i = 0; i < list.length; i++) {
            if (Math.abs(list[i].length - word.length) > best || ones(bits ^ masks[i]) > 2 * best) continue;
            const steps = distance(word, list[i], best);
            if (steps > best) continue;
            if (steps < best) found = [];
            best = steps;
            found.push([list[i], weights[i] * 0.1 - slip(word, list[i], steps)]);
          }
        }
        if (found.length) break;
      }
      found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      // The best guess counts for 0.8, and others less the less likely they are.
      return found.slice(0, 3).map(([guess, likely]) => [guess, 0.8 * Math.exp(2 * (likely - found[0][1]))]);
    }

    // The words that share most pairs of letters with one that is like none, by Dice's coefficient.
    async function resemble(root, word) {
      const pairs = (word) => new Set([...word].map((letter, i, all) => (all[i - 1] || "") + letter));
      const own = pairs(word);
      const found = [];
      const parts = root.letters.length > MAX_PARTS ? [word[0]] : root.letters;
      for (const { list } of await Promise.all(parts.map((letter) => loadVocabulary(root, letter)))) {
        for (const other of list) {
          const its = pairs(other);
          let same = 0;
          for (const pair of its) if (own.has(pair)) same++;
          const share = (2 * same) / (own.size + its.size);
          if (share > 0.4) found.push([other, share]);
        }
      }
      return found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3);
    }

    // Two words written as one: the halves, the more frequent the better.
    async function divide(root, word) {
      const weigh = async (half) => {
        const { list, weights } = await loadVocabulary(root, half);
        const at = floor(list, half);
        return list[at] === half ? weights[at] : -1;
      };
      let best = -1;
      let halves = [];
      for (let at = 2; at <= word.length - 2; at++) {
        const pair = [word.slice(0, at), word.slice(at)];
        const left = await weigh(pair[0]);
        const weight = left < 0 ? left : Math.min(left, await weigh(pair[1]));
        if (weight > best) {
          best = weight;
          halves = pair;
        }
      }
      return halves;
    }

    // The words of a query as they are meant, and for those that count the terms that each stands for.
    async function understand(root, query, relaxed) {
      const raw = split(query).slice(0, MAX_WORDS);
      let words = raw.filter((word) => !root.stopWords.has(word));
      if (!words.length) words = raw;
      const costly = [...new Set(words)].filter((word) => root.expensive.has(word));
      costly.sort((a, b) => root.expensive.get(b) - root.expensive.get(a));
      const dropped = costly.slice(MAX_COSTLY);
      words = words.filter((word) => !dropped.includes(word));
      let over = words.length - MAX_LOOKED_UP;
      words = words.filter((word) => over <= 0 || !root.faintWords.has(word) || !over--).slice(0, MAX_LOOKED_UP);
      const typing = !/\s$/.test(query) && raw[raw.length - 1];
      const text = " " + raw.join(" ") + " ";
      const meant = new Map();
      const all = (words) => Promise.all(words.map((word) => lookUp(root, word, 1, text)));
      const wide = relaxed || words.length <= FEW_WORDS;
      const known = await Promise.all(words.map((word) => lookUp(root, word, root.faintWords.has(word) ? FAINT : 1, text)));
      const unknown = words.filter((_, i) => !known[i].length).sort((a, b) => b.length - a.length);
      const left = relaxed ? [] : unknown.slice(MAX_UNKNOWN);
      const tokens = await Promise.all(
        words.map(async (word, at) => {
          let terms = known[at];
          if (terms.length || left.includes(word)) return [terms];
          // "card's", "and/or", "<b>card</b>": what is between the marks.
          const parts = word.split(/[^\p{Alphabetic}\p{N}]+/u).filter((part) => part.length > 1 && !root.stopWords.has(part));
          if (parts.length && parts[0] !== word) {
            const known = (await all(parts)).filter((terms) => terms.length);
            if (known.length) return known;
          }
          // Short words have too many neighbours to guess at, unless there is nothing else.
          const length = word.length;
          const most = (length >= 8 ? 2 : length >= 4 ? 1 : 0) + (relaxed && length >= 3 && length < 8 ? 1 : 0);
          let guesses = word === typing || relaxed ? await complete(root, word) : [];
          if (!guesses.length) guesses = await inflect(root, word);
          if (!guesses.length && most) guesses = await correct(root, word, 1, wide);
          if (!guesses.length) {
            const halves = await divide(root, word);
            if (halves.length) return all(halves);
          }
          if (!guesses.length && most > 1) guesses = await correct(root, word, most, wide);
          if (!guesses.length && relaxed) guesses = await resemble(root, word);
          if (guesses.length) meant.set(word, guesses[0][0]);
          terms = await Promise.all(
            guesses.map(([guess, weight]) => lookUp(root, guess, weight, text.replace(" " + word + " ", " " + guess + " ")))
          );
          // Several guesses may be forms of one word, which counts once.
          return [[...new Map(terms.flat().reverse().map((term) => [term.name, term])).values()]];
        })
      );
      return { tokens: tokens.flat(), said: raw.map((word) => meant.get(word) || word) };
    }

    // Calls back with each posting of a term: field, document (page for the title), count, field length,
    // and in how many documents the field has the term.
    function postings(root, entry, each) {
      for (let field = 0; field < 4; field++) {
        const list = entry[field + 2];
        if (!list) continue;
        const ids = unpackIds(list[0]);
        const codes = unpack(list[1]);
        const documents = list[2] || ids.length;
        ids.forEach((doc, i) => each(field, doc, (codes[i] >> 4) + 1, root.lengths[codes[i] & 15], documents));
      }
    }

    /*
     * The ranking of the site: BM25 (Robertson and Zaragoza 2009, with the fields weighed before the
     * saturation, as BM25F does) for each question, then for the page: several questions of a page that
     * match say more than one, so the best counts in full, the next half, and so on; and a page that has
     * the words in different questions gets a share of the score of its text taken as one document.
     * idf counts pages, not questions: a word that is on every question of one page is still rare.
     * A question that has a synonym of a word gets a share of what the word would give.
     */
    const SATURATION = 20;
    const PAGE_SATURATION = 6;
    const LENGTH = 0.7;
    const PAGE_SHARE = 0.5;
    const NEXT_QUESTION = 0.45;
    const SYNONYM = 0.8;
    const PAGE_SYNONYM = 0.6;
    const SYNONYM_FOUND = 0.85;
    // Of the best pages title and headings are compared with the query word by word.
    const WINDOW = 10;
    const PAIRS = 0.15;
    const SMALL_WORDS = 0.1;
    const TITLE_AGREES = 0.5;
    const LIKE_PAGES = 0.5;
    const FAINT = 0.5;

    const idf = (root, pages) => Math.log(1 + (root.pages - pages + 0.5) / (pages + 0.5));

    // What a term gives to documents and pages: [[ids, values, found], …] of each, worked out once.
    function weigh(root, entry) {
      if (entry.given) return entry.given;
      const given = { docs: [], pages: [] };
      const give = (inDocs, inTitles, weight, share, pageShare, found) => {
        const inPages = new Map(inTitles);
        const values = [];
        for (const [doc, value] of inDocs) {
          const page = Math.floor(doc / root.stride);
          const all = value + (inTitles.get(page) || 0);
          inPages.set(page, (inPages.get(page) || 0) + value);
          values.push((share * weight * all) / (SATURATION + all));
        }
        given.docs.push([Int32Array.from(inDocs.keys()), Float64Array.from(values), found]);
        const ofPages = [...inPages.values()].map((value) => (pageShare * weight * value) / (PAGE_SATURATION + value));
        given.pages.push([Int32Array.from(inPages.keys()), Float64Array.from(ofPages), found]);
      };
      const inDocs = new Map();
      const inTitles = new Map();
      postings(root, entry, (field, doc, count, length) => {
        const value = (root.boosts[field] * count) / (1 - LENGTH + (LENGTH * length) / root.mean[field]);
        const to = field === TITLE ? inTitles : inDocs;
        to.set(doc, (to.get(doc) || 0) + value);
      });
      give(inDocs, inTitles, idf(root, entry[1]), 1, 1, 1);
      for (const [pages, docs, titles] of entry.slice(6)) {
        const all = (ids, value) => new Map(unpackIds(ids).map((id) => [id, value]));
        give(all(docs, root.boosts[0]), all(titles, root.boosts[TITLE]), idf(root, pages), SYNONYM, PAGE_SYNONYM, SYNONYM_FOUND);
      }
      return (entry.given = given);
    }

    const better = (a, b) => b[1] - a[1] || a[0] - b[0];
    const betterPage = (a, b) => b.score - a.score || a.page - b.page;

    // Adds up by document or page: of the terms that a word may stand for, the best counts. Returns the
    // sum and the number of words found of each, and whose they are.
    function addUp([sum, found, most, mostFound], tokens, root, kind) {
      const touched = [];
      for (const terms of tokens) {
        const now = [];
        for (const { entry, weight } of terms) {
          for (const [ids, values, share] of weigh(root, entry)[kind]) {
            for (let i = 0; i < ids.length; i++) {
              const id = ids[i];
              const value = values[i] * weight;
              if (value > most[id]) {
                if (!most[id]) now.push(id);
                most[id] = value;
              }
              if (share > mostFound[id]) mostFound[id] = share;
            }
          }
        }
        for (const id of now) {
          if (!sum[id]) touched.push(id);
          sum[id] += most[id];
          found[id] += mostFound[id];
          most[id] = mostFound[id] = 0;
        }
      }
      return touched;
    }

    // Pages by their score, the best `limit`.
    function scoreByPage(root, tokens, limit) {
      const [ofDocs, ofPages] = root.sums;
      const docs = addUp(ofDocs, tokens, root, "docs");
      const pages = addUp(ofPages, tokens, root, "pages");
      const [docSum, docFound] = ofDocs;
      const [pageSum, pageFound, most, all] = ofPages;
      // The share of the words that were found counts, for a question less than for a page.
      for (const doc of docs) {
        const value = (docSum[doc] *= (docFound[doc] / tokens.length) ** 0.75);
        const page = Math.floor(doc / root.stride);
        if (value > most[page]) most[page] = value;
        all[page] += value;
      }
      // A page scores at least by its best question and at most by the sum of all: only those that can
      // be among the best are worked out.
      const least = new Array(limit).fill(0);
      for (const page of pages) {
        pageSum[page] *= (PAGE_SHARE * pageFound[page]) / tokens.length;
        const value = pageSum[page] + most[page];
        if (value <= least[0]) continue;
        let at = 0;
        while (++at < limit && least[at] < value) least[at - 1] = least[at];
        least[at - 1] = value;
      }
      const ranked = [];
      for (const page of pages) {
        if (pageSum[page] + all[page] < least[0]) continue;
        const questions = [];
        for (let at = 0; at < root.stride; at++) {
          const value = docSum[page * root.stride + at];
          if (value) questions.push([at, value]);
        }
        questions.sort(better);
        const score = questions.reduce((sum, [, value], i) => sum + value * NEXT_QUESTION ** i, pageSum[page]);
        ranked.push({ page, questions, score });
      }
      for (const doc of docs) docSum[doc] = docFound[doc] = 0;
      for (const page of pages) pageSum[page] = pageFound[page] = most[page] = all[page] = 0;
      return ranked.sort(betterPage).slice(0, limit);
    }

    // How far titles and query agree, by page: the root of the share of the title's words that the query
    // has, times the share of the query's words, by their rarity, that the title has.
    function compareTitles(root, tokens) {
      const found = new Map();
      let total = 0;
      for (const terms of tokens) {
        const worth = idf(root, terms.length ? terms[0].entry[1] : 0);
        const lengths = new Map();
        for (const { entry } of terms) {
          const [ids, codes] = entry[2 + TITLE] || ["", ""];
          const all = unpack(codes);
          unpackIds(ids).forEach((page, i) => lengths.set(page, root.lengths[all[i] & 15] || 1));
        }
        for (const [page, length] of lengths) {
          const at = found.get(page) || { share: 0, worth: 0 };
          found.set(page, { share: at.share + 1 / length, worth: at.worth + worth });
        }
        total += worth;
      }
      return (page) => {
        const at = found.get(page);
        return at ? Math.sqrt((Math.min(1, at.share) * at.worth) / total) : 0;
      };
    }

    // A query often has words that its topic does not use: pages that use the same words in title and
    // headings lend one another a share of their score, by the cosine of their words' weights.
    function lendScores(window, blocks) {
      const all = window.map((_, i) => blocks[i].words());
      const pages = new Map();
      for (const words of all) for (const word of words.keys()) pages.set(word, (pages.get(word) || 0) + 1);
      const sum = new Map();
      const vectors = all.map((words, i) => {
        const vector = [...words].map(([word, count]) => [word, Math.log(1 + count) * Math.log(1 + all.length / pages.get(word))]);
        const length = Math.hypot(...vector.map(([, value]) => value));
        for (const part of vector) {
          part[1] /= length;
          sum.set(part[0], (sum.get(part[0]) || 0) + part[1] * window[i].score);
        }
        return vector;
      });
      window.forEach((one, i) => {
        const lent = vectors[i].reduce((total, [word, value]) => total + value * sum.get(word), 0);
        one.score += LIKE_PAGES * (lent - one.score);
      });
    }

    // Orders the best pages anew by how far the title agrees, and by what no index holds: pairs of
    // neighbouring words, and the small words that tell "how do I" from "why was". What is rare among
    // these pages counts.
    function compareHeadings(root, ranked, blocks, tokens, said) {
      const window = ranked.slice(0, WINDOW);
      if (window.length < 2) return;
      const small = said.filter((word) => root.stopWords.has(word));
      const pairs = said.slice(1).map((word, i) => said[i] + " " + word);
      const headings = window.map((_, i) => blocks[i].headings());
      const all = headings.flat();
      const weighing = [[small, SMALL_WORDS], [pairs, PAIRS]].map(([marks, share]) => {
        const weights = [...new Set(marks)].map((mark) => {
          const n = all.filter((heading) => heading.has(mark)).length;
          return [mark, n && Math.log(1 + all.length / n)];
        });
        const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
        return [weights, total && (share * window[0].score) / total];
      });
      lendScores(window, blocks);
      const agrees = compareTitles(root, tokens);
      const best = window[0].score;
      window.forEach((one, i) => {
        const values = headings[i].map((heading) => {
          let value = 0;
          for (const [weights, share] of weighing) {
            for (const [mark, weight] of weights) if (heading.has(mark)) value += weight * share;
          }
          return value;
        });
        one.questions = one.questions.map(([at, value]) => [at, value + (values[at] || 0)]).sort(better);
        values.sort((a, b) => b - a).forEach((value, rank) => (one.score += value * NEXT_QUESTION ** rank));
        one.score += TITLE_AGREES * best * agrees(one.page);
      });
      window.sort(betterPage);
      ranked.splice(0, window.length, ...window);
    }

    // The reference: elasticlunr.js 0.9.5 (fieldSearch, coordNorm). By field, the sum over the words of
    // sqrt(count) * idf / sqrt(length), times the share of the words that were found; then the boosted sum
    // of the fields. A page scores as its best question.
    function scoreAsElasticlunr(root, tokens, limit) {
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
      const found = new Map([...pages.keys()].map((page) => [page, []]));
      for (const [doc, score] of docs) {
        const page = Math.floor(doc / root.stride);
        if (!found.has(page)) found.set(page, []);
        found.get(page).push([doc % root.stride, score]);
      }
      const ranked = [...found].map(([page, questions]) => {
        questions.sort(better);
        return { page, questions, score: (pages.get(page) || 0) + (questions.length ? questions[0][1] : 0) };
      });
      return ranked.sort(betterPage).slice(0, limit);
    }

    // The place of a page's block among the blocks, and of the page in it.
    const placeOf = (root, page) => [Math.floor(page / root.block), page % root.block];

    // A page's address, title and questions.
    async function loadPage(root, page) {
      const [block, at] = placeOf(root, page);
      const pages = await file(nth(root, root.blocks, block), (pages) =>
        pages.map(([url, title, all]) => {
          const questions = all.map((question) => [].concat(question));
          let marks;
          // Of each heading its words and pairs of words.
          const headings = () =>
            marks ||
            (marks = questions.map(([heading]) => {
              const words = split(heading);
              return new Set(words.concat(words.slice(1).map((word, i) => words[i] + " " + word)));
            }));
          // How frequent the words are, forms of one taken together by their first letters, the title twice.
          let counts;
          const words = () => {
            if (counts) return counts;
            counts = new Map();
            for (const text of [title, title, ...questions.map(([heading]) => heading)]) {
              for (const word of split(text)) {
                const start = word.slice(0, 6);
                if (!root.stopWords.has(word)) counts.set(start, (counts.get(start) || 0) + 1);
              }
            }
            return counts;
          };
          return { url, title, questions, headings, words };
        })
      );
      if (!pages[at]) throw mismatch();
      return pages[at];
    }

    // The beginning of an answer. A result without it is still a result.
    async function loadAnswer(root, { page, questions }) {
      const [block, at] = placeOf(root, page);
      const number = at * root.stride + (questions.length ? questions[0][0] : 0);
      const name = nth(root, root.blocks, block) + "-" + Math.floor(number / root.answers);
      const texts = await file(name, (texts) => texts.map(String)).catch(() => []);
      return texts[number % root.answers] || "";
    }

    // A function that says what a word of an answer is worth for each word of the query: as much as it is
    // rare, and less for a guess or a synonym.
    function judge(root, tokens) {
      const endings = new Set(root.endings.split(" "));
      // The browser has no stemmer: a form begins as the term does and ends as forms do.
      const isForm = (word, term) => {
        if (term.length > 4 && word.startsWith(term)) return true;
        let at = 0;
        while (at < term.length && word[at] === term[at]) at++;
        // Stems end in "i" where words end in "y".
        if (at < 2 || term.length - at > /i$/.test(term)) return false;
        const rest = word.slice(at);
        return !rest || endings.has(rest) || (rest[0] === word[at - 1] && endings.has(rest.slice(1)));
      };
      const known = tokens.map((terms) =>
        terms.flatMap(({ name, entry, weight, words }) => {
          const own = [words, name.split(" "), weight * idf(root, entry[1])];
          const others = entry.slice(6).flatMap(([pages, , , others = ""]) =>
            others.split(",").filter(Boolean).map((other) => [[], other.split(" "), weight * SYNONYM * idf(root, pages)])
          );
          return [own].concat(others);
        })
      );
      const memo = new Map();
      // For the word at a place of the text's words: what each token gives, and how many words it takes.
      return (all, at) => {
        const word = all[at];
        let found = memo.get(word);
        if (!found) {
          const fits = ([words, [first, ...rest]]) => words.includes(word) || (rest.length ? first === word : isForm(word, first));
          found = known.map((ways) => ways.filter(fits));
          memo.set(word, found);
        }
        return found.map((ways) =>
          ways.reduce(
            ([most, length], [, parts, value]) =>
              value > most && parts.every((part, i) => !i || part === all[at + i]) ? [value, parts.length] : [most, length],
            [0, 0]
          )
        );
      };
    }

    // The part of an answer that matches best, with its matches: texts, every second one to be marked.
    function quote(answer, worth) {
      const words = [...answer.matchAll(/[^\s\u0085-]+/g)].map(({ 0: raw, index }) => {
        const { 0: text, index: at } = core(raw);
        return { word: fold(raw), from: index + at, to: index + at + text.length };
      });
      const all = words.map(({ word }) => word);
      const marks = [];
      words.forEach((_, at) => {
        if (!all[at]) return;
        const values = worth(all, at);
        const length = Math.max(...values.map(([value, length]) => (value ? length : 0)), 0);
        if (length) marks.push({ from: words[at].from, to: words[at + length - 1].to, values });
      });
      // Sentences, and the parts of a list.
      const parts = answer.match(/.+?(?:[.?!…]["'”’»)\]]*(?=\s+[^\p{Ll}])|[;:](?=\s)|[。？！]|$)\s*/gsu) || [""];
      let best = -1;
      let first = 0;
      let start = 0;
      const starts = parts.map((part, i) => {
        const from = start;
        start += part.length;
        const inside = marks.filter((mark) => mark.from >= from && mark.from < start);
        const most = [];
        for (const { values } of inside) values.forEach(([value], token) => (most[token] = Math.max(most[token] || 0, value)));
        const value = most.reduce((sum, value) => sum + value, 0);
        if (value > best) {
          best = value;
          first = i;
        }
        return from;
      });
      // What follows, as long as there is room, or at the end what goes before.
      const end = (i) => (i + 1 < parts.length ? starts[i + 1] : answer.length);
      let last = first;
      while (last + 1 < parts.length && end(last + 1) - starts[first] <= SHOWN) last++;
      while (first && /[.?!…]["'”’»)\]]*\s*$/.test(parts[first - 1]) && end(last) - starts[first] < SHOWN / 2 && end(last) - starts[first - 1] <= SHOWN) first--;
      let from = starts[first];
      let to = end(last);
      let before = first && /[;:]\s*$/.test(parts[first - 1]) ? "… " : "";
      if (to - from > 1.5 * SHOWN) {
        // One long part: around its first match.
        const mark = marks.find((mark) => mark.from >= from && mark.to <= to);
        const near = mark ? mark.from - SHOWN / 3 : from;
        const inside = words.filter((word) => word.from >= near && word.from >= from && word.to <= to && word.from < near + SHOWN);
        if (inside.length) {
          if (inside[0].from > from + 1) before = "… ";
          from = before ? inside[0].from : from;
          to = Math.max(from + 1, inside[inside.length - 1].to);
        }
      }
      const texts = [before];
      let at = from;
      for (const mark of marks) {
        if (mark.from < at || mark.to > to) continue;
        texts[texts.length - 1] += answer.slice(at, mark.from);
        texts.push(answer.slice(mark.from, mark.to), "");
        at = mark.to;
      }
      const rest = answer.slice(at, to).trimEnd();
      texts[texts.length - 1] += /[.?!…。？！]["'”’»)\]]*$/.test(rest) || to >= answer.length ? rest : rest.replace(/[;:,]$/, "") + " …";
      return texts;
    }

    // What is shown of a page: its best question, and the others that match.
    function show({ url, title, questions }, ranked) {
      const question = ([at, value]) => {
        const [heading, anchor] = questions[at] || [title, ""];
        // is_guessed in blocks.rs says where it is this.
        const guess = heading.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2019]/g, "").match(/[\p{Alphabetic}\p{N}]+/gu);
        const to = anchor === undefined ? (guess || []).join("-") : anchor;
        // A page that is found as such has no question.
        return { question: to ? heading : null, anchor: to, score: value };
      };
      const [best, ...others] = ranked.questions.length ? ranked.questions : [[0, 0]];
      const page = url.replace(/(\/index)?(\.html)?\/?$/, "").replace(/^.*\//, "");
      return Object.assign({ url, page, title }, question(best), {
        score: ranked.score,
        best: best[1],
        also: others.slice(0, 3).map(question),
      });
    }

    async function answer(query, options) {
      const { limit = 10, rank, sentences = limit } = options || {};
      const text = String(query).slice(0, MAX_LETTERS);
      const root = await loadRoot();
      if (!text.trim()) return [];
      const reference = rank === "elasticlunr";
      const score = reference ? scoreAsElasticlunr : scoreByPage;
      const most = reference ? limit : Math.max(limit, WINDOW);
      let { tokens, said } = await understand(root, text, false);
      let ranked = score(root, tokens, most);
      // What a result is if nothing matches: the nearest, or one of the topics that people need most.
      let kind = {};
      if (!ranked.length) {
        kind = { nearest: true };
        ({ tokens, said } = await understand(root, text, true));
        ranked = score(root, tokens, most);
      }
      if (!ranked.length && !reference) {
        kind = { nearest: true, needed: true };
        ranked = root.needed.map((page) => ({ page, questions: [], score: 0 }));
      }
      // Which question of a page is the best may still change, but seldom: its answer is asked for at once, unless
      // it comes with those of other pages. There a wrong guess costs more than the wait.
      if (root.block < 2) ranked.slice(0, sentences).forEach((one) => loadAnswer(root, one));
      const blocks = await Promise.all(ranked.map(({ page }) => loadPage(root, page)));
      ranked.forEach((one, i) => (one.block = blocks[i]));
      if (!reference && !kind.needed) compareHeadings(root, ranked, blocks, tokens, said);
      const shown = ranked.slice(0, limit);
      const answers = await Promise.all(shown.slice(0, sentences).map((one) => loadAnswer(root, one)));
      const worth = judge(root, tokens);
      return shown.map((one, i) =>
        Object.assign(show(one.block, one), kind, i < sentences && { sentence: quote(answers[i], worth) })
      );
    }

    async function search(query, options) {
      try {
        return await answer(query, options);
      } catch (error) {
        // The site may have been published anew, with other files than the root names; or they are damaged inside.
        const known = error.name === "SearchError" ? [...files] : [];
        for (const name of known.length ? ["index"] : files.keys()) spoiled.add(name);
        files.clear();
        return answer(query, options).catch((error) => {
          // Perhaps there is no connection: what is at hand still serves.
          for (const [name, found] of known) files.set(name, found);
          throw error.name === "SearchError" ? error : mismatch();
        });
      }
    }

    // Loads the rest of a small index in one file; nothing of a large one.
    async function keep() {
      const { whole } = await loadRoot();
      if (!whole) return;
      await file(whole, (all) => {
        for (const name of Object.keys(all)) stock[name] = { data: all[name] };
      });
    }

    return { search, keep };
  }

  scope.CandorSearch = CandorSearch;
})(typeof globalThis === "object" ? globalThis : self);
