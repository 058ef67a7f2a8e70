/* Candor: search as you type, "Open now", links to share. Every page is complete without it. */
(() => {
  "use strict";

  const doc = document;
  const words = doc.getElementById("site-words").dataset;

  // An element with attributes and children; text stays text.
  const make = (tag, attributes, ...children) => {
    const element = doc.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const fill = (text, values) => text.replace(/{(\w+)}/g, (all, name) => values[name] ?? all);
  const count = (n, one, other) => fill(n === 1 ? one : other, { n });
  const link = (href, text) => make("a", { href }, text);
  const address = (result) => result.url + (result.anchor ? "#" + result.anchor : "");

  /* The search engine, loaded when a box is first used. */

  let engine;
  const load = ({ dataset }) =>
    (engine ||= new Promise((done, fail) => {
      const root = dataset.searchIndex.replace(/search\/[^/]*\/?([^/]*\.json)?$/, "");
      const get = (path) =>
        fetch(root + path).then((reply) => {
          if (!reply.ok) throw Error(reply.status);
          return reply.text();
        });
      const script = make("script", { src: dataset.searchEngine });
      script.onload = () => done(CandorSearch(get, doc.documentElement.lang));
      script.onerror = fail;
      doc.head.append(script);
    }).catch((error) => {
      engine = null;
      throw error;
    }));
  const search = (form, query, limit) => load(form).then((found) => found.search(query, { limit }));
  const failure = () => [words.failed + " " + words.failedHelp + " ", link(words.az, words.azTitle)];

  /* Each search box: a combobox with a list of answers, by the pattern of the ARIA Authoring Practices. */

  doc.querySelectorAll("form.search").forEach((form, nth) => {
    const input = form.elements.q;
    const id = "answers-" + nth;
    const list = make("ul", { id, role: "listbox", "aria-label": words.suggestions, hidden: "" });
    const live = make("div", { class: "vh", role: "status" });
    form.append(list, live);
    let active = -1;
    let turn = 0;
    let timer;
    let shown = [];

    const set = (name, value) => input.setAttribute(name, value);
    const choose = (to) => {
      list.children[active]?.setAttribute("aria-selected", false);
      active = to;
      const option = list.children[active];
      option?.setAttribute("aria-selected", true);
      option?.scrollIntoView({ block: "nearest" });
      set("aria-activedescendant", option ? option.id : "");
    };
    const close = () => {
      turn++;
      clearTimeout(timer);
      choose(-1);
      list.hidden = true;
      live.className = "vh";
      live.textContent = "";
      set("aria-expanded", false);
    };
    const open = (results) => {
      close();
      shown = results;
      list.replaceChildren(
        ...results.map((result, n) =>
          make("li", { id: id + "-" + n, role: "option", "aria-selected": false },
            result.question, make("small", {}, result.title))));
      list.hidden = !results.length;
      set("aria-expanded", !list.hidden);
      live.textContent = results.length
        ? count(results.length, words.listedOne, words.listedOther)
        : words.listedNone;
    };
    const ask = () => {
      const query = input.value;
      const mine = ++turn;
      if (!query.trim()) return close();
      search(form, query, 6).then(
        (results) => mine === turn && open(results),
        () => {
          if (mine !== turn) return;
          close();
          live.className = "note";
          live.append(...failure());
        });
    };
    const go = (n) => location.assign(address(shown[n]));

    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-controls", id);
    set("aria-expanded", false);
    input.addEventListener("focus", () => search(form, "", 1).catch(() => {}), { once: true });
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return;
      if (step) {
        event.preventDefault();
        if (list.hidden) return ask();
        // One place more than there are options: the box itself.
        const places = shown.length + 1;
        choose(((active + 1 + step + places) % places) - 1);
      } else if (event.key === "Escape" && !(list.hidden && live.className)) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        go(active);
      }
    });
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
    form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) go([...list.children].indexOf(option));
    });
  });

  /* The page of results. */

  const results = doc.getElementById("search-results");
  if (results) {
    const form = doc.querySelector("main form.search");
    const status = doc.getElementById("search-status");
    const help = doc.getElementById("search-help");
    const say = results.dataset;
    let turn = 0;

    const fold = (word) => word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    // Every second part is a word.
    const marked = (text, terms) =>
      text.split(/([\p{L}\p{N}]+)/u).map((part, n) =>
        n % 2 && terms.has(fold(part)) ? make("mark", {}, part) : part);
    const show = (result, query) => {
      const terms = new Set((result.terms || query.match(/[\p{L}\p{N}]{3,}/gu) || []).map(fold));
      const item = make("li", {},
        make("h2", {}, link(address(result), result.question)),
        make("p", { class: "meta" }, result.title),
        make("p", {}, ...marked(result.summary || "", terms)));
      if (result.also?.length) {
        item.append(
          make("p", { class: "small" }, say.also),
          make("ul", { class: "small" },
            ...result.also.map((other) => make("li", {}, link(address({ ...other, url: result.url }), other.question)))));
      }
      return item;
    };
    const run = () => {
      const query = (new URLSearchParams(location.search).get("q") || "").slice(0, 300);
      const mine = ++turn;
      const finish = (text, items, helping) => {
        if (mine !== turn) return;
        status.replaceChildren(...text);
        results.replaceChildren(...(items.length ? [make("ol", {}, ...items)] : []));
        help.hidden = !helping;
      };
      form.elements.q.value = query;
      if (!query.trim()) return finish([], [], false);
      finish([say.searching], [], false);
      search(form, query, 10).then((found) => {
        const n = found.length;
        const near = n && found[0].nearest;
        const text = !n ? say.none : near ? say.nearest : n === 1 ? say.countOne : say.countOther;
        finish([fill(text, { n, query })], found.map((result) => show(result, query)), !n || near);
      }).catch(() => finish(failure(), [], true));
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.pushState(null, "", "?" + new URLSearchParams({ q: form.elements.q.value }));
      run();
    });
    addEventListener("popstate", run);
    run();
  }

  /* Open or closed: the build worked out the instants, here they are only compared. */

  const spots = [...doc.querySelectorAll("[data-hours]")];
  const day = 86400;

  // The instant as the table of hours would put it: "8 AM", with the day if it is another.
  const phrase = (instant, now, zone, today, other) => {
    const parts = (moment, options) =>
      new Intl.DateTimeFormat(doc.documentElement.lang, { timeZone: zone, ...options }).format(moment * 1000);
    const number = (name) =>
      +new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", hour: "numeric", minute: "numeric" })
        .formatToParts(instant * 1000).find(({ type }) => type === name).value;
    const h24 = number("hour");
    const minute = number("minute");
    const two = (n) => ("0" + n).slice(-2);
    const h12 = h24 % 12 || 12;
    const clock = fill(minute ? words.hourMinute : words.hour, {
      h12, h24, hh24: two(h24), mm: two(minute), half: h24 < 12 ? words.am : words.pm,
    });
    const date = { month: "long", day: "numeric" };
    const values = {
      time: fill(h12 === 1 ? words.atOne : words.at, { time: clock }),
      day: parts(instant, instant - now > 6 * day ? { weekday: "long", ...date } : { weekday: "long" }),
    };
    return fill(parts(instant, date) === parts(now, date) ? today : other, values);
  };
  // Whether people are there, or nothing when the calendar does not tell.
  const tell = ({ open, time_zone: zone }, now) => {
    const span = open.find(([, end]) => end > now);
    if (!span || span[0] - now > 14 * day) return;
    if (span[0] > now) return [phrase(span[0], now, zone, words.opensToday, words.opensDay)];
    if (span[1] - now > 7 * day) return [words.openAlways, 1];
    return [phrase(span[1], now, zone, words.openUntil, words.openUntil), 1];
  };
  const follow = (channels) => {
    const update = () => {
      for (const spot of spots) {
        let told;
        try {
          told = tell(channels.find(({ id }) => id === spot.dataset.hours), Date.now() / 1000);
        } catch {
          // No Intl, or a channel without a calendar: the table of hours stands beside it.
        }
        spot.hidden = !told;
        spot.textContent = told ? told[0] : "";
        spot.classList.toggle("open", !!told?.[1]);
      }
    };
    update();
    setInterval(update, 15000);
    doc.addEventListener("visibilitychange", update);
  };
  const start = () =>
    fetch(words.hoursUrl).then((reply) => {
      // A clock that is days off would tell people the wrong thing.
      const off = Date.parse(reply.headers.get("date")) - Date.now();
      if (!reply.ok || Math.abs(off) > day * 2000) throw 0;
      return reply.json();
    }).then(({ channels }) => follow(channels)).catch(() => {});
  if (spots.length && words.hoursUrl) {
    if ("IntersectionObserver" in window) {
      const watch = new IntersectionObserver((seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        watch.disconnect();
        start();
      }, { rootMargin: "200px" });
      spots.forEach((spot) => watch.observe(spot.parentNode));
    } else start();
  }

  /* Links to share. */

  doc.addEventListener("click", (event) => {
    const share = event.target.closest?.(".share");
    if (!share || !navigator.clipboard) return;
    navigator.clipboard.writeText(share.href).then(() => {
      share.dataset.done = words.copied;
      const said = make("span", { class: "vh", role: "status" });
      share.after(said);
      said.textContent = words.copied;
      setTimeout(() => {
        delete share.dataset.done;
        said.remove();
      }, 3000);
    }, () => {});
  });
})();
