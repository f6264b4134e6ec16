/* Says that a chosen file is too large before it is sent, so that nothing has to be typed again. The server says it too. */
"use strict";

for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.createElement("p");
  told.className = "wc-field-error";
  told.setAttribute("role", "alert");
  input.after(told);
  const look = () => {
    const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
    told.textContent = tooLarge ? input.dataset.tooLarge : "";
    if (tooLarge) {
      input.value = "";
    }
  };
  input.addEventListener("change", look);
  look();
}
