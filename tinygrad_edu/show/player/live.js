// Values that can be changed: by hand, in a card or in a panel of their own.

// --- what stays still -------------------------------------------------------------------------

// The sentence that says why values cannot be changed; "" if they can.
function whyStill(page) {
  const { still, tensors } = page.live;
  if (still) return still;
  const unknown = tensors.find(({ op }) => op && !Object.hasOwn({ ...LOCAL, ...WHOLE }, op));
  if (unknown) return `Values stay still here: ${unknown.op} has no rule in this page.`;
  return same(page) ? "" : "Values stay still here: the page cannot compute all that it shows.";
}

// --- changing a value -------------------------------------------------------------------------

const values = { // of the page, once it has been read
  page: null,
  recorded: null,
  first: [], // of the leaves: what "reset" brings back
  still: "",
  picked: null, // the entry i of tensor k, and what there was when it was picked
};

const nameOf = (t, i) => (t.shape.length ? `${t.name}[${indexOf(t.shape, i).join(", ")}]` : t.name);

function indexOf(shape, i) {
  return shape.map((size, axis) => Math.floor(i / count(shape.slice(axis + 1))) % size);
}

// Pick a number: from now on the panel of values is about it.
function pick(k, i) {
  const { live, edges } = values.page;
  const { values: found, gradients } = evaluate(live, edges);
  const slope = gradients[k] ? gradients[k].entries[i] : null;
  values.picked = { k, i, start: live.tensors[k].value[i], slope, loss: found.at(-1).entries[0] };
  openValues();
  find("which").value = `${k} ${i}`;
  paintValues();
}

function openValues(open = true) {
  if (find("values").hidden !== open) return;
  find("values").hidden = !open;
  find("change").setAttribute("aria-expanded", String(open));
  fitPanel();
}

function putAway() {
  values.picked = null;
  openValues(false);
  find("change").focus();
  if (!values.still) paintValues();
}

// Give the picked number another value.
function change(x) {
  const { k, i } = values.picked;
  if (!Number.isFinite(x)) return;
  values.page.live.tensors[k].value[i] = x;
  computeAnew();
}

function reset() {
  values.page.live.tensors.forEach((t, k) => {
    if (t.changes) t.value = [...values.first[k]];
  });
  computeAnew();
  pick(values.picked.k, values.picked.i);
}

// The whole page with the values of now; where all are as recorded, what was recorded.
function computeAnew() {
  const { page, recorded } = values;
  const before = structuredClone(recorded);
  page.arrays.forEach((array, k) => Object.assign(array, before.arrays[k]));
  page.steps.forEach((step, k) => {
    step.says = before.steps[k].says;
    step.asks = before.steps[k].asks;
    if (asking.said.has(k) && isChanged(values.first)) asking.said.set(k, ""); // of other numbers
  });
  for (const [id, { slots }] of Object.entries(page.nodes)) {
    slots.flat().forEach((state, k) => { state.sum = before.nodes[id].slots.flat()[k].sum; });
  }
  if (isChanged(recorded.live.tensors.map(({ value }) => value))) recompute(page);
  const spoken = find("live");
  spoken.setAttribute("aria-live", "off"); // or each change would be a long speech
  paint();
  spoken.setAttribute("aria-live", "polite");
  paintArrows();
  paintTable();
  paintValues();
}

function isChanged(from) {
  return values.page.live.tensors.some(({ value = [] }, k) =>
    value.some((x, i) => x !== from[k][i]));
}

// How much a key, a button, or a few pixels change a number: about a tenth of it.
function changeBy({ k, i, start }) {
  const largest = Math.max(...values.first[k].map(Math.abs));
  return 10 ** Math.floor(Math.log10(Math.abs(start) || largest || 1) - 0.5);
}

// So many of these changes from a number, without the dust of rounding.
const changed = (x, n, by) => Number((x + n * by).toPrecision(12));

function nudge(n) {
  const { k, i } = values.picked;
  change(changed(values.page.live.tensors[k].value[i], n, changeBy(values.picked)));
}

// --- painting ---------------------------------------------------------------------------------

function paintValues() {
  const { page, first, picked } = values;
  page.live.tensors.forEach((t, k) => {
    if (!t.changes) return;
    texts(find(t.id), "text.value").forEach((text, i) => toggle(text, {
      picked: picked?.k === k && picked.i === i,
      changed: t.value[i] !== first[k][i],
    }));
  });
  find("reset").disabled = !isChanged(first);
  if (!picked) return;
  const field = find("amount");
  const value = page.live.tensors[picked.k].value[picked.i];
  if (number(field.value) !== value) field.value = exactly(value);
  find("promise").textContent = promise();
}

const number = (text) => Number(text.trim().replace("−", "-").replace(",", ".") || NaN);
const signed = (text) => (/^(−|≈|0$)/.test(text) ? text : `+${text}`);

// What the gradient had promised for the change of the picked number, and what happened.
function promise() {
  const { live } = values.page;
  const { k, i, start, slope, loss } = values.picked;
  const [t, root] = [live.tensors[k], live.tensors.at(-1)];
  const by = Number((t.value[i] - start).toPrecision(12));
  const name = nameOf(t, i);
  if (!by) return slope === null ? "" : `∂${live.letter}/∂${name} = ${numbers([slope])[0]}`;
  const moved = `${name} ${by < 0 ? "−" : "+"} ${exactly(Math.abs(by), 4)}: `;
  if (count(root.shape) !== 1 || live.seed[0] !== 1) return `${moved}all was computed anew.`;
  const now = evaluate(live, values.page.edges).values.at(-1).entries[0];
  const [promised, happened] = numbers([(slope ?? 0) * by, now - loss], Math.abs(now)).map(signed);
  const end = `${live.letter} moved by ${happened}.`;
  if (slope === null) return `${moved}no gradient was computed for it; ${end}`;
  return `${moved}the gradient promised ${live.letter} ${promised}; ${end}`;
}

const drawn = new Map(); // the label and the tip of each arrow as they were drawn

// The numbers and the widths of arrows.
function paintArrows() {
  const { page, recorded } = values;
  const { parts } = evaluate(page.live, page.edges);
  const { parts: first } = evaluate(recorded.live, page.edges);
  const sizes = Object.values(first).map(rootMeanSquare);
  const lowest = sizes.some((size) => size > 0 && size < 1e-3) ? -6 : -3; // as in picture/dot.py
  for (const [use, part] of Object.entries(parts)) {
    const group = find(use);
    const share = (Math.log10(rootMeanSquare(part)) - lowest) / -lowest;
    const width = (1.2 + 3.3 * between(0, share || 0, 1)).toFixed(1);
    group.querySelector("path:not(.ahead)")?.setAttribute("stroke-width", width);
    if (part.entries.length > 1) continue;
    const [before] = numbers(first[use].entries);
    const [after] = numbers(part.entries);
    const anew = (words) => words.replace(` = ${before}\u00a0`, ` = ${after}\u00a0`);
    for (const text of texts(group, "text")) {
      if (!drawn.has(text)) drawn.set(text, text.textContent);
      text.textContent = anew(drawn.get(text));
    }
    for (const link of texts(group, "a")) {
      if (!drawn.has(link)) drawn.set(link, link.getAttributeNS(XLINK, "title"));
      link.setAttributeNS(XLINK, "title", anew(`${drawn.get(link)}\u00a0`).trim());
    }
  }
}

const XLINK = "http://www.w3.org/1999/xlink";
const rootMeanSquare = ({ entries }) => Math.hypot(...entries) / Math.sqrt(entries.length);

// The table of all steps.
function paintTable() {
  for (const tr of document.querySelectorAll("#all tbody tr[data-step]")) {
    const step = steps[tr.dataset.step];
    tr.cells[2].replaceChildren(...step.says.map(sentence));
    const blocks = step.rows.flat();
    const ends = blocks.filter(({ kind }) => ["made", "result", "sum"].includes(kind));
    const cells = (ends.length ? ends : blocks).flatMap(({ array }) => arrays[array].rows.flat());
    tr.cells[3].querySelectorAll("td").forEach((td, k) => { td.textContent = cells[k]; });
  }
}

// --- what the reader does ---------------------------------------------------------------------

// A number in a card: drag it left or right, or press it and type.
function listenToNumber(text, k, i) {
  text.classList.add("changes");
  text.addEventListener("click", (event) => event.stopPropagation());
  text.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    down.stopPropagation(); // it drags no picture
    down.preventDefault();
    if (values.picked?.k !== k || values.picked.i !== i) pick(k, i);
    const start = values.page.live.tensors[k].value[i];
    let dragged = false;
    text.setPointerCapture(down.pointerId);
    function move(event) {
      const n = Math.round((event.clientX - down.clientX) / 6);
      dragged ||= n !== 0;
      if (dragged) change(changed(start, n, changeBy(values.picked)));
    }
    function end() {
      text.removeEventListener("pointermove", move);
      if (dragged && down.pointerType !== "mouse") return; // no keyboard on top of the page
      find("amount").focus();
      find("amount").select();
    }
    text.addEventListener("pointermove", move);
    text.addEventListener("pointerup", end, { once: true });
    text.addEventListener("pointercancel", end, { once: true });
  });
}

function pressInValues(event) {
  event.stopPropagation(); // these keys do not lead to other steps
  const { k, i, start } = values.picked ?? {};
  if (event.key === "Escape" && values.picked && values.page.live.tensors[k].value[i] !== start) {
    change(start);
  } else if (event.key === "Escape") {
    putAway();
  } else if (event.target.id === "amount" && event.key === "Enter") {
    pick(k, i); // the next change starts from here
  } else if (event.target.id === "amount" && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    nudge(event.key === "ArrowUp" ? 1 : -1);
  } else {
    return;
  }
  event.preventDefault();
}

function listenToValues(page) {
  values.page = page;
  values.recorded = structuredClone(page);
  values.still = whyStill(page);
  const panel = find("values");
  panel.addEventListener("keydown", pressInValues);
  find("away").addEventListener("click", putAway);
  find("change").addEventListener("click", () => {
    if (!panel.hidden) return putAway();
    if (values.still) openValues();
    else pickFirst();
    follow(true);
  });
  panel.classList.toggle("still", Boolean(values.still));
  find("promise").textContent = values.still;
  find("keys").append(` ${values.still || "Drag a number of a leaf, or press it and type, to change it."}`);
  if (values.still) return;
  const leaves = [...page.live.tensors.entries()].filter(([, t]) => t.changes);
  for (const [k, t] of leaves) {
    texts(find(t.id), "text.value").forEach((text, i) => listenToNumber(text, k, i));
    const group = document.createElement("optgroup");
    group.label = t.name;
    for (const i of range(t.value.length)) group.append(new Option(nameOf(t, i), `${k} ${i}`));
    find("which").append(group);
  }
  const pickChosen = () => pick(...find("which").value.split(" ").map(Number));
  function pickFirst() {
    pickChosen();
    find("amount").focus();
    find("amount").select();
  }
  find("which").addEventListener("change", pickChosen);
  find("amount").addEventListener("input", (event) => change(number(event.target.value)));
  find("amount").addEventListener("change", paintValues); // what is no number goes
  find("less").addEventListener("click", () => nudge(-1));
  find("greater").addEventListener("click", () => nudge(1));
  find("reset").addEventListener("click", reset);
  for (const [k, value] of Object.entries(page.given ?? {})) page.live.tensors[k].value = value;
  values.first = page.live.tensors.map(({ value }) => value && [...value]);
  if (page.given) computeAnew();
}
