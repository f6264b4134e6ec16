/* The fields of food and access needs are shut until their delegate agrees above them; what is shut is not sent. Without
   this script the portal says it after saving. */
"use strict";

for (const box of document.querySelectorAll("[data-after-consent]")) {
  const form = box.closest("form");
  const shut = () => {
    box.disabled = form.elements.told.value !== "here";
  };
  form.addEventListener("change", shut);
  addEventListener("pageshow", shut); // a browser that goes back fills in what was chosen
  shut();
}
