const LONGEST = { han: 45, other: 140 }; // Chrome falls silent in an utterance of more than some fifteen seconds

const isHan = (words) => /\p{Script=Han}/u.test(words);

/** A sentence as utterances, { at, words }: whole where it is short, else cut at commas, else at a length. Marks alone are not spoken. */
export function pieces(text) {
  const longest = isHan(text) ? LONGEST.han : LONGEST.other;
  const found = [];
  for (let at = 0; at < text.length; ) {
    const words = text.length - at <= longest ? text.slice(at) : cut(text.slice(at, at + longest));
    found.push({ at, words });
    at += words.length;
  }
  return found.filter(({ words }) => /[\p{L}\p{N}]/u.test(words));
}

/** How long an utterance may take at most, in ms. */
export function patience(words, rate) {
  return (5000 + words.length * (isHan(words) ? 450 : 160)) / rate;
}

function cut(words) {
  const [, upTo] = words.match(/^([^]*[，、；：,;:—]["”’」]?\s*)/u) ?? words.match(/^([^]*\s)/u) ?? [words, words];
  return upTo.replace(/[\uD800-\uDBFF]$/, "");
}
