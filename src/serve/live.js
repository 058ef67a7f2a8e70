// The preview's own script: reloads the page after each change and shows the findings.
(() => {
  "use strict";
  let version = null;
  const events = new EventSource("/_candor/events");
  events.addEventListener("version", (event) => {
    if (version !== null && version !== event.data) location.reload();
    version = event.data;
  });

  const show = (text) => {
    const panel = document.createElement("details");
    panel.className = "candor-findings";
    panel.open = sessionStorage.getItem("candor-findings") !== "closed";
    panel.addEventListener("toggle", () => {
      sessionStorage.setItem("candor-findings", panel.open ? "open" : "closed");
    });
    const summary = document.createElement("summary");
    summary.textContent = text.trim().split("\n").pop();
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    pre.textContent = text;
    panel.append(summary, pre);
    document.body.append(panel);
  };

  fetch("/_candor/findings.txt")
    .then((response) => response.text())
    .then((text) => {
      if (text && !document.body.classList.contains("candor-error")) show(text);
    });
})();
