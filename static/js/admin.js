// Gives the choosers of Django admin (select2) the names that their fields have.
"use strict";

function nameOf(field) {
  const label = document.querySelector(`label[for="${field.id}"]`);
  return field.getAttribute("aria-label") || (label ? label.textContent.replace(/[:\s]+$/, "").trim() : "");
}

function plain(list) {
  // The list holds buttons and a search field: it is no list to those who hear it.
  list.setAttribute("role", "none");
  for (const row of list.children) {
    if (row.tagName === "LI") {
      row.setAttribute("role", "none");
    }
  }
}

function mend(field) {
  const chooser = field.nextElementSibling;
  const name = nameOf(field);
  if (!chooser || !chooser.classList.contains("select2-container") || !name) {
    return;
  }
  const box = chooser.querySelector(".select2-selection");
  const shown = chooser.querySelector(".select2-selection__rendered");
  const tell = () => {
    const value = box.matches(".select2-selection--single") ? shown.textContent.replace("×", "").trim() : "";
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", value ? `${name}: ${value}` : name);
    if (shown.tagName === "UL") {
      plain(shown);
    } else {
      shown.removeAttribute("role");
      shown.removeAttribute("aria-readonly");
    }
    for (const search of chooser.querySelectorAll(".select2-search__field")) {
      search.setAttribute("aria-label", name);
    }
  };
  tell();
  new MutationObserver(tell).observe(shown, { childList: true, characterData: true, subtree: true });
}

// select2 makes them when it is ready, and again for each row that is added.
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      const field = node.nodeType === Node.ELEMENT_NODE && node.previousElementSibling;
      if (field && field.matches("select.admin-autocomplete")) {
        mend(field);
      }
    }
  }
}).observe(document.body, { childList: true, subtree: true });

// Django writes this one word in English.
const magnifier = document.querySelector("label[for=searchbar] img");
if (magnifier) {
  magnifier.alt = document.querySelector("#changelist-search [type=submit]").value;
}
