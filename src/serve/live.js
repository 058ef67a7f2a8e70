// The preview's own script: reloads the page after each change and shows the findings.
(() => {
  "use strict";
  let version = null;
  const events = new EventSource("/_candor/events");
  events.addEventListener("version", (event) => {
    if (version !== null && version !== event.data) location.reload();
    version = event.data;
  });

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  const row = (finding) => {
    const item = element("li", `candor-${finding.severity}`);
    if (finding.open) {
      const place = element("a", "", finding.place);
      place.href = finding.open;
      const editor = element("a", "", "in the editor");
      editor.href = finding.editor;
      item.append(element("p", "candor-place", place, " ", editor));
    }
    item.append(element("p", "", element("strong", "", `${finding.severity} ${finding.id}`), ` ${finding.message}`));
    if (finding.cited) item.append(element("p", "candor-cited", finding.cited));
    if (finding.help) item.append(element("p", "", finding.help));
    return item;
  };

  const section = (title, findings, open) => {
    const details = element("details", "", element("summary", "", title), element("ul", "", ...findings.map(row)));
    details.open = open;
    return details;
  };

  // How something fares that no finding tells of.
  const verdictRow = ({ id, language, title, said, reason }) => {
    const name = language ? `${id} (${language})` : id;
    const why = reason ? `${said}, ${reason}` : said;
    return element("li", "candor-note", element("p", "", element("strong", "", name), ` ${why}: ${title}`));
  };

  const show = ({ summary, here, elsewhere, verdicts }) => {
    const panel = element("details", "candor-findings");
    panel.open = sessionStorage.getItem("candor-findings") !== "closed";
    panel.addEventListener("toggle", (event) => {
      if (event.target === panel) sessionStorage.setItem("candor-findings", panel.open ? "open" : "closed");
    });
    panel.append(element("summary", "", summary));
    if (here.length) panel.append(section(`On this page: ${here.length}`, here, true));
    if (elsewhere.length) panel.append(section(`Elsewhere: ${elsewhere.length}`, elsewhere, !here.length));
    const other = verdicts.filter(({ state }) => state !== "lacking");
    if (other.length) {
      const list = element("ul", "", ...other.map(verdictRow));
      panel.append(element("details", "", element("summary", "", `Not known, not written yet or waived: ${other.length}`), list));
    }
    document.body.append(panel);
  };

  const isOwn = ["candor-error", "candor-source"].some((name) => document.body.classList.contains(name));
  if (!isOwn) {
    fetch(`/_candor/findings${location.pathname}`)
      .then((response) => response.json())
      .then((panel) => {
        if (panel.here.length + panel.elsewhere.length) show(panel);
      });
  }
})();
