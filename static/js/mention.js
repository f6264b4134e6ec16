/* Behind @ in a comment the people whom it can name are proposed, as a list that the keyboard walks through: up and down,
   Enter or Tab takes one, Escape closes it. Without this a name is typed whole. */
"use strict";

const MOST = 6;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let list = null; // the open one: its box, its options, which is chosen, where the @ stands

const close = () => {
  if (list) {
    list.element.remove();
    list.box.removeAttribute("aria-controls");
    list.box.removeAttribute("aria-activedescendant");
    list = null;
  }
};

const choose = (number) => {
  const options = [...list.element.children];
  list.chosen = (number + options.length) % options.length;
  options.forEach((one, place) => one.setAttribute("aria-selected", String(place === list.chosen)));
  list.box.setAttribute("aria-activedescendant", options[list.chosen].id);
  options[list.chosen].scrollIntoView({ block: "nearest" });
};

const take = (option) => {
  const { box, start } = list;
  box.setRangeText(`@${option.dataset.name} `, start, box.selectionStart, "end");
  close();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

const open = (box) => {
  const before = box.value.slice(0, box.selectionStart);
  const found = before.match(/(?<![\p{L}\p{N}_])@([^@\n]{0,40})$/u);
  close();
  if (!found) {
    return;
  }
  const typed = fold(found[1]);
  const people = [...document.getElementById(box.dataset.people).options].filter((one) =>
    [one.value, one.textContent].some((words) => ` ${fold(words)}`.includes(` ${typed}`)),
  );
  if (!people.length) {
    return;
  }
  const element = document.createElement("ul");
  element.className = "wc-proposed";
  element.id = `${box.id}-people`;
  element.setAttribute("role", "listbox");
  element.setAttribute("aria-label", document.getElementById(box.dataset.people).dataset.label);
  for (const [number, one] of people.slice(0, MOST).entries()) {
    const option = document.createElement("li");
    const where = document.createElement("span");
    option.id = `${element.id}-${number}`;
    option.setAttribute("role", "option");
    option.dataset.name = one.value;
    where.className = "wc-note";
    where.textContent = one.textContent;
    option.append(one.value, " ", where);
    element.append(option);
  }
  box.after(element);
  box.setAttribute("aria-controls", element.id);
  list = { box, element, chosen: 0, start: before.length - found[0].length };
  choose(0);
};

for (const box of document.querySelectorAll("textarea[data-people]")) {
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.addEventListener("input", (event) => event.isComposing || open(box));
  box.addEventListener("compositionend", () => open(box));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list?.box !== box || event.isComposing) {
      return;
    }
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      choose(list.chosen + moves[event.key]);
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      take(list.element.children[list.chosen]);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
}

// Before the box loses the focus, which would close the list.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".wc-proposed [role=option]");
  if (option) {
    event.preventDefault();
    take(option);
  }
});
