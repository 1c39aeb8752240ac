// A piece of the story is a list of its code points, each with how it is read: { point, reading }. A place in it is a place in the list.

export function pieceOf(text, readings) {
  return Array.from(text, (point, place) => ({ point, reading: readings?.[place] || null }));
}

export function textOf(piece) {
  return piece.map(({ point }) => point).join("");
}
