"use strict";
// The examples name the site by a word to replace; here stands the address of this very site instead.
(() => {
  const main = document.querySelector("[data-place]");
  if (!main || !location.protocol.startsWith("http")) return;
  const site = new URL(main.dataset.root, location.href).href.replace(/\/$/, "");
  for (const code of main.querySelectorAll("pre code")) {
    code.textContent = code.textContent.replaceAll(main.dataset.place, site);
  }
  for (const note of main.querySelectorAll("[data-replace]")) note.hidden = true;
  for (const button of main.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      button.textContent = button.dataset.done;
    });
  }
})();
