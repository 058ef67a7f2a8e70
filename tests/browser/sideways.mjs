/** In the page: what sticks out of it to a side, if it scrolls that way; null if it does not. */
export function sideways() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth && document.body.scrollWidth <= root.clientWidth) return null;
  const scrolls = (one) => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
  const inBox = ({ parentElement: above }) => above && above !== document.body && (scrolls(above) || inBox(above));
  const over = [...document.querySelectorAll("body *")].filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return !inBox(one) && (right > root.clientWidth + 0.5 || left < -0.5);
  });
  return `${root.scrollWidth - root.clientWidth} px: ${[...new Set(over.map((one) => `${one.localName}.${one.className}`))].slice(0, 5).join(", ")}`;
}
