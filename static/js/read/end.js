/** The end of the page, there from the start and hidden: shows itself in the words that fit the state. */
export function showEnd(end, state) {
  for (const words of end.querySelectorAll("[data-when]")) words.hidden = !words.dataset.when.split(" ").includes(state);
  end.hidden = false;
  return end.querySelector(`p[data-when=${state}]`)?.textContent ?? "";
}

/** Stops without leaving the page: the words on it stay where they are. Without a line, the form goes its own way. */
export function stopQuietly(form, stops) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    stops();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    if (!answer || (answer.type !== "opaqueredirect" && !answer.ok)) form.submit();
  });
}
