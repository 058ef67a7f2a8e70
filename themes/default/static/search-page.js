// Candor: the page of results, with what site.js brings for it.
(() => {
  "use strict";

  const { address, failure, fill, link, make, search } = window.CandorSite;
  const doc = document;
  const results = doc.getElementById("search-results");
  const form = doc.querySelector("main form");
  const status = doc.getElementById("search-status");
  const help = doc.getElementById("search-help");
  const topics = doc.getElementById("search-topics");
  const say = results.dataset;
  let turn = 0;
  doc.getElementById("search-absent")?.remove();

  const FIRST = 3;
  const title = doc.title;
  let shown;
  const mark = ({ sentence = [] }) => sentence.map((part, at) => (at % 2 ? make("mark", {}, part) : part));
  const show = (one, at) => {
    const { url, anchor, question, title, also } = one;
    const item = make("li", {},
      make("h2", {}, link(address(url, anchor), question || title)),
      make("p", { class: "meta" }, title),
      make("p", at < FIRST ? {} : { class: "later" }, ...mark(one)));
    if (also.length) {
      item.append(make("p", { class: "small" }, say.also), make("ul", { class: "small" },
        ...also.map((other) => make("li", {}, link(address(url, other.anchor), other.question || title)))));
    }
    return item;
  };
  const run = async () => {
    const query = (new URLSearchParams(location.search).get("q") || "").slice(0, 300);
    const mine = ++turn;
    const put = (text, items, helping) => {
      if (mine !== turn) return;
      status.replaceChildren(...text);
      results.replaceChildren(...items);
      help.hidden = !helping;
    };
    shown = location.search;
    form.elements.q.value = query;
    doc.title = (query && query + " · ") + title;
    if (topics) topics.hidden = !!query.trim();
    if (!query.trim()) return put([], []);
    put([say.searching], []);
    try {
      // The answers of the first are awaited, those of the others come later.
      const found = await search(form, query, { limit: 10, sentences: FIRST });
      const n = found.length;
      const near = found[0]?.nearest;
      const items = found.map(show);
      const text = !n || found[0].needed ? say.none : near ? say.nearest : n === 1 ? say.countOne : say.countOther;
      // A mark of direction in the query must not turn what follows.
      const [before, after = ""] = fill(text, { n }).split("{query}");
      const said = make("bdi", {}, query.length > 80 ? query.slice(0, 80) + "…" : query);
      put(after ? [before, said, after] : [before], n ? [make("ol", {}, ...items)] : [], !n || near);
      if (n > FIRST) (await search(form, query, { limit: 10 })).slice(FIRST).forEach((one, i) => items[FIRST + i].querySelector(".later").replaceChildren(...mark(one)));
    } catch {
      put(failure(), [], true);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = "?" + new URLSearchParams({ q: form.elements.q.value });
    if (asked !== shown) history.pushState(null, "", asked);
    run();
  });
  // A link within the page is no other search.
  addEventListener("popstate", () => location.search === shown || run());
  run();
})();
