/* Several sections on one page, each saved by itself: whoever sends one, or leaves, is asked before words in another are lost. */
"use strict";

const sections = [...document.querySelectorAll("[data-section-form]")];
const read = (one) => new URLSearchParams(new FormData(one)).toString();
const shown = new Map(sections.map((one) => [one, read(one)]));
let sent = null;

for (const one of sections) {
  one.addEventListener("submit", () => {
    sent = one;
  });
}

window.addEventListener("beforeunload", (event) => {
  if (sections.some((one) => one !== sent && read(one) !== shown.get(one))) {
    event.preventDefault();
    sent = null;
  }
});
