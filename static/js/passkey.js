/* Fills a form with a passkey: the browser makes one, or signs with one, once its reader shows a finger, a face or a PIN.
   Where it cannot, the form stays hidden. */
"use strict";

const canPasskeys = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function readOptions(form) {
  if (!form.dataset.options) {
    return JSON.parse(document.getElementById("passkey-options").textContent);
  }
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function askFor(form) {
  const { publicKey } = await readOptions(form);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

for (const form of canPasskeys ? document.querySelectorAll("[data-passkey]") : []) {
  const told = form.querySelector("[data-failed]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify(await askFor(form));
      form.submit();
    } catch {
      told.textContent = told.dataset.failed;
    }
  });
}
for (const words of canPasskeys ? document.querySelectorAll("[data-without-passkeys]") : []) {
  words.hidden = true;
}
