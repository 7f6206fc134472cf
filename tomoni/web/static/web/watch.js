// Only while an author watches (tomoni up --watch): the page loads anew when it was made anew, and faults stand on top.
"use strict";
(() => {
  const page = decodeURI(location.pathname);
  const box = document.createElement("div");
  box.setAttribute("role", "alert");
  box.className = "problem";
  let mark = null;
  let said = "";
  const look = async () => {
    try {
      const now = await (await fetch(`/watch.json?page=${encodeURIComponent(page)}`, { cache: "no-store" })).json();
      if (mark !== null && now.page !== mark) return location.reload();
      mark = now.page;
      const faults = now.faults.map((one) => (document.documentElement.lang === "en" ? one.en : one.ja));
      if (faults.join("\n") !== said) {
        said = faults.join("\n");
        box.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
        if (faults.length) document.querySelector("main")?.prepend(box);
        else box.remove();
      }
    } catch {
      // The server is being started again.
    }
    setTimeout(look, 700);
  };
  look();
})();
