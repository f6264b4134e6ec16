/* A mail or a chat that is pasted fills in the fields around it at once. Without this the portal does so when the form is
   sent. */
"use strict";

const read = async (box) => {
  const form = box.form;
  const text = box.value;
  const file = form.querySelector("[type=file]");
  const fieldOf = (one) => one.querySelector("[type=file]").closest(".wc-field");
  const sent = new FormData(form);
  sent.delete(file.name);
  sent.set("fill", "1");
  let page;
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    page = answer.status === 200 && new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // The portal reads it when the form is sent.
  }
  const filled = page && page.querySelector("[data-paste]");
  if (!filled || box.value !== text) {
    return;
  }
  const notes = page.querySelector("[data-paste-told]");
  fieldOf(filled.form).replaceWith(fieldOf(form)); // what was chosen stays
  form.replaceChildren(...filled.form.children);
  document.querySelector("[data-paste-told]").replaceChildren(...notes.childNodes);
  (form.querySelector("[autofocus]") ?? file).focus();
};

document.addEventListener("paste", (event) => {
  if (event.target.matches("[data-paste]")) {
    setTimeout(read, 0, event.target); // once the text stands in it
  }
});
