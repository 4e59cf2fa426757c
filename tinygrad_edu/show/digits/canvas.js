// Drawing with mouse, finger, pen and keys.
//
// What was drawn is a list of items, to be undone and to be put into the address.  An item is a
// stroke of the "pen" or "eraser", { kind, points: [x, y, x, y, …] } from 0 to 255; or a kept
// "digit", { kind, points: [index, 0] }, or "clear", which replace all before them.

// Pixels of the drawing.
const SIDE = 280;
const KINDS = { pen: "P", eraser: "E", digit: "D" };
const RADII = { pen: 11, eraser: 26 };
// Pixels over which the edge of a stroke fades.
const SOFT = 4;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const drawing = { ink: new Float32Array(SIDE * SIDE), items: [], tool: "pen", changed() {} };
const cursor = { at: [128, 128], down: false, shown: false, pointer: null };
const byte = (x) => Math.min(255, Math.max(0, Math.round(x)));

// What is still to be seen: the items since all was replaced.
function lastItems() {
  const { items } = drawing;
  const start = items.findLastIndex(({ kind }) => kind === "clear" || kind === "digit");
  return items.slice(Math.max(0, start)).filter(({ kind }) => kind !== "clear");
}

// The index of the kept digit that is shown untouched, or undefined.
function untouched() {
  const [first, ...others] = lastItems();
  return first?.kind === "digit" && !others.length ? first.points[0] : undefined;
}

function setItems(items) {
  cursor.down = false;
  cursor.pointer = null;
  drawing.items = items;
  drawing.ink.fill(0);
  for (const item of lastItems()) {
    if (item.kind === "digit") drawDigit(keptPixels(item.points[0]));
    else for (let k = 0; k < item.points.length; k += 2) drawPart(item, k);
  }
  drawing.changed();
}

const addItem = (kind, ...points) => setItems([...drawing.items, { kind, points }]);

function drawDigit(pixels) {
  const small = (place) => Math.floor((28 * place) / SIDE);
  for (let k = 0; k < SIDE * SIDE; k++) {
    drawing.ink[k] = pixels[28 * small(Math.floor(k / SIDE)) + small(k % SIDE)];
  }
}

// Ink, or none, near the line from the point before to the k-th; its edge is soft.
function drawPart({ kind, points }, k) {
  const { ink } = drawing;
  const [bx, by, ax, ay] = [k, k + 1, Math.max(0, k - 2), Math.max(1, k - 1)].map((n) => (
    ((points[n] + 0.5) * SIDE) / 256));
  const [dx, dy, reach] = [bx - ax, by - ay, RADII[kind] + SOFT];
  const from = (p, q) => Math.max(0, Math.floor(Math.min(p, q) - reach));
  const to = (p, q) => Math.min(SIDE, Math.ceil(Math.max(p, q) + reach));
  for (let y = from(ay, by); y < to(ay, by); y++) {
    for (let x = from(ax, bx); x < to(ax, bx); x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const full = Math.min(1, Math.max(0, (RADII[kind] - distance) / SOFT + 0.5));
      const at = y * SIDE + x;
      ink[at] = kind === "pen" ? Math.max(ink[at], full) : Math.min(ink[at], 1 - full);
    }
  }
}

function addPoint(x, y, starts) {
  if (starts) drawing.items.push({ kind: drawing.tool, points: [] });
  const item = drawing.items.at(-1);
  const [lastX, lastY] = item.points.slice(-2);
  const [nearX, nearY] = [byte(x), byte(y)];
  // Too near to be seen.
  if (Math.hypot(nearX - lastX, nearY - lastY) < 3) return;
  item.points.push(nearX, nearY);
  drawPart(item, item.points.length - 2);
  drawing.changed();
}

function listen(paper) {
  let outside = false;
  // A stroke ends where it leaves the paper, and another begins where it comes back.
  const draw = ({ clientX, clientY }, starts) => {
    const { left, top, width } = paper.getBoundingClientRect();
    const at = [clientX - left, clientY - top].map((x) => (x * 256) / width - 0.5);
    const was = !starts && outside;
    outside = at.some((x) => x < -0.5 || x > 255.5);
    if (!was || !outside) addPoint(...at, starts || was);
  };
  paper.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || cursor.pointer !== null) return;
    paper.setPointerCapture(event.pointerId);
    Object.assign(cursor, { pointer: event.pointerId, down: false, shown: false });
    draw(event, true);
  });
  paper.addEventListener("pointermove", (event) => {
    if (event.pointerId !== cursor.pointer) return;
    const parts = event.getCoalescedEvents?.() ?? [];
    for (const part of parts.length ? parts : [event]) draw(part, false);
  });
  paper.addEventListener("lostpointercapture", (event) => {
    if (event.pointerId === cursor.pointer) cursor.pointer = null;
  });
  paper.addEventListener("keydown", press);
}

// Arrows move the pen, space or Enter puts it down and lifts it.
function press(event) {
  const way = WAYS[event.key];
  const { at, down } = cursor;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (!(way || event.key === " " || event.key === "Enter")) return;
  event.preventDefault();
  cursor.shown = true;
  if (way) cursor.at = at.map((x, k) => byte(x + way[k] * (event.shiftKey ? 3 : 10)));
  else cursor.down = !down;
  if (cursor.down) addPoint(...cursor.at, !down);
  refresh();
}

// --- in the address ---------------------------------------------------------------------------

// Each item as the first letter of its kind, and its numbers, two hexadecimal digits each.
function drawingAsText() {
  const two = (x) => x.toString(16).padStart(2, "0");
  return lastItems().map(({ kind, points }) => KINDS[kind] + points.map(two).join("")).join("");
}

// The items of such a text; what is damaged is left out.
function itemsOf(text) {
  const found = [...text.matchAll(/([PED])((?:[\da-f]{4})+)/g)];
  return found.map(([, letter, numbers]) => ({
    kind: Object.keys(KINDS).find((kind) => KINDS[kind] === letter),
    points: numbers.match(/../g).map((two) => parseInt(two, 16)),
  })).filter(({ kind, points }) => kind !== "digit" || points[0] < state.kept.labels.length);
}
