/** A form is sent once, however often it is tapped. Coming back to it with "back" asks for a new story: a new key. */
export function sendOnce(form) {
  let isSent = false;

  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    event.submitter?.classList.add("busy");
  });
  addEventListener("pageshow", (event) => {
    const [way] = performance.getEntriesByType("navigation");
    if (!event.persisted && way?.type !== "back_forward") return;
    isSent = false;
    form.elements.request_key.value = newKey();
    for (const button of form.querySelectorAll(".busy")) button.classList.remove("busy");
  });
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
