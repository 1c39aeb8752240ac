export const isHan = (words) => /\p{Script=Han}/u.test(words);

/** A sentence as utterances, { at, words }, for Chrome falls silent after some fifteen seconds: cut at commas, else at a length. Marks alone are not spoken. */
export function pieces(text) {
  const longest = isHan(text) ? 45 : 140;
  const found = [];
  for (let at = 0, words; at < text.length; at += words.length) {
    words = text.slice(at, at + longest);
    if (at + longest < text.length) words = /^[^]*[，、；：,;:—]["”’」]?\s*/u.exec(words)?.[0] ?? /^[^]*\s/u.exec(words)?.[0] ?? words;
    found.push({ at, words });
  }
  return found.filter(({ words }) => /[\p{L}\p{N}]/u.test(words));
}
