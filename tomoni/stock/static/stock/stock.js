// What list and map share: the level of a status (as listing.py has it), and how old what is said is.
var stock = {
  level: function (said, item) {
    if (said.sale_state === "paused" || said.sale_state === "ended") return said.sale_state;
    var band = said.band;
    if ("on_hand" in said) item.bands.forEach(function (b) { if (said.on_hand >= b.least) band = b.id; });
    if (said.on_hand > 0 && band === "empty") band = "few";
    if (said.sale_state === "sold_out" || band === "empty") return "out";
    return said.sale_state === "on_sale" ? (band === "few" ? "few" : "plenty") : "unknown";
  },
  age: function (moment, lang) {
    var ja = lang === "ja", then = new Date(moment || NaN), seconds = Math.max(0, (Date.now() - then) / 1000);
    if (isNaN(seconds)) return null;
    function said(count, words, short) { return ja ? Math.floor(count) + words + "前の情報" : Math.floor(count) + " " + short + " ago"; }
    return { old: seconds > 6 * 3600, text:
      seconds < 60 ? (ja ? "たった今の情報" : "just now") : seconds < 3600 ? said(seconds / 60, "分", "min") :
      seconds < 2 * 86400 ? said(seconds / 3600, "時間", "h") : seconds < 60 * 86400 ? said(seconds / 86400, "日", "days") :
      ja ? moment.slice(0, 10).replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日の情報") : "as of " + moment.slice(0, 10) };
  }
};
// A file says the moment; how long ago that is, and that a list is late, is only known when somebody reads it.
(function () {
  "use strict";
  var lang = document.documentElement.lang.slice(0, 2) === "ja" ? "ja" : "en", box = document.querySelector("[data-words]");
  function write(time, text) { (time.querySelector("[lang]") || time).textContent = text; }
  function tell() {
    document.querySelectorAll("time[data-age]").forEach(function (time) {
      var age = stock.age(time.dateTime, lang), line = time.closest(".fresh");
      if (!age) return;
      if (!time.title) time.title = time.textContent;
      write(time, age.text);
      if (age.old && line && !line.classList.contains("old")) { line.classList.add("old"); line.append(lang === "ja" ? "（古い情報）" : " (old)"); }
    });
    var head = document.querySelector("time[data-late]"), age = head && stock.age(head.dateTime, lang), main = document.querySelector("main");
    if (!age) return;
    write(head, age.text.replace("の情報", ""));
    if (!box || !box.dataset.words || main.querySelector(".problem") || Date.now() - Date.parse(head.dateTime) <= head.dataset.late * 1000) return;
    var told = document.createElement("div"), line = document.createElement("p"), mark = document.createElement("strong");
    told.className = "problem"; told.setAttribute("role", "alert"); mark.textContent = lang === "ja" ? "▲ 注意" : "▲ Note";
    line.append(mark, " " + JSON.parse(box.dataset.words).late[lang].replace("{since}", age.text)); told.append(line);
    head.closest("p").before(told);
  }
  tell();
  setInterval(tell, 30000);
}());
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
        .forEach(function (pair) { list.append(one(pair[0], pair[1], data, words, lang)); });
      told.textContent = "";
    }).catch(function () { told.textContent = box.dataset.failed; });
  }
  function add(parent, name, text, kind) {
    var made = document.createElement(name); made.textContent = text; if (kind) made.className = kind; parent.append(made); return made;
  }
  function one(away, site, data, words, lang) {
    var li = document.createElement("li"), ja = lang === "ja", notes = [], seen = "";
    add(li, "h3", site.name);
    add(li, "span", (ja ? "約" : "about ") + (away < 1000 ? Math.round(away / 10) * 10 + "m" : (away / 1000).toFixed(1) + "km"), "away");
    if (site.address) add(li, "p", site.address, "where");
    if (site.hours) add(li, "p", site.hours, "where");
    var levels = add(li, "ul", "", "levels");
    data.items.forEach(function (item) {
      var said = site.stock[item.id]; if (!said) return;
      var step = stock.level(said, item), line = add(levels, "li", item.title[lang] + " ", "s-" + step);
      add(line, "b", words.shapes[step] + " " + words.words[step][lang]);
      if ("on_hand" in said) line.append(" " + said.on_hand.toLocaleString() + (item.unit ? (ja ? "" : " ") + item.unit[lang] : ""));
      if (said.note && notes.indexOf(said.note) < 0) notes.push(said.note);
      if (said.observed_at > seen) seen = said.observed_at;
    });
    notes.forEach(function (note) { add(li, "p", note, "note"); });
    var age = stock.age(seen || data.as_of, lang);
    if (age) add(li, "p", age.text + (age.old ? (ja ? "（古い情報）" : " (old)") : ""), "fresh" + (age.old ? " old" : ""));
    var links = add(li, "p", "", "links");
    if (site.phone) add(links, "a", site.phone).href = "tel:" + site.phone.replace(/[^0-9+]/g, "");
    if (site.phone) links.append(" · ");
    add(links, "a", ja ? "地図アプリで開く" : "Open in a map app").href = "geo:" + site.lat + "," + site.lon;
    return li;
  }
}());
