/* A date field: what was typed is told below in words, with its weekday and who does not work then; what may mean two days
   is asked; and the browser's own picker stands beside it. The portal reads the text, here as when the form is sent. */
"use strict";

const boxOf = (one) => one.closest(".wc-date");
const inputOf = (box) => box.querySelector("[data-date]");

const line = (words, name) => {
  const one = document.createElement("p");
  one.className = name;
  one.textContent = words;
  return one;
};

const choice = (words) => {
  const one = document.createElement("button");
  one.type = "button";
  one.dataset.dateReading = words;
  one.textContent = words;
  return one;
};

const tell = (box, found, { fault = true } = {}) => {
  const text = inputOf(box).value.trim();
  const lines = [];
  if (found.fault && fault) {
    lines.push(line(found.fault, "wc-field-error"));
  }
  if (found.words && found.words !== text) {
    lines.push(line(found.words, ""));
  }
  if (found.off?.length) {
    lines.push(line(found.off.join(" "), "wc-day-warning"));
  }
  if (found.readings?.length) {
    const row = document.createElement("div");
    row.className = "wc-date-readings";
    row.append(...found.readings.map(choice));
    lines.push(row);
  }
  box.querySelector("[data-date-told]").replaceChildren(...lines);
};

const read = async (box, how) => {
  const input = inputOf(box);
  const text = input.value.trim();
  if (!text) {
    tell(box, {});
    return;
  }
  const asked = new URLSearchParams({ text, kind: input.dataset.date, page: location.pathname });
  let found;
  try {
    const answer = await fetch(`${box.dataset.read}?${asked}`, { headers: { Accept: "application/json" } });
    found = await answer.json();
  } catch {
    return; // The portal says it when the form is sent.
  }
  if (input.value.trim() === text) {
    box.dataset.day = found.day ?? "";
    tell(box, found, how);
    if (how?.picked && found.written) {
      input.value = found.written;
    }
  }
};

const pick = (box) => {
  let picker = box.querySelector(".wc-date-picker");
  if (!picker) {
    picker = document.createElement("input");
    picker.type = "date";
    picker.className = "wc-date-picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    box.querySelector("[data-date-pick]").after(picker);
  }
  picker.value = box.dataset.day ?? "";
  picker.showPicker();
};

document.addEventListener("input", (event) => {
  const box = event.target.matches("[data-date]") && boxOf(event.target);
  if (box) {
    box.dataset.day = "";
    tell(box, {});
  }
});

document.addEventListener("change", (event) => {
  const box = boxOf(event.target);
  if (box && event.target.matches(".wc-date-picker")) {
    inputOf(box).value = event.target.value;
    read(box, { picked: true });
  } else if (box) {
    read(box);
  }
});

document.addEventListener("click", (event) => {
  const box = boxOf(event.target);
  const reading = event.target.closest("[data-date-reading]");
  if (reading) {
    inputOf(box).value = reading.dataset.dateReading;
    inputOf(box).focus();
    read(box);
  } else if (event.target.closest("[data-date-pick]")) {
    pick(box);
  }
});

for (const input of document.querySelectorAll("[data-date]")) {
  // What was refused stands above the field already.
  read(boxOf(input), { fault: !input.matches("[aria-invalid=true]") });
}
