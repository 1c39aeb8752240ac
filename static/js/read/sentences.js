const SENTENCE = /[^]*?(?:[。！？!?…]+[”’」』"')）]*|\.+[”’"')]*(?=\s)|\n)\s*/gu;

/** The whole sentences that `text` begins with. */
export function sentences(text) {
  return text.match(SENTENCE) ?? [];
}
