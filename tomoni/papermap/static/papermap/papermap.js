// Comfort only: draw a frame on the map with the mouse. Without this file a click centres the sheet.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form.pick")) {
    for (const picture of form.querySelectorAll("input[type=image]")) {
      let start = null;
      let frame = null;
      const part = (event) => {
        const box = picture.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      };
      picture.addEventListener("dragstart", (event) => event.preventDefault());
      picture.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") { start = part(event); event.preventDefault(); } });
      window.addEventListener("pointermove", (event) => {
        if (!start) return;
        const now = part(event);
        if (!frame) { frame = document.createElement("span"); frame.className = "frame"; form.append(frame); }
        const [left, right] = [start[0], now[0]].sort((a, b) => a - b);
        const [top, bottom] = [start[1], now[1]].sort((a, b) => a - b);
        Object.assign(frame.style, {
          left: `${picture.offsetLeft + left * picture.width}px`, top: `${picture.offsetTop + top * picture.height}px`,
          width: `${(right - left) * picture.width}px`, height: `${(bottom - top) * picture.height}px`,
        });
      });
      window.addEventListener("pointerup", (event) => {
        if (!start) return;
        const [from, to] = [start, part(event)];
        start = null;
        if (frame) { frame.remove(); frame = null; }
        if (Math.hypot(from[0] - to[0], from[1] - to[1]) < 0.03) return;
        form.elements.corners.value = [...from, ...to].map((one) => one.toFixed(4)).join(",");
        const button = document.createElement("input");
        Object.assign(button, { type: "hidden", name: "do", value: "drag" });
        form.append(button);
        picture.addEventListener("click", (click) => click.preventDefault(), { once: true });
        HTMLFormElement.prototype.submit.call(form);
      });
    }
  }
})();
