/* The board of projects: a card is dragged to another level, or sent there by the arrow keys from within it. Either opens
   the form that asks for the evidence; until it is saved the card stays where it is. */
"use strict";

const columns = [...document.querySelectorAll("[data-level]")];
let dragged = null;

const ask = (card, column) => {
  location.assign(`${card.dataset.move}&new=${encodeURIComponent(column.dataset.level)}`);
};

for (const card of document.querySelectorAll("[data-move]")) {
  const at = columns.indexOf(card.closest("[data-level]"));
  card.draggable = true;
  // A link has a drag of its own.
  for (const link of card.querySelectorAll("a")) {
    link.draggable = false;
  }
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.innerText);
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    columns.forEach((one) => one.classList.remove("wc-dropped-on"));
  });
  card.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && columns[at + step] && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      ask(card, columns[at + step]);
    }
  });
}

for (const column of columns) {
  column.addEventListener("dragover", (event) => {
    if (dragged && !column.contains(dragged)) {
      event.preventDefault();
      column.classList.add("wc-dropped-on");
    }
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) {
      column.classList.remove("wc-dropped-on");
    }
  });
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) {
      ask(dragged, column);
    }
  });
}
