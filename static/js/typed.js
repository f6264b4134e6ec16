/* What was typed and not yet sent: a long form keeps it on the server, of others whoever leaves is asked. The language
   switch takes it along to the same page, with the place on it and what was open. Passwords and files are never kept. */
"use strict";

const KEPT = "typed";
const HIDDEN = /(^|_)seen_version$/; // what was typed belongs to this version of the record: the portal says if it is old
const filled = (one) => one.matches("input:not([type=hidden]), select, textarea") && one.name;
// A city update saves, or asks, by itself.
const forms = [...document.querySelectorAll("main form[method=post]")].filter(
  (one) =>
    !one.matches("[data-update-form]") &&
    !one.querySelector("[type=password]") &&
    [...one.elements].some(filled),
);
// In the order of their names: on the page the two languages of a text change places with the reader's.
const fields = (form) =>
  [...form.elements]
    .filter((one) => one.type !== "file" && (filled(one) || HIDDEN.test(one.name)))
    .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
const valueOf = (one) => {
  if (one.type === "checkbox" || one.type === "radio") {
    return one.checked;
  }
  return one.multiple ? [...one.options].map((option) => option.selected) : one.value;
};
const read = (form) => JSON.stringify(fields(form).map((one) => [one.name, valueOf(one)]));
const refused = document.querySelector("main [aria-invalid=true], main .wc-form-errors") !== null;
const shown = new Map(forms.map((form) => [form, refused ? "" : read(form)]));
const changed = () => forms.filter((form) => read(form) !== shown.get(form));
const details = () => [...document.querySelectorAll("main details")];
const here = () => location.pathname + location.search;
let leaving = null;

const write = (one, value) => {
  if (typeof value === "boolean") {
    one.checked = value;
  } else if (Array.isArray(value)) {
    value.forEach((chosen, number) => (one.options[number].selected = chosen));
  } else {
    one.value = value;
  }
};

const keep = () => {
  const typed = changed().map((one) => [forms.indexOf(one), fields(one).map((field) => [field.name, valueOf(field)])]);
  const open = details().map((one) => one.open);
  sessionStorage.setItem(KEPT, JSON.stringify({ here: here(), typed, open, top: scrollY }));
};

const restore = () => {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.here !== here()) {
    return;
  }
  const boxes = details();
  if (boxes.length === kept.open.length) {
    boxes.forEach((one, number) => (one.open = kept.open[number]));
  }
  let told = false;
  for (const [number, values] of kept.typed) {
    const now = forms[number] ? fields(forms[number]) : [];
    if (now.length === values.length && now.every((one, place) => one.name === values[place][0])) {
      now.forEach((one, place) => write(one, values[place][1]));
      told = true;
    }
  }
  const words = document.querySelector("[data-typed-kept]");
  words.hidden = !told;
  words.textContent = told ? words.dataset.typedKept : "";
  const button = [...document.querySelectorAll("form[data-language] button")].find((one) => one.checkVisibility());
  button?.focus({ preventScroll: true });
  scrollTo(0, kept.top);
};

/* A draft is saved once nothing was typed for a while, and when the page is left. */
const IDLE = 2000;
const drafts = new Map();
const sent = new Set();
const save = async (form) => {
  clearTimeout(drafts.get(form));
  if (sent.has(form) || read(form) === shown.get(form)) {
    return;
  }
  const typed = read(form);
  const body = new FormData(form);
  [...form.elements].filter((one) => one.type === "file").forEach((one) => body.delete(one.name));
  body.set("draft_keep", "");
  const words = form.querySelector("[data-draft-said]");
  form.querySelector("[name=draft_held]").disabled = false;
  try {
    const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
    words.textContent = (await answer.json()).said;
    if (answer.ok) {
      shown.set(form, typed);
      form.querySelector("[name=draft_drop]").hidden = false;
    }
  } catch {
    words.textContent = words.dataset.draftSaid;
  }
};
for (const form of forms.filter((one) => one.querySelector("[data-draft-said]"))) {
  form.addEventListener("submit", () => sent.add(form));
  form.addEventListener("input", () => {
    sent.delete(form);
    clearTimeout(drafts.get(form));
    drafts.set(
      form,
      setTimeout(() => save(form), IDLE),
    );
  });
  document.addEventListener("visibilitychange", () => document.hidden && save(form));
}

document.addEventListener("submit", (event) => {
  leaving = event.target;
  if (leaving.matches("form[data-language]")) {
    leaving.elements.next.value = here() + location.hash;
    keep();
  }
});

addEventListener("beforeunload", (event) => {
  const sent = leaving;
  leaving = null;
  if (!sent?.matches("form[data-language]") && changed().some((form) => form !== sent)) {
    event.preventDefault();
  }
});

restore();
