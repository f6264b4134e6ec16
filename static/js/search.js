/* What the search proposes while one types, in a list below its field: arrows choose, Enter opens, Escape closes the list.
   Without it the field leads to the page of results, as it does while nothing is chosen. */
"use strict";

const WAIT = 150; // milliseconds without a letter
const enough = (text) => [...text].length > 1 || /[가-힣ㄳㄵㄶㄺ-ㅀㅄ]/.test(text);

for (const field of document.querySelectorAll("[data-proposals]")) {
  const list = document.getElementById(`${field.id}-list`);
  const told = document.createElement("span"); // how many there are, to those who hear the page
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let timer;
  let asked = "";

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option?.id ?? "");
  };
  const show = (is) => {
    list.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    choose(is ? chosen() : null);
    if (!is) {
      told.textContent = "";
    }
  };
  const close = () => {
    clearTimeout(timer);
    asked = "";
    show(false);
  };

  const ask = async (isWriting) => {
    const text = field.value.trim();
    const words = new URLSearchParams({ strand: field.dataset.strand, q: text });
    asked = text;
    let page = "";
    try {
      const answer = await fetch(`${field.dataset.proposals}?${words}`);
      page = answer.redirected || !answer.ok ? "" : (await answer.text()).trim();
    } catch {
      // Out of reach: the page of results will say so.
    }
    // Half a syllable finds nothing: what was proposed before it stays.
    if (asked !== text || document.activeElement !== field || (!page && isWriting)) {
      return;
    }
    list.innerHTML = page;
    options().forEach((option, number) => (option.id = `${list.id}-${number}`));
    show(page !== "");
    told.textContent = list.querySelector("p[hidden]")?.textContent.trim() ?? "";
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("autocomplete", "off");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  if (document.activeElement === field && enough(field.value.trim()) && field.value !== field.defaultValue) {
    ask(); // typed before this was loaded
  }
  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    field.form.append(told);
    if (enough(field.value.trim())) {
      timer = setTimeout(ask, WAIT, event.isComposing);
    } else {
      close();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") {
      choose(all[(at + 1) % all.length]);
    } else if (event.key === "ArrowUp") {
      choose(all.at(at < 0 ? -1 : at - 1));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && at >= 0) {
      all[at].click();
    } else {
      return;
    }
    event.preventDefault();
  });
  // A click on an option comes before the field has lost the keyboard.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  field.addEventListener("blur", close);
}
