// A button that copies the text of the field it names; it shows itself only where that works, else selecting is enough.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else document.execCommand("copy"); // over plain http browsers have no clipboard object
      button.textContent = button.dataset.done;
    } catch { /* the text stays selected, to be copied by hand */ }
  });
}
