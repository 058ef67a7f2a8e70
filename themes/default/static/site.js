// Candor: the search box, "Open now", links to share. Every page is complete without it.
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
  // A connection may hang without an end; later a search finds what came meanwhile.
  const late = () => new Promise((_, fail) => setTimeout(fail, 20000));
  const search = (form, query, options) => {
    const { searchEngine, searchIndex } = form.dataset;
    if (!engine) {
      const root = searchIndex.replace(/search\/[^/]*\/?([^/]*\.json)?$/, "");
      const get = async (path, fresh) => {
        const reply = await fetch(root + path, fresh ? { cache: "reload" } : {});
        if (!reply.ok) throw Error(path);
        return reply.text();
      };
      const script = make("script", { src: searchEngine });
      engine = new Promise((done, fail) => {
        script.onload = done;
        script.onerror = fail;
        doc.head.append(script);
        // A damaged script loads, too.
      }).then(() => CandorSearch(get, lang));
      engine.catch(() => {
        engine = null;
        script.remove();
      });
    }
    const results = engine.then(async (found) => {
      const results = await found.search(query, options);
      // The rest of a small index, for a connection that may end.
      if (results.length && !kept && !navigator.connection?.saveData) {
        kept = true;
        (window.requestIdleCallback || setTimeout)(() => found.keep().catch(() => (kept = false)));
      }
      return results;
    });
    return Promise.race([results, late()]);
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
      live.className = "vh";
      live.replaceChildren();
      // Said once the typing rests, not at every letter.
      timer = setTimeout(() => {
        live.className = style;
        live.replaceChildren(...said);
      }, 400);
      if (list.hidden) return;
      // A phone's keyboard covers what is low.
      const height = window.visualViewport?.height ?? innerHeight;
      if (list.getBoundingClientRect().bottom > height) height < innerHeight ? form.scrollIntoView() : list.scrollIntoView({ block: "nearest" });
    };
    const close = () => open([], []);
    const ask = async () => {
      const query = input.value;
      const mine = ++turn;
      const isAwaited = () => mine === turn && doc.activeElement === input;
      clearTimeout(timer);
      if (!query.trim()) return close();
      try {
        const found = await search(form, query, { limit: 6, sentences: 0 });
        const rows = found.map(({ url, anchor, question, title }) => [address(url, anchor), question, title]);
        const note = found[0]?.nearest || !rows.length ? words.listedNone : "";
        // Half a word is like none.
        if (note && isAwaited() && /(^|\s)\S{0,4}$/.test(query)) return close();
        // Few, so that the way to a person is in sight.
        if (note && words.reach) rows.splice(3, rows.length, [words.reach, words.reachTitle, words.reachText]);
        const n = rows.length;
        if (isAwaited()) {
          open(
            rows.map(([href, text, small], at) =>
              make("li", { id: "answer-" + at, role: "option", "aria-selected": false, "data-href": href },
                text, make("small", {}, small))),
            [(note && note + " ") + fill(n === 1 ? words.listedOne : words.listedOther, { n })], "vh", note);
        }
      } catch {
        if (isAwaited()) open([], failure(), "note");
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
      // What is on its way or chosen belongs to other words.
      turn++;
      choose(-1);
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const used = step || (event.key === "Escape" ? !list.hidden || live.childNodes.length : event.key === "Enter" && active >= 0);
      if (!used || event.isComposing || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const places = list.children.length + 1;
      if (!step) event.key === "Enter" ? go(list.children[active]) : close();
      else if (list.hidden) ask();
      else choose(((active + 1 + step + places) % places) - 1);
    });
    // A note with a link stays for those who go on to it with the Tab key.
    form.addEventListener("focusout", (event) => (!list.hidden || !form.contains(event.relatedTarget)) && close());
    form.addEventListener("submit", close);
    for (const part of [list, live]) part.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => go(event.target.closest("li")));
  });

  // For the script of the page of results.
  window.CandorSite = { address, failure, fill, link, make, search };

  // Open or closed: the build worked out the instants, in seconds.
  const day = 86400;
  const phrase = (instant, now, offsets, zone, today, other) => {
    // As the clock on the channel's wall shows it: the build knows how far that is from UTC.
    const ahead = (moment) => offsets.filter(([from]) => from <= moment).pop()[1];
    const local = (moment) => new Date((moment + ahead(moment)) * 1000).toISOString();
    const at = local(instant);
    const [, month, n, hh24, mm] = at.split(/\D/);
    const h24 = +hh24;
    const h12 = h24 % 12 || 12;
    const time = fill(+mm ? words.hourMinute : words.hour, { h12, h24, hh24, mm, half: h24 < 12 ? words.am : words.pm });
    const named = !+mm && { 0: words.midnight, 12: words.noon }[h24];
    const weekday = words.days.split("|")[new Date(at).getUTCDay()];
    const date = { day: weekday, n: +n, month: words.months.split("|")[month - 1] };
    return fill(at.slice(0, 10) === local(now).slice(0, 10) ? today : other, {
      // Whose own clock shows another time is told which this is.
      time: (named || fill(h12 === 1 ? words.atOne : words.at, { time }).replace(/ /g, "\xa0")) +
        (new Date(instant * 1000).getTimezoneOffset() * -60 === ahead(instant) ? "" : " (" + zone + ")"),
      day: instant - now > 6 * day ? fill(words.date, date) : weekday,
    });
  };
  // What to say and whether it is open, if known.
  const tell = ({ open, offsets }, zone, now, end) => {
    const span = open.find((one) => one[1] > now);
    if (!span || span[0] - now > 14 * day) return;
    if (span[0] > now) return [phrase(span[0], now, offsets, zone, words.opensToday, words.opensDay)];
    const left = span[1] - now;
    if (left > 7 * day) return [words.openAlways, 1];
    // There the file ends, not the hours.
    if (span[1] === end) return;
    const until = left > day ? words.openUntilDay : words.openUntil;
    return [phrase(span[1], now, offsets, zone, until, until), 1];
  };
  const spots = [...doc.querySelectorAll("[data-hours]")];
  const follow = async () => {
    const reply = await fetch(words.hoursUrl, { cache: "no-cache" });
    // The phone's clock may be wrong; if it is days off, or the server's is, say nothing.
    const ahead = Date.parse(reply.headers.get("date")) / 1000 + +reply.headers.get("age") - Date.now() / 1000 || 0;
    if (Math.abs(ahead) > 2 * day) return;
    const clock = () => Date.now() / 1000 + (Math.abs(ahead) > 120 ? ahead : 0);
    const { from, days, channels } = await reply.json();
    const end = Date.parse(from) / 1000 + days * day;
    const update = () => {
      for (const spot of spots) {
        let told;
        try {
          told = tell(channels.find((channel) => channel.id === spot.dataset.hours), spot.dataset.zone, clock(), end);
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

  // A menu that covers the page gives way.
  const menu = doc.querySelector("details.menu");
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.firstElementChild.focus();
  });
  menu?.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });

  // Another language keeps the query and the place.
  doc.querySelectorAll(".langs a").forEach((other) =>
    other.addEventListener("click", () => ([other.search, other.hash] = [location.search, location.hash])));

  // Long addresses break before the "@".
  doc.querySelectorAll('main [href^="mailto:"]').forEach(({ firstChild }) => {
    const at = firstChild?.data?.indexOf("@");
    if (at > 0) firstChild.splitText(at).before(make("wbr"));
  });

  // Links to share are copied, too.
  const said = make("p", { class: "toast", role: "status" });
  let silence;
  doc.body.append(said);
  doc.addEventListener("click", async (event) => {
    const share = event.target.closest(".share");
    if (!share) return;
    try {
      await navigator.clipboard.writeText(share.href);
      clearTimeout(silence);
      said.replaceChildren();
      // The same words are read out again if they are new.
      setTimeout(() => (said.textContent = words.copied), 50);
      silence = setTimeout(() => said.replaceChildren(), 4000);
    } catch {
      // A plain link, then.
    }
  });
})();
