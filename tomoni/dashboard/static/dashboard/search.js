// Finds pages of the site in the browser; without this file the page is the list of them all.
"use strict";
(() => {
  const form = document.querySelector("form.find");
  const words = self.tomoniPages;
  if (!form || !words) return;
  const root = new URL("..", document.currentScript.src);
  const box = form.querySelector("input");
  const told = form.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 96));
  const pairs = (text) => {
    const out = new Set();
    for (let n = 0; n + 1 < text.length; n++) out.add(text.slice(n, n + 2));
    return out;
  };
  const known = (item, own, isExtra) => {
    const title = plain(item.textContent.trim());
    const text = `${title} ${plain(own)}`;
    return { item, title, text, pairs: pairs(text), isExtra };
  };
  const items = [...document.querySelectorAll("li[data-p]")].map((item) => known(item, words[item.dataset.p] || "", false));
  // A word that stands there as it is counts most, in the title twice; else most of its pairs have to be there. Words with
  // blanks between them are found by how they begin.
  const weigh = (one, term) => {
    const isLatin = /^[a-z0-9]+$/.test(term);
    const has = (text) => (isLatin ? new RegExp(`(^|[^a-z0-9])${term}`).test(text) : text.includes(term));
    if (has(one.text)) return has(one.title) ? 3 : 2;
    const own = [...pairs(term)];
    if (isLatin || own.length < 2) return 0;
    const hit = own.filter((pair) => one.pairs.has(pair)).length / own.length;
    return hit >= 0.6 ? hit : 0;
  };
  const look = () => {
    const terms = plain(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of items) {
      const marks = terms.map((term) => weigh(one, term));
      const fits = marks.every(Boolean) && (terms.length > 0 || !one.isExtra);
      one.item.hidden = !fits;
      one.item.style.order = fits ? String(-Math.round(100 * marks.reduce((a, b) => a + b, 0))) : "";
      count += fits;
    }
    for (const part of document.querySelectorAll("section[data-k]")) part.hidden = !part.querySelector("li:not([hidden])");
    told.textContent = terms.length ? told.dataset[count ? "some" : "none"].replace("{n}", count) : "";
    history.replaceState(null, "", terms.length ? `?q=${encodeURIComponent(box.value)}` : location.pathname);
  };
  // What other rooms offer comes when somebody begins to type; it is listed only where it fits.
  const today = new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 10); // in Japan
  const add = () => {
    const lists = {};
    for (const [kind, path, title, of, own, until, isJapanese] of self.tomoniMore || []) {
      if (until && until < today) continue;
      if (!lists[kind]) {
        const part = document.createElement("section");
        part.dataset.k = "";
        part.hidden = true;
        part.append(document.createElement("h2"), document.createElement("ul"));
        part.firstChild.textContent = kind;
        lists[kind] = part.lastChild;
        lists[kind].className = "found";
        document.querySelector("main").append(part);
      }
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = new URL(path, isJapanese ? root : new URL("..", location.href));
      link.textContent = title;
      if (of) link.append(" ", Object.assign(document.createElement("small"), { textContent: of }));
      item.append(link);
      item.dataset.p = path;
      item.hidden = true;
      lists[kind].append(item);
      items.push(known(item, own, true));
    }
    look();
  };
  const fetchMore = () => {
    const script = document.createElement("script");
    script.src = form.dataset.more;
    script.addEventListener("load", add);
    document.head.append(script);
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", fetchMore, { once: true });
  box.addEventListener("input", look);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    box.value = asked;
    fetchMore();
    look();
  }
})();
