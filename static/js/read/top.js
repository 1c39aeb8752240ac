/** Remembers which words stand at the top of the window; the answer brings them back there after all paragraphs changed. */
export function keepsPlace(article) {
  const place = Array.from(article.children).findIndex((paragraph) => paragraph.getBoundingClientRect().bottom > 0);
  if (place < 0) return () => {};
  const { top, height } = article.children[place].getBoundingClientRect();
  const part = Math.max(0, -top) / height;
  return () => {
    const now = article.children[place]?.getBoundingClientRect();
    if (now) scrollBy({ top: now.top + part * now.height - (top + part * height), behavior: "instant" });
  };
}
