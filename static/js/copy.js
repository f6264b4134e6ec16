/* Puts the text above a copy button on the clipboard. Without it the text can still be selected by hand. */
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const box = button.closest("details");
  const text = box.querySelector("textarea");
  const told = box.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.focus();
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = told.dataset.copied;
    } catch {
      // No leave for the clipboard: the text is selected, ready for the keyboard's own copy.
      told.textContent = "";
    }
  });
}
