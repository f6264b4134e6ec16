/* Says beside a date field that a side does not work on the day chosen. The field carries its days as
   data-days-off, {"2026-12-25": "…"}; without this script the portal says it after saving. */
"use strict";

for (const input of document.querySelectorAll("[data-days-off]")) {
  const known = JSON.parse(input.dataset.daysOff);
  const hint = document.createElement("p");
  hint.className = "wc-day-warning";
  hint.setAttribute("aria-live", "polite");
  input.after(hint);
  const tell = () => {
    hint.textContent = known[input.value.trim()] ?? "";
  };
  input.addEventListener("input", tell);
  input.addEventListener("change", tell);
  tell();
}
