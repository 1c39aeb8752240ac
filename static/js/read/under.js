import { texts } from "./places.js";

/** The place of the character at this point of the window, -1 where there is none. A reading stands for its character. */
export function placeUnder(paragraph, target, x, y) {
  const ruby = target.closest("ruby");
  let before = 0;
  for (const node of texts(paragraph)) {
    const place = ruby ? (ruby.contains(node) ? 0 : -1) : characterUnder(node, x, y);
    if (place >= 0) return before + place;
    before += node.length;
  }
  return -1;
}

function characterUnder(node, x, y) {
  const isUnder = (from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return Array.from(range.getClientRects()).some((box) => box.left <= x && x < box.right && box.top <= y && y < box.bottom);
  };
  let [from, to] = [0, node.length];
  if (!isUnder(from, to)) return -1;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (isUnder(from, middle)) to = middle;
    else from = middle;
  }
  return from;
}
