// The Tab key, from the top of a page to its end.

/** The element that has the focus, and whether a sighted person can tell; null once the focus has left the page. */
const focused = () => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  stop.setAttribute("data-reached", "");
  const rings = (one) => {
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor);
  };
  const box = stop.getBoundingClientRect();
  return {
    name: `${stop.localName}${stop.id && "#" + stop.id} "${stop.textContent.trim().slice(0, 30)}"`,
    // The box around a search field may carry the ring for it.
    ringed: rings(stop) || (stop.matches("input") && rings(stop.parentElement)),
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};

/**
 * Presses Tab until the focus has left the page. One line a fault: a stop out of sight or without a visible ring, a
 * control that is never reached, a focus that stays.
 */
export async function walk(page, path) {
  const faults = [];
  for (let presses = 0; ; presses++) {
    if (presses === 400) return [`${path}: the focus never leaves the page`];
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    if (!stop) break;
    if (!stop.ringed) faults.push(`${path}: no ring on ${stop.name}`);
    if (!stop.inSight) faults.push(`${path}: out of sight ${stop.name}`);
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility() && !one.hasAttribute("data-reached"))
      .map((one) => one.outerHTML.slice(0, 120)));
  return [...faults, ...missed.map((html) => `${path}: not reached ${html}`)];
}
