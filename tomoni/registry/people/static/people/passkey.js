// Joins the buttons of the passkey pages to django-allauth's WebAuthn forms, without inline scripts, and says failures.
"use strict";
const forms = window.allauth.webauthn.forms;
for (const button of document.querySelectorAll("[data-passkey]")) {
  const ids = { credential: button.dataset.credential, data: "js_data", passwordless: button.dataset.passwordless };
  ids[button.dataset.passkey.replace("Form", "")] = button.id;
  forms[button.dataset.passkey]({ ids });
  button.disabled = !window.PublicKeyCredential;
}
const told = document.getElementById("passkey-told");
if (told && !window.PublicKeyCredential) { told.hidden = false; told.textContent = told.dataset.none; }
document.addEventListener("allauth.error", (event) => {
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.textContent = told.dataset.failed;
});
