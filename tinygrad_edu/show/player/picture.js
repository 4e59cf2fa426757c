// What the cards and arrows show at the step `now`: classes are toggled, and numbers written.

function toggle(element, states) {
  for (const [name, on] of Object.entries(states)) element.classList.toggle(name, Boolean(on));
}

const texts = (group, kind) => [...group.querySelectorAll(kind)];

// --- cards ------------------------------------------------------------------------------------

// Numbers and sums keep their right edge when others take their place; it is measured when first
// needed.
function write(text, words) {
  if (text.textContent === words) return;
  const atRight = text.matches(".sum") || /^[−+()?.\de∞na≈ ]+$/.test(words);
  if (atRight && text.getAttribute("text-anchor") !== "end") {
    const box = text.getBBox();
    text.setAttribute("x", box.x + box.width);
    text.setAttribute("text-anchor", "end");
  }
  text.textContent = words;
}

const originals = new Map(); // the words with which each text was drawn

// Write the numbers of a state into a card; those with which it was drawn, if it brings none.
function fill(group, kind, state) {
  const found = texts(group, kind);
  for (const text of found) if (!originals.has(text)) originals.set(text, text.textContent);
  const cells = state.text ? [state.text] : arrays[state.array]?.rows.flat();
  const missing = (text) => (cells && kind !== "text.value" ? "" : originals.get(text));
  found.forEach((text, k) => write(text, cells?.[k] ?? missing(text)));
}

const reached = (states) => states.filter((state) => state.step <= seen());

function paintValue(group, states) {
  const there = reached(states);
  const last = there[there.length - 1];
  for (const part of texts(group, ".value")) toggle(part, { hidden: !last });
  for (const words of texts(group, '.waiting[data-slot="value"]')) toggle(words, { there: !last });
  if (last) fill(group, "text.value", last);
  toggle(group, { unmade: !last, moved: there.length > 1 });
}

function paintGradient(group, states, slot) {
  const there = reached(states);
  const last = there[there.length - 1];
  for (const part of texts(group, `.gradient[data-slot="${slot}"]`)) {
    toggle(part, { hidden: !last, partly: last && there.length < states.length });
  }
  for (const words of texts(group, `.waiting[data-slot="${slot}"]`)) toggle(words, { there: !last });
  if (!last) return;
  fill(group, `.number[data-slot="${slot}"]`, last);
  for (const sum of texts(group, `.sum[data-slot="${slot}"]`)) write(sum, last.sum);
}

function paintCard(id, { slots, value }) {
  const group = find(id);
  if (!group) return;
  const { from, into } = steps[now];
  paintValue(group, value);
  slots.forEach((states, slot) => paintGradient(group, states, slot));
  toggle(group, { from: from.includes(id), into: into.includes(id) });
}

// --- arrows -----------------------------------------------------------------------------------

// An arrow is idle until its op runs, and points forward until a gradient comes back along it.
function paintArrow(group) {
  const runs = steps.findIndex((step) => step.part === "forward" && step.uses.includes(group.id));
  toggle(group, {
    idle: runs > now,
    waits: edges[group.id] > seen(),
    now: steps[now].uses.includes(group.id),
  });
}

function paintPicture() {
  toggle(find("graph"), { forward: steps[now].part === "forward" });
  for (const [id, card] of Object.entries(nodes)) paintCard(id, card);
  for (const group of document.querySelectorAll("#graph g.edge")) paintArrow(group);
}
