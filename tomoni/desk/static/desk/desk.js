// Comfort only: every form works without this file. Drag and drop, progress of an upload, and a word when a look is left.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    const area = form.querySelector(".drop");
    const box = form.querySelector(".progress");
    const bar = box.querySelector("progress");
    const words = box.querySelector("span");
    const over = (on) => (event) => { event.preventDefault(); area.classList.toggle("over", on); };
    area.addEventListener("dragenter", over(true));
    area.addEventListener("dragover", over(true));
    area.addEventListener("dragleave", over(false));
    area.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
    form.addEventListener("submit", (event) => {
      if (!window.XMLHttpRequest || !input.files.length) return;
      event.preventDefault();
      const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
      box.hidden = false;
      bar.hidden = size > Number(form.dataset.limit);
      box.classList.toggle("problem", bar.hidden);
      if (bar.hidden) { words.textContent = form.dataset.large; return; }
      const request = new XMLHttpRequest();
      form.querySelector("button").disabled = true;
      request.upload.addEventListener("progress", (step) => {
        if (!step.lengthComputable) return;
        bar.value = (step.loaded / step.total) * 100;
        words.textContent = `${Math.floor(bar.value)}%`;
      });
      request.upload.addEventListener("load", () => { bar.removeAttribute("value"); words.textContent = document.documentElement.lang === "en" ? "Reading…" : "読んでいます…"; });
      const cut = () => { bar.hidden = true; box.classList.add("problem"); words.textContent = form.dataset.cut; form.querySelector("button").disabled = false; };
      request.addEventListener("load", () => {
        if (request.status < 400 && request.responseURL) { location.href = request.responseURL; return; }
        document.open(); document.write(request.responseText); document.close();
      });
      request.addEventListener("error", cut);
      request.open("POST", form.action);
      request.send(new FormData(form));
    });
  }
  const look = document.querySelector("[data-look]");
  if (look) {
    let staying = false;
    document.addEventListener("submit", () => { staying = true; });
    addEventListener("pagehide", () => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      if (staying || !token || !navigator.sendBeacon) return;
      const body = new FormData();
      body.append("csrfmiddlewaretoken", token.value);
      navigator.sendBeacon(look.dataset.look, body);
    });
  }
})();
