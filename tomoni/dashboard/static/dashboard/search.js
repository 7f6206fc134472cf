// Finds pages of the site in the browser; without this file the page is the list of them all.
"use strict";
(() => {
  const form = document.querySelector("form.find");
  const words = self.tomoniPages;
  if (!form || !words) return;
  const box = form.querySelector("input");
  const told = form.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 96));
  const pairs = (text) => {
    const out = new Set();
    for (let n = 0; n + 1 < text.length; n++) out.add(text.slice(n, n + 2));
    return out;
  };
  const items = [...document.querySelectorAll("li[data-p]")].map((item) => {
    const title = plain(item.textContent.trim());
    const text = `${title} ${plain(words[item.dataset.p] || "")}`;
    return { item, title, text, pairs: pairs(text) };
  });
  // A word that stands there as it is counts most, in the title twice; else most of its pairs have to be there.
  const weigh = (one, term) => {
    if (one.text.includes(term)) return one.title.includes(term) ? 3 : 2;
    const own = [...pairs(term)];
    if (own.length < 2) return 0;
    const hit = own.filter((pair) => one.pairs.has(pair)).length / own.length;
    return hit >= 0.6 ? hit : 0;
  };
  const look = () => {
    const terms = plain(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of items) {
      const marks = terms.map((term) => weigh(one, term));
      const fits = marks.every(Boolean);
      one.item.hidden = !fits;
      one.item.style.order = fits ? String(-Math.round(100 * marks.reduce((a, b) => a + b, 0))) : "";
      count += fits;
    }
    for (const part of document.querySelectorAll("section[data-k]")) part.hidden = !part.querySelector("li:not([hidden])");
    told.textContent = terms.length ? told.dataset[count ? "some" : "none"].replace("{n}", count) : "";
    history.replaceState(null, "", terms.length ? `?q=${encodeURIComponent(box.value)}` : location.pathname);
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", look);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    box.value = asked;
    look();
  }
})();
