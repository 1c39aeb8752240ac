// Where words stand on the page. A place inside a paragraph counts UTF-16 units of its own words, without the readings above them.
import { sentences } from "./sentences.js";

/** The words of `paragraph` as told, without readings. */
export function wordsOf(paragraph) {
  return texts(paragraph).map((node) => node.data).join("");
}

/** The Range from place `from` to place `to` of `paragraph`, to light it or to scroll to it. */
export function stretch(paragraph, from, to) {
  const range = document.createRange();
  const [first, last] = [spot(paragraph, from, true), spot(paragraph, to, false)];
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset);
  return range;
}

/** The sentences of `paragraph` that are whole, in turn: { paragraph, from, to, text }. With `isWhole` what is left behind them is one too. */
export function sentencesOf(paragraph, isWhole) {
  const words = wordsOf(paragraph);
  const found = sentences(words);
  const rest = words.slice(found.join("").length);
  if (isWhole && rest.trim()) found.push(rest);
  let from = 0;
  return found.map((text) => ({ paragraph, from, to: (from += text.length), text }));
}

export function texts(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("rt, rp") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function spot(paragraph, place, isStart) {
  const nodes = texts(paragraph);
  let before = 0;
  for (const node of nodes) {
    const end = before + node.length;
    if (isStart ? place < end : place <= end) return { node, offset: place - before };
    before = end;
  }
  const node = nodes.at(-1) ?? paragraph;
  return { node, offset: node.length ?? 0 };
}

/** The readings above the words from place `from` to place `to`. */
export function readingsOf(paragraph, from, to) {
  const readings = Array.from(paragraph.querySelectorAll("rt"));
  if (!readings.length) return [];
  const range = stretch(paragraph, from, to);
  return readings.filter((rt) => range.intersectsNode(rt.parentElement.firstChild)).map((rt) => rt.textContent);
}
