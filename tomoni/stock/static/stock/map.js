// The map: MapLibre with the tiles this community has configured; a shape for each state, drawn here, so that colour is
// never the only sign. The list has the same content.
(function () {
  "use strict";
  var box = document.getElementById("map");
  if (!box || !window.maplibregl) return;
  var lang = document.documentElement.lang.slice(0, 2) === "ja" ? "ja" : "en", words = JSON.parse(box.dataset.words);
  var credit = document.createElement("span"); credit.textContent = box.dataset.credit;
  box.textContent = "";
  var map = new maplibregl.Map({
    container: box, center: [138, 36], zoom: 4,
    style: { version: 8, sources: { tiles: { type: "raster", tiles: [box.dataset.tiles], tileSize: 256, attribution: credit.innerHTML } },
      layers: [{ id: "tiles", type: "raster", source: "tiles" }] }
  });
  map.addControl(new maplibregl.NavigationControl());
  var looks = { plenty: ["#197a4b", "circle"], few: ["#c74700", "triangle"], out: ["#595959", "cross"], paused: ["#595959", "square"], ended: ["#595959", "bar"], unknown: ["#767676", "ring"] };
  function picture(colour, shape) {
    var c = document.createElement("canvas"), g; c.width = c.height = 36; g = c.getContext("2d");
    g.lineWidth = 3; g.strokeStyle = "#fff"; g.fillStyle = colour; g.beginPath();
    if (shape === "circle" || shape === "ring") g.arc(18, 18, 12, 0, 7);
    else if (shape === "triangle") { g.moveTo(18, 4); g.lineTo(32, 30); g.lineTo(4, 30); g.closePath(); }
    else if (shape === "square") g.rect(7, 7, 22, 22);
    else if (shape === "bar") g.rect(5, 14, 26, 9);
    if (shape === "cross") {
      [["#fff", 10], [colour, 6]].forEach(function (l) { g.strokeStyle = l[0]; g.lineWidth = l[1]; g.beginPath(); g.moveTo(8, 8); g.lineTo(28, 28); g.moveTo(28, 8); g.lineTo(8, 28); g.stroke(); });
    } else if (shape === "ring") { g.strokeStyle = colour; g.lineWidth = 5; g.fillStyle = "#fff"; g.fill(); g.stroke(); } else { g.fill(); g.stroke(); }
    return g.getImageData(0, 0, 36, 36);
  }
  var order = ["plenty", "few", "unknown", "paused", "out", "ended"];
  map.on("load", function () {
    fetch(box.dataset.feed).then(function (got) { return got.json(); }).then(function (data) {
      Object.keys(looks).forEach(function (name) { map.addImage(name, picture(looks[name][0], looks[name][1]), { pixelRatio: 2 }); });
      var bounds = new maplibregl.LngLatBounds(), kept = data.features.filter(function (f) { return f.geometry; });
      kept.forEach(function (f) {
        var best = order.length - 1, lines = [], seen = "";
        data.items.forEach(function (item) {
          var said = f.properties.stock[item.id]; if (!said) return;
          var step = stock.level(said, item); best = Math.min(best, order.indexOf(step));
          lines.push(item.title[lang] + ": " + words.shapes[step] + " " + words.words[step][lang] + ("on_hand" in said ? " " + said.on_hand.toLocaleString() + (item.unit ? item.unit[lang] : "") : ""));
          if (said.observed_at > seen) seen = said.observed_at;
        });
        var age = stock.age(seen || data.as_of, lang); if (age) lines.push(age.text);
        f.properties = { name: f.properties.name, level: Object.keys(f.properties.stock).length ? order[best] : "unknown", lines: lines.join("\n") };
        bounds.extend(f.geometry.coordinates);
      });
      map.addSource("sites", { type: "geojson", data: { type: "FeatureCollection", features: kept } });
      map.addLayer({ id: "sites", type: "symbol", source: "sites", layout: { "icon-image": ["get", "level"], "icon-allow-overlap": true } });
      if (kept.length) map.fitBounds(bounds, { padding: 40, maxZoom: 14, animate: false });
      box.dataset.ready = "1";
      map.on("click", "sites", function (e) {
        var p = e.features[0].properties, node = document.createElement("div"), b = document.createElement("b");
        b.textContent = p.name; node.append(b);
        p.lines.split("\n").forEach(function (t) { var d = document.createElement("div"); d.textContent = t; node.append(d); });
        new maplibregl.Popup().setLngLat(e.features[0].geometry.coordinates).setDOMContent(node).addTo(map);
      });
    }).catch(function () { box.dataset.failed = "1"; });
  });
}());
