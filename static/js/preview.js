/* A move that is previewed: what moves with the new days stands on the page as soon as they are typed. */
"use strict";

const form = document.querySelector("form[data-previews]");
let asked = 0;

const ask = async () => {
  const number = ++asked;
  const sent = new URLSearchParams(new FormData(form));
  sent.set("preview", "1");
  let page;
  try {
    const answer = await fetch(location.href, { method: "POST", body: sent });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // The button asks again.
  }
  const made = page.querySelector("form[data-previews]");
  if (!made || number !== asked) {
    return;
  }
  form.elements.seen_preview.value = made.elements.seen_preview.value;
  for (const part of ["[data-preview]", "[data-preview-buttons]"]) {
    form.querySelector(part).replaceChildren(...made.querySelector(part).childNodes);
  }
  if (form.elements.seen_preview.value) {
    form.querySelector("[name=preview]")?.remove();
  }
};

form.addEventListener("change", (event) => {
  if (event.target.closest(".wc-date")) {
    setTimeout(ask); // Once what was picked stands in the field.
  }
});
if (form.dataset.previews && !form.querySelector("[aria-invalid=true]")) {
  ask();
}
