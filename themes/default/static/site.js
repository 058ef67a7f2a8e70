// Candor: search, "Open now", links to share. Every page is complete without it.
(() => {
  "use strict";

  const doc = document;
  const lang = doc.documentElement.lang;
  const words = doc.getElementById("site-words").dataset;
  const fill = (text, values) => text.replace(/{(\w+)}/g, (all, name) => values[name] ?? all);

  // Text stays text: nothing here parses HTML.
  const make = (tag, attributes, ...children) => {
    const element = doc.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const link = (href, text) => make("a", { href }, text);
  const address = (url, anchor) => url + (anchor && "#" + anchor);

  // The engine, loaded at first use; after a failure the next search tries again.
  let engine;
  let kept;
  const search = (form, query, options) => {
    const { searchEngine, searchIndex } = form.dataset;
    engine ||= new Promise((done, fail) => {
      const root = searchIndex.replace(/search\/[^/]*\/?([^/]*\.json)?$/, "");
      const get = async (path, fresh) => {
        const reply = await fetch(root + path, fresh ? { cache: "reload" } : {});
        if (!reply.ok) throw Error(path);
        return reply.text();
      };
      const script = make("script", { src: searchEngine });
      script.onload = () => done(get);
      script.onerror = fail;
      doc.head.append(script);
      // A damaged script loads, too.
    }).then((get) => CandorSearch(get, lang));
    engine.catch(() => (engine = null));
    return engine.then(async (found) => {
      const results = await found.search(query, options);
      // The rest of a small index, for a connection that may end.
      if (results.length && !kept && !navigator.connection?.saveData) {
        kept = true;
        (window.requestIdleCallback || setTimeout)(() => found.keep().catch(() => (kept = false)));
      }
      return results;
    });
  };
  const failure = () => [words.failed + " " + words.failedHelp + " ", link(words.az, words.azTitle)];

  // A combobox of the ARIA Authoring Practices.
  doc.querySelectorAll("form.search").forEach((form) => {
    const input = form.elements.q;
    // Chromium makes what scrolls a stop of the Tab key.
    const list = make("ul", { id: "answers", role: "listbox", tabindex: -1, "aria-label": words.suggestions, hidden: "" });
    const live = make("div", { class: "vh", role: "status" });
    let active = -1;
    let turn = 0;
    let timer;

    const set = (name, value) => input.setAttribute("aria-" + name, value);
    const choose = (to) => {
      list.children[active]?.setAttribute("aria-selected", false);
      const option = list.children[(active = to)];
      option?.setAttribute("aria-selected", true);
      option?.scrollIntoView({ block: "nearest" });
      set("activedescendant", option?.id || "");
    };
    const open = (options, said, style = "vh", note = "") => {
      turn++;
      clearTimeout(timer);
      choose(-1);
      list.replaceChildren(...options);
      list.dataset.note = note;
      list.hidden = !options.length;
      set("expanded", !list.hidden);
      live.className = style;
      live.replaceChildren();
      // Said once the typing rests, not at every letter.
      timer = setTimeout(() => live.replaceChildren(...said), 400);
      // A phone's keyboard covers what is low.
      if (list.getBoundingClientRect().bottom > (window.visualViewport?.height ?? innerHeight)) form.scrollIntoView();
    };
    const close = () => open([], []);
    const ask = async () => {
      const query = input.value;
      const mine = ++turn;
      if (!query.trim()) return close();
      try {
        const found = await search(form, query, { limit: 6, sentences: false });
        const rows = found.map(({ url, anchor, question, title }) => [address(url, anchor), question, title]);
        const note = found[0]?.nearest || !rows.length ? words.listedNone : "";
        // Few, so that the way to a person is in sight.
        if (note && words.reach) rows.splice(3, rows.length, [words.reach, words.reachTitle, words.reachText]);
        const n = rows.length;
        if (mine === turn) {
          open(
            rows.map(([href, text, small], at) =>
              make("li", { id: "answer-" + at, role: "option", "aria-selected": false, "data-href": href },
                text, make("small", {}, small))),
            [(note && note + " ") + fill(n === 1 ? words.listedOne : words.listedOther, { n })], "vh", note);
        }
      } catch {
        if (mine === turn) open([], failure(), "note");
      }
    };
    const go = (option) => option && location.assign(option.dataset.href);

    form.append(list, live);
    input.setAttribute("role", "combobox");
    set("autocomplete", "list");
    set("controls", "answers");
    close();
    input.addEventListener("focus", () => search(form, "").catch(() => {}), { once: true });
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const used = step || (event.key === "Escape" ? !list.hidden || live.childNodes.length : event.key === "Enter" && active >= 0);
      if (!used || event.isComposing) return;
      event.preventDefault();
      const places = list.children.length + 1;
      if (!step) event.key === "Enter" ? go(list.children[active]) : close();
      else if (list.hidden) ask();
      else choose(((active + 1 + step + places) % places) - 1);
    });
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
    form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => go(event.target.closest("li")));
  });

  // The page of results.
  const results = doc.getElementById("search-results");
  if (results) {
    const form = doc.querySelector("main form");
    const status = doc.getElementById("search-status");
    const help = doc.getElementById("search-help");
    const topics = doc.getElementById("search-topics");
    const say = results.dataset;
    let turn = 0;

    const FIRST = 4;
    const show = ({ url, anchor, question, title, sentence = [], also }, at) => {
      const marked = sentence.map((part, at) => (at % 2 ? make("mark", {}, part) : part));
      const item = make("li", {},
        make("h2", {}, link(address(url, anchor), question)),
        make("p", { class: "meta" }, title),
        make("p", at < FIRST ? {} : { class: "later" }, ...marked));
      if (also.length) {
        item.append(make("p", { class: "small" }, say.also), make("ul", { class: "small" },
          ...also.map((other) => make("li", {}, link(address(url, other.anchor), other.question)))));
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
      form.elements.q.value = query;
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
        put([fill(text, { n, query: query.length > 80 ? query.slice(0, 80) + "…" : query })], n ? [make("ol", {}, ...items)] : [], !n || near);
        if (n > FIRST) (await search(form, query, { limit: 10 })).slice(FIRST).forEach((one, i) => items[FIRST + i].replaceWith(show(one, FIRST + i)));
      } catch {
        put(failure(), [], true);
      }
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.pushState(null, "", "?" + new URLSearchParams({ q: form.elements.q.value }));
      run();
    });
    addEventListener("popstate", run);
    run();
  }

  // Open or closed: the build worked out the instants, in seconds.
  const day = 86400;
  const phrase = (instant, now, offsets, today, other) => {
    // As the clock on the channel's wall shows it: the build knows how far that is from UTC.
    const local = (moment) => {
      const [, ahead] = offsets.filter(([from]) => from <= moment).pop();
      return new Date((moment + ahead) * 1000).toISOString();
    };
    const at = local(instant);
    const [, month, n, hh24, mm] = at.split(/\D/);
    const h24 = +hh24;
    const h12 = h24 % 12 || 12;
    const time = fill(+mm ? words.hourMinute : words.hour, { h12, h24, hh24, mm, half: h24 < 12 ? words.am : words.pm });
    const named = !+mm && { 0: words.midnight, 12: words.noon }[h24];
    const weekday = words.days.split("|")[new Date(at).getUTCDay()];
    const date = { day: weekday, n: +n, month: words.months.split("|")[month - 1] };
    return fill(at.slice(0, 10) === local(now).slice(0, 10) ? today : other, {
      time: named || fill(h12 === 1 ? words.atOne : words.at, { time }).replace(/ /g, "\xa0"),
      day: instant - now > 6 * day ? fill(words.date, date) : weekday,
    });
  };
  // What to say and whether it is open, if known.
  const tell = ({ open, offsets }, now, end) => {
    const span = open.find((one) => one[1] > now);
    if (!span || span[0] - now > 14 * day) return;
    if (span[0] > now) return [phrase(span[0], now, offsets, words.opensToday, words.opensDay)];
    const left = span[1] - now;
    if (left > 7 * day) return [words.openAlways, 1];
    // There the file ends, not the hours.
    if (span[1] === end) return;
    const until = left > day ? words.openUntilDay : words.openUntil;
    return [phrase(span[1], now, offsets, until, until), 1];
  };
  const spots = [...doc.querySelectorAll("[data-hours]")];
  const follow = async () => {
    const reply = await fetch(words.hoursUrl);
    // Say nothing by a clock that is days off.
    if (Math.abs(Date.parse(reply.headers.get("date")) - Date.now()) > 2000 * day) return;
    const { from, days, channels } = await reply.json();
    const end = Date.parse(from) / 1000 + days * day;
    const update = () => {
      for (const spot of spots) {
        let told;
        try {
          told = tell(channels.find((channel) => channel.id === spot.dataset.hours), Date.now() / 1000, end);
        } catch {
          // No calendar for this channel, or an older one.
        }
        // What is shown keeps the height that it had unseen, with the longest line.
        for (const { style, offsetHeight } of [spot.parentNode, spot]) style.minBlockSize ||= offsetHeight + "px";
        const more = told && !told[1] && spot.dataset.closed;
        spot.hidden = !told;
        spot.replaceChildren(told?.[0] ?? "", ...(more ? [told[0].endsWith(".") ? " " : ". ", make("span", {}, more)] : []));
        spot.classList.toggle("open", !!told?.[1]);
        // The same in general words.
        const off = spot.nextElementSibling;
        if (off?.matches(".off")) off.hidden = !!more;
      }
    };
    update();
    setInterval(update, 15000);
    doc.addEventListener("visibilitychange", update);
  };
  const begin = () => follow().catch(() => {});
  if (!words.hoursUrl) {
    // No channel has hours.
  } else if (window.IntersectionObserver) {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      begin();
    }, { rootMargin: "200px" });
    spots.forEach((spot) => watch.observe(spot.parentNode));
  } else begin();

  // Long addresses break before the "@".
  doc.querySelectorAll('main [href^="mailto:"]').forEach(({ firstChild }) => {
    const at = firstChild?.data?.indexOf("@");
    if (at > 0) firstChild.splitText(at).before(make("wbr"));
  });

  // Links to share are copied, too.
  const said = make("p", { class: "toast", role: "status" });
  doc.body.append(said);
  doc.addEventListener("click", async (event) => {
    const share = event.target.closest(".share");
    if (!share) return;
    try {
      await navigator.clipboard.writeText(share.href);
      said.textContent = words.copied;
      setTimeout(() => said.replaceChildren(), 4000);
    } catch {
      // A plain link, then.
    }
  });
})();
