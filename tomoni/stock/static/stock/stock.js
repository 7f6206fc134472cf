// Near me: asks for the place only when the button is pressed, rounds it to about 100 m, and goes to the same page with it.
// On a copy without a server the list is put in order here, and the place does not leave the machine.
(function () {
  "use strict";
  var box = document.querySelector("[data-near]");
  if (!box || !navigator.geolocation) return;
  var button = box.querySelector("button"), told = box.querySelector("[data-told]");
  box.hidden = false;
  button.addEventListener("click", function () {
    told.textContent = box.dataset.wait;
    navigator.geolocation.getCurrentPosition(found, function () { told.textContent = box.dataset.refused; },
      { maximumAge: 60000, timeout: 15000 });
  });
  function found(where) {
    var lat = where.coords.latitude.toFixed(3), lon = where.coords.longitude.toFixed(3);
    if (document.querySelector(".stock-ask")) {
      var asked = new URLSearchParams(location.search);
      asked.set("lat", lat); asked.set("lon", lon); asked.delete("cursor"); asked.delete("area");
      location.search = asked.toString();
    } else here(+lat, +lon);
  }
  function far(a, b, c, d) {
    var r = Math.PI / 180, x = Math.sin((c - a) * r / 2), y = Math.sin((d - b) * r / 2);
    return 12742018 * Math.asin(Math.sqrt(Math.min(1, x * x + Math.cos(a * r) * Math.cos(c * r) * y * y)));
  }
  function here(lat, lon) {
    fetch(box.dataset.near).then(function (got) { return got.json(); }).then(function (data) {
      var words = JSON.parse(box.dataset.words), lang = document.documentElement.lang.slice(0, 2) === "ja" ? "ja" : "en";
      var list = document.querySelector(".stock-list"); list.textContent = "";
      data.sites.filter(function (s) { return "lat" in s; })
        .map(function (s) { return [far(lat, lon, s.lat, s.lon), s]; })
        .sort(function (a, b) { return a[0] - b[0]; }).slice(0, 50)
        .forEach(function (pair) { list.append(one(pair[0], pair[1], data.items, words, lang)); });
      told.textContent = "";
    }).catch(function () { told.textContent = box.dataset.failed; });
  }
  function add(parent, name, text, kind) {
    var made = document.createElement(name); made.textContent = text; if (kind) made.className = kind; parent.append(made); return made;
  }
  function one(away, site, items, words, lang) {
    var li = document.createElement("li");
    add(li, "h3", site.name);
    add(li, "span", away < 1000 ? Math.round(away / 10) * 10 + "m" : (away / 1000).toFixed(1) + "km", "away");
    if (site.address) add(li, "p", site.address, "where");
    var levels = add(li, "ul", "", "levels");
    items.forEach(function (item) {
      var said = site.stock[item.id]; if (!said) return;
      var step = level(said, item), line = add(levels, "li", item.title[lang] + " ", "s-" + step);
      add(line, "b", words.shapes[step] + " " + words.words[step][lang]);
      if ("on_hand" in said) line.append(" " + said.on_hand);
    });
    return li;
  }
  function level(said, item) {
    if (said.sale_state === "paused" || said.sale_state === "ended") return said.sale_state;
    var band = said.band;
    if ("on_hand" in said) item.bands.forEach(function (b) { if (said.on_hand >= b.least) band = b.id; });
    if (said.on_hand > 0 && band === "empty") band = "few";
    if (said.sale_state === "sold_out" || band === "empty") return "out";
    if (said.sale_state === "on_sale") return band === "few" ? "few" : "plenty";
    return "unknown";
  }
}());
