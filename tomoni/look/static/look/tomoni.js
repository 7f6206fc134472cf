// Enhancements only: every page is complete without this file.
"use strict";
(() => {
  const ja = document.documentElement.lang.startsWith("ja");
  const say = (a, b) => (ja ? a : b);
  const key = (cell) => {
    const text = cell.textContent.trim();
    const plain = text.replace(/[,，人件%％]/g, "").replace("−", "-");
    const day = text.match(/^(\d{4})年(\d+)月(\d+)日/);
    if (day) return day[1] * 10000 + day[2] * 100 + +day[3];
    return plain !== "" && isFinite(plain) ? +plain : text;
  };
  const compare = (a, b) => (typeof a === typeof b ? (typeof a === "number" ? a - b : a.localeCompare(b, "ja")) : typeof a === "number" ? -1 : 1);

  for (const table of document.querySelectorAll("table[data-sort]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.title = say("並べ替え", "Sort");
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [key(row.cells[column]), row]);
        rows.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  for (const area of document.querySelectorAll(".copy textarea")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = say("コピー", "Copy");
    button.addEventListener("click", async () => {
      area.select();
      try {
        await navigator.clipboard.writeText(area.value);
        button.textContent = say("コピーしました", "Copied");
      } catch {
        document.execCommand("copy");
      }
    });
    area.closest(".copy").append(button);
  }

  for (const chart of document.querySelectorAll("svg[data-v]")) {
    const rows = chart.dataset.v.split("|").map((row) => row.split(","));
    const names = (chart.dataset.n || "").split("|");
    const step = chart.dataset.k === "week" ? 7 : 1;
    const start = new Date(chart.dataset.d + "T00:00:00Z");
    const box = chart.closest(".c-box");
    const unit = (value) => (ja || value !== 1 ? chart.dataset.u : chart.dataset.u.replace(/^people$/, "person").replace(/s$/, ""));
    let tip = null;
    const drop = () => {
      if (tip) tip.remove();
      tip = null;
    };
    chart.addEventListener("pointerleave", drop);
    chart.addEventListener("pointermove", (event) => {
      const style = getComputedStyle(chart);
      const frame = chart.getBoundingClientRect();
      const left = parseFloat(style.paddingLeft);
      const wide = frame.width - left - parseFloat(style.paddingRight);
      const at = Math.floor(((event.clientX - frame.left - left) / wide) * rows[0].length);
      if (at < 0 || at >= rows[0].length) return drop();
      const day = new Date(+start + at * step * 864e5);
      const label = ja ? `${day.getUTCMonth() + 1}月${day.getUTCDate()}日` : day.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
      const lines = rows.map((row, n) => `${names[n] || ""} ${row[at] === "" || row[at] === undefined ? say("データなし", "no data") : row[at] === "*" ? "*" : Number(row[at]).toLocaleString("en") + (ja ? "" : " ") + unit(+row[at])}`);
      if (!tip) {
        tip = document.createElement("div");
        tip.className = "c-tip";
        tip.setAttribute("aria-hidden", "true");
        box.append(tip);
      }
      tip.replaceChildren(...[label, ...lines].flatMap((line, n) => (n ? [document.createElement("br"), line] : [line])));
      const inside = box.getBoundingClientRect();
      const x = event.clientX - inside.left;
      tip.style.left = `${Math.min(Math.max(0, x + 12), inside.width - tip.offsetWidth)}px`;
      tip.style.top = `${event.clientY - inside.top + 16}px`;
    });
  }

  // Without a connection a page that was opened before is shown as it was then, and says so.
  const root = new URL("../", document.currentScript ? document.currentScript.src : document.querySelector("script[src]").src);
  if ("serviceWorker" in navigator && self === top) navigator.serviceWorker.register(new URL("sw.js", root)).catch(() => {});
  const note = document.createElement("p");
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = say("インターネットにつながっていません。前に開いたときの内容を表示しています。", "No connection. This is the page as it was when you last opened it.");
  const connection = () => (navigator.onLine || location.pathname.endsWith("/offline.html") ? note.remove() : document.querySelector("main")?.prepend(note));
  addEventListener("online", connection);
  addEventListener("offline", connection);
  connection();

  // Announcements begin and end at their times, also on a page that was made before.
  const turn = () => {
    for (const banner of document.querySelectorAll("[data-from], [data-until]")) {
      const { from, until } = banner.dataset;
      banner.hidden = (from && Date.now() < Date.parse(from)) || (until && Date.now() >= Date.parse(until)) || false;
    }
  };
  turn();
  if (document.querySelector("[data-from], [data-until]")) setInterval(turn, 15000);
})();
