/* What the keyboard can do on every page: / goes to the search, Escape leaves it and closes a menu, and a message can
   be closed. Whoever does not want the key switches it off on the account page; the browser keeps that. */
"use strict";

const OFF = "no-search-key";
const onIt = () => localStorage.getItem(OFF) === null;
let before = null;

const toSearch = () => {
  let box = [...document.querySelectorAll("[data-search]")].find((one) => one.checkVisibility());
  const menu = document.querySelector("details.wc-menu");
  if (!box && menu) {
    // The narrow header has it in its menu.
    menu.open = true;
    box = menu.querySelector("[data-search]");
  }
  if (box) {
    before = document.activeElement;
    box.focus();
    box.select();
  }
  return Boolean(box);
};

document.addEventListener("keydown", (event) => {
  const here = event.target;
  if (event.isComposing) {
    return;
  }
  if (event.key === "/" && onIt() && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (!here.closest("input, select, textarea, [contenteditable]") && toSearch()) {
      event.preventDefault();
    }
  } else if (event.key === "Escape") {
    const menu = here.closest("header details[open], .wc-acts[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (here.matches("[data-search]")) {
      (before?.isConnected && before !== document.body ? before : document.getElementById("main")).focus();
    }
  }
});

for (const box of onIt() ? document.querySelectorAll("[data-search]") : []) {
  box.title = box.dataset.search;
  box.setAttribute("aria-keyshortcuts", "/");
  box.parentElement.querySelector(".wc-search-key").hidden = false;
}

// What the search proposes is made by a script that most pages need not load.
for (const box of document.querySelectorAll("[data-proposals]")) {
  const propose = () => import(box.dataset.script);
  if (document.activeElement === box) {
    propose();
  } else {
    box.addEventListener("focus", propose, { once: true });
  }
}

// After an act the keyboard goes on from the row that it was about, where the address names one.
const row = location.hash.length > 1 && document.querySelector(".wc-messages") && document.getElementById(location.hash.slice(1));
if (row) {
  row.tabIndex = -1;
  row.focus();
}

for (const closer of document.querySelectorAll("[data-close]")) {
  closer.hidden = false;
  closer.addEventListener("click", () => {
    closer.closest(".wc-told").remove();
    document.getElementById("main").focus();
  });
}

for (const place of document.querySelectorAll("[data-search-key]")) {
  const box = place.querySelector("input");
  place.hidden = false;
  box.checked = onIt();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
