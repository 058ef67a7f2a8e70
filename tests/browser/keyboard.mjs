// The Tab key, from the top of a page to its end.

/** Presses of Tab between two looks at how far they led. */
const STRIDE = 10;

/**
 * In the page: before each press of Tab, notes what has the focus and whether a sighted person can tell. By then the
 * page has settled around it. `window.tabbed()` says what was noted so far.
 */
function note() {
  const stops = [];
  const seen = new Set();
  let isOver = false;
  const rings = (one) => {
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor);
  };
  const look = () => {
    const stop = document.activeElement;
    const isNone = !stop || stop === document.body;
    // The focus has left the page, or begins again at its top.
    if (isNone ? stops.length : seen.has(stop)) isOver = true;
    if (isNone || isOver) return;
    seen.add(stop);
    const box = stop.getBoundingClientRect();
    stops.push({
      name: `${stop.localName}${stop.id && "#" + stop.id} "${stop.textContent.trim().slice(0, 30)}"`,
      href: stop.getAttribute("href"),
      // The box around a search field may carry the ring for it.
      ringed: rings(stop) || (stop.matches("input") && rings(stop.parentElement)),
      inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    });
  };
  addEventListener("keydown", ({ key }) => { if (key === "Tab") look(); }, true);
  window.tabbed = () => ({
    stops,
    isOver: isOver || (stops.length > 0 && document.activeElement === document.body),
    missed: [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility() && !seen.has(one))
      .map((one) => one.outerHTML.slice(0, 120)),
  });
}

/**
 * Presses Tab until the focus has left the page. One line a fault: a stop out of sight or without a visible ring, a
 * control that is never reached, a focus that stays, another first stop than the skip link.
 */
export async function walk(page, path) {
  await page.evaluate(note);
  for (let presses = 0; presses < 400; presses += STRIDE) {
    for (let n = 0; n < STRIDE; n++) await page.keyboard.press("Tab");
    const { stops, isOver, missed } = await page.evaluate(() => window.tabbed());
    if (!isOver) continue;
    const faults = stops.flatMap(({ name, ringed, inSight }) =>
      [...(ringed ? [] : [`no ring on ${name}`]), ...(inSight ? [] : [`out of sight ${name}`])]);
    if (stops[0].href !== "#main") faults.push(`the first stop is ${stops[0].name}`);
    return [...faults, ...missed.map((html) => `not reached ${html}`)].map((fault) => `${path}: ${fault}`);
  }
  return [`${path}: the focus never leaves the page`];
}

/** Follows the skip link with Enter: the focus goes to the main part, and on from there with Tab. One line a fault. */
export async function skip(page, path) {
  await page.locator('a[href="#main"]').first().focus();
  await page.keyboard.press("Enter");
  const arrived = await page.evaluate(() => document.activeElement.localName);
  await page.keyboard.press("Tab");
  const isBehind = await page.evaluate(() =>
    Boolean(document.querySelector("main").compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING));
  const faults = [];
  if (arrived !== "main") faults.push(`the skip link leads to ${arrived}`);
  if (!isBehind) faults.push("the stop behind the skip link lies in front of the main part");
  return faults.map((fault) => `${path}: ${fault}`);
}
