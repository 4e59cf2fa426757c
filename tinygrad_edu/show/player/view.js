// How large the picture is, and what of it is seen: zoom, pan, and the cards of the step.

const graph = find("graph");
const drawing = graph.querySelector("svg");
const natural = { // in pixels; Graphviz counts in points
  width: (drawing.viewBox.baseVal.width * 4) / 3,
  height: (drawing.viewBox.baseVal.height * 4) / 3,
};
const READABLE = 0.7; // of its natural size
const RECOGNISABLE = 0.5; // while the panel shows the numbers
const MARGIN = 14; // around the cards of a step
let zoom = 1;
let chosen = null; // a zoom chosen by hand

const between = (low, x, high) => Math.max(low, Math.min(high, x));

// --- zoom -------------------------------------------------------------------------------------

// The zoom that shows so much, given as { width, height } at zoom 1.
function fitting({ width, height }) {
  return Math.min(graph.clientWidth / width, graph.clientHeight / height);
}

// The whole picture if it can be read; else its width, or as much of it as can be read.
function comfortable() {
  const whole = fitting(natural);
  if (whole > READABLE) return Math.min(1, whole);
  return between(READABLE, graph.clientWidth / natural.width, 1);
}

// Zoom; the point (x, y) of the window stays where it is.
function zoomTo(size, x, y) {
  const before = drawing.getBoundingClientRect();
  zoom = size;
  drawing.style.width = `${natural.width * zoom}px`;
  drawing.style.height = `${natural.height * zoom}px`;
  const after = drawing.getBoundingClientRect();
  graph.scrollBy({
    left: after.left - x + ((x - before.left) * after.width) / before.width,
    top: after.top - y + ((y - before.top) * after.height) / before.height,
    behavior: "instant",
  });
}

function zoomBy(factor, x, y) {
  const frame = graph.getBoundingClientRect();
  chosen = between(0.1, zoom * factor, 8);
  zoomTo(chosen, x ?? frame.left + frame.width / 2, y ?? frame.top + frame.height / 2);
  find("fit").setAttribute("aria-pressed", "false");
}

// The whole picture; and back to a size at which it can be read.
function fit() {
  const whole = find("fit").getAttribute("aria-pressed") === "false";
  chosen = whole ? Math.min(1, fitting(natural)) : null;
  find("fit").setAttribute("aria-pressed", String(whole));
  if (whole) zoomTo(chosen, 0, 0);
  else follow(true);
}

// --- the cards of the step --------------------------------------------------------------------

// The box around cards, in the picture at zoom 1, with a margin.
function around(ids) {
  const corner = drawing.getBoundingClientRect();
  const frames = ids.map((id) => find(id)?.querySelector(".frame")).filter(Boolean);
  const boxes = frames.map((frame) => frame.getBoundingClientRect());
  if (!boxes.length) return null;
  const ends = (side, most) => most(...boxes.map((box) => box[side]));
  const left = (ends("left", Math.min) - corner.left) / zoom - MARGIN;
  const top = (ends("top", Math.min) - corner.top) / zoom - MARGIN;
  const width = (ends("right", Math.max) - corner.left) / zoom - left + MARGIN;
  const height = (ends("bottom", Math.max) - corner.top) / zoom - top + MARGIN;
  return { left, top, width, height };
}

// The zoom at which all cards of a step are seen; or, where they are too far apart, those that
// receive.
function zoomFor(all, receiving) {
  const size = fitting(all) < RECOGNISABLE ? fitting(receiving) : fitting(all);
  return between(0.15, size, comfortable());
}

// Scroll until the cards of the step are seen, at a zoom that was chosen or one that lets them be.
function follow(atOnce) {
  const { from, into } = steps[now];
  const receiving = around(into.length ? into : from);
  if (!receiving) return;
  const size = chosen ?? zoomFor(around([...from, ...into]), receiving);
  if (size !== zoom) {
    const frame = graph.getBoundingClientRect();
    zoomTo(size, frame.left + frame.width / 2, frame.top + frame.height / 2);
    atOnce = true;
  }
  const boxes = [around([...from, ...into]), around(into), around(into.slice(0, 1)), receiving];
  const box = boxes.find((box) => box && fitting(box) >= zoom * 0.999) ?? receiving;
  const frame = graph.getBoundingClientRect();
  const corner = drawing.getBoundingClientRect();
  const left = off(corner.left - frame.left + box.left * zoom, box.width * zoom, graph.clientWidth);
  const top = off(corner.top - frame.top + box.top * zoom, box.height * zoom, graph.clientHeight);
  graph.scrollBy({ left, top, behavior: atOnce || calm.matches ? "instant" : "smooth" });
}

// How far to scroll: nothing if it can be seen, else until it is in the middle.
function off(start, length, room) {
  return start >= 0 && start + length <= room ? 0 : start + length / 2 - room / 2;
}

// --- pan --------------------------------------------------------------------------------------

// Drag the picture with the mouse; fingers do so by themselves.
function drag(down) {
  if (down.pointerType !== "mouse" || down.button !== 0) return;
  const start = { left: graph.scrollLeft, top: graph.scrollTop };
  let moved = false;
  function move(event) {
    const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY];
    moved ||= Math.hypot(x, y) > 4;
    if (moved) graph.scrollTo({ left: start.left - x, top: start.top - y, behavior: "instant" });
  }
  function end() {
    removeEventListener("pointermove", move);
    if (!moved) return;
    const swallow = (event) => event.stopPropagation(); // no card was meant
    graph.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => graph.removeEventListener("click", swallow, { capture: true }));
  }
  addEventListener("pointermove", move);
  addEventListener("pointerup", end, { once: true });
}

function listenToView() {
  find("smaller").addEventListener("click", () => zoomBy(1 / 1.25));
  find("larger").addEventListener("click", () => zoomBy(1.25));
  find("fit").addEventListener("click", fit);
  graph.addEventListener("pointerdown", drag);
  graph.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, { passive: false });
  addEventListener("resize", () => { fitPanel(); follow(true); }, { signal: left.signal });
}
