// Experiments: break the picture or the network, follow its gradient, teach it a digit.

// --- pictures of 784 pixels, from 0 to 1 -------------------------------------------------------

const clipped = (x) => Math.min(1, Math.max(0, x));
const oneHot = (digit) => new Float32Array(10).fill(1, digit, digit + 1);
const blank = () => new Float32Array(784);
const noisePixels = (seed) => blank().map(random(seed));

// In the order of random numbers.
function shuffledPixels(ink, seed) {
  const keys = noisePixels(seed);
  return ink.map((_, k) => k).sort((i, j) => keys[i] - keys[j]).map((k) => ink[k]);
}

function shiftedPixels(ink, right, down) {
  const inside = (column) => column >= 0 && column < 28;
  return ink.map((_, k) => (inside((k % 28) - right) && ink[k - right - 28 * down]) || 0);
}

// Without the ink of 7 × 7 pixels, the first of which is at (row, column).
function hiddenPatch(ink, row, column) {
  const within = (x, from) => x >= from && x < from + 7;
  return ink.map((x, k) => (within(Math.floor(k / 28), row) && within(k % 28, column) ? 0 : x));
}

// Each pixel up or down by the same amount, at random.
function jitteredPixels(ink, amount, seed) {
  const rand = random(seed);
  return ink.map((x) => clipped(x + (rand() < 0.5 ? -amount : amount)));
}

// --- what a network makes of them: net = { layers, removed } ------------------------------------

const passOf = (net, ink) => forward(net.layers, minusMean(ink, state.mean), net.removed);
const outputs = (net, ink) => passOf(net, ink).a.at(-1);

// ∂output/∂pixel.
function pixelSlopes(net, ink, digit) {
  return backward(net.layers, passOf(net, ink), oneHot(digit), net.removed).a[0];
}

// Each pixel by the same amount, so that the answer falls.
function attackedPixels(net, ink, amount) {
  const slopes = pixelSlopes(net, ink, argmax(outputs(net, ink)));
  return ink.map((x, k) => clipped(x - amount * Math.sign(slopes[k])));
}

// How the winner's activation changes with a patch hidden around each pixel that is its middle.
function occlusionMap(net, ink) {
  const out = outputs(net, ink);
  const winner = argmax(out);
  return ink.map((_, k) => {
    const place = [Math.floor(k / 28) - 3, (k % 28) - 3];
    const fits = place.every((x) => x >= 0 && x < 22);
    return fits ? outputs(net, hiddenPatch(ink, ...place))[winner] - out[winner] : 0;
  });
}

// Steps of length 1 uphill, to a picture that is more of that digit.
function climbed(net, ink, digit, steps) {
  for (let k = 0; k < steps; k++) {
    const slopes = pixelSlopes(net, ink, digit);
    const length = Math.max(lengthOf(slopes), 1e-12);
    ink = ink.map((x, j) => clipped(x + slopes[j] / length));
  }
  return ink;
}

const total = (numbers) => numbers.reduce((sum, x) => sum + x, 0);
const lengthOf = (numbers) => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
const same = (left, right) => left.every((x, k) => x === right[k]);

function correlation(left, right) {
  const [a, b] = [left, right].map((ink) => minusMean(ink, total(ink) / ink.length));
  return total(a.map((x, k) => x * b[k])) / (lengthOf(a) * lengthOf(b) || 1);
}

const keptDigit = (k) => state.kept.pixels.subarray(784 * k, 784 * k + 784);

function meanDigit(digit) {
  const { labels } = state.kept;
  // Without such a digit, the mean of all.
  const all = !labels.includes(digit);
  const rows = labels.flatMap((label, k) => (all || label === digit ? [keptDigit(k)] : []));
  return blank().map((_, j) => total(rows.map((row) => row[j])) / rows.length);
}

// How many of the kept digits are read right.
function rightOf(net) {
  const isRight = (label, k) => argmax(outputs(net, keptDigit(k))) === label;
  return state.kept.labels.filter(isRight).length;
}

// The backward pass of the cost of one picture.
function lessonOf(net, ink, digit) {
  const pass = passOf(net, ink);
  const slope = slopeOfCost(state.cost, pass.a.at(-1), oneHot(digit));
  const gradients = backward(net.layers, pass, slope, net.removed);
  return { gradients, nudged: nudges(net.layers, pass, gradients) };
}

// One step of SGD.
function teach(net, { ink, digit, rate }) {
  step(net.layers, lessonOf(net, ink, digit).nudged, rate);
}

// The five largest gradients of weights and biases: [size, layer, part, index].
function largestOf(nudged) {
  const five = [];
  nudged.forEach((parts, l) => Object.entries(parts).forEach(([part, gradient]) => (
    gradient?.forEach((x, k) => {
      if (five.length === 5 && Math.abs(x) <= five[4][0]) return;
      five.push([Math.abs(x), l, part, k]);
      five.sort(([one], [other]) => other - one).splice(5);
    }))));
  return five;
}

// --- a trial: a picture made from the drawing --------------------------------------------------

const now = { layers, removed: state.removed };
const before = { layers: trained, removed: [] };
let trial = null; // such as { kind: "shift", right: 1, down: 0 }
let base = blank(); // the drawing that it was made from
let made = null; // the picture that was made

const STARTS = {
  grey: () => blank().fill(0.5), noise: () => noisePixels(1), drawing: (ink) => ink };
const TRIALS = {
  noise: ["noise", (ink, { seed }) => noisePixels(seed)],
  shuffle: ["your pixels, shuffled", (ink, { seed }) => shuffledPixels(ink, seed)],
  shift: ["your drawing, moved", (ink, { right, down }) => shiftedPixels(ink, right, down)],
  invert: ["your drawing, inverted", (ink) => ink.map((x) => 1 - x)],
  patch: ["your drawing without a patch", (ink, { row, column }) => hiddenPatch(ink, row, column)],
  attack: ["your drawing, changed a little", (ink, { amount }) => attackedPixels(now, ink, amount)],
  dream: ["a dream", (ink, { from, digit, steps }) => (
    climbed(now, STARTS[from](ink), digit, Math.min(200, steps)))],
};

function begin(next, picture) {
  const { amount = 0, row = numberOf("row"), column = numberOf("column") } = next ?? {};
  for (const [id, value] of Object.entries({ amount, row, column })) find(id).value = value;
  trial = next;
  made = next && (picture ?? TRIALS[next.kind][1](state.drawn, next));
  showPixels(made);
}

// From row and column 0 to 21.
function hide(...place) {
  const [row, column] = place.map((x) => Math.max(0, Math.min(21, x)));
  begin({ kind: "patch", row, column });
}

// In twenty frames, or at once.
function dream() {
  const [from, digit] = [find("from").value, numberOf("more-of")];
  const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 200 : 10;
  const climb = (steps, ink) => {
    const here = { kind: "dream", from, digit, steps };
    begin(here, ink);
    if (steps < 200) requestAnimationFrame(() => trial === here
      && climb(steps + pace, climbed(now, ink, digit, pace)));
  };
  climb(0, STARTS[from](state.drawn));
}

// --- the network: neurons removed, biases off, lessons -----------------------------------------

let lessons = []; // steps of SGD: { ink, digit, rate }, of the last one also what was before
let promised = []; // lessons of an address, until its drawing is there
let seen = -1; // the version of the network on show
let version = 0; // counts its changes
let keptRight = 0; // kept digits that it reads right
const numberOf = (id) => Number(find(id).value);
const rateNow = () => [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30][numberOf("rate")];
const trainedRight = () => (before.right ??= rightOf(before));

// The trained weights, without biases and neurons that are to be without, and all lessons anew.
function rebuild(list) {
  lessons = list;
  layers.forEach(({ weight, bias }, l) => {
    weight?.set(trained[l].weight);
    bias?.set(trained[l].bias);
    if (find("unbiased").checked) bias?.fill(0);
  });
  list.forEach((lesson, k) => {
    if (k === list.length - 1) {
      Object.assign(lesson, { out: outputs(now, lesson.ink), right: rightOf(now) });
    }
    teach(now, lesson);
  });
  version += 1;
  refresh();
}

// Removes it, or puts it back.
function removeNeuron({ layer, index }) {
  if (!state.removed[layer].delete(index)) state.removed[layer].add(index);
  rebuild(lessons);
}

// Whether all are about the picture on show.
const onShow = (list) => list.every(({ ink }) => same(ink, state.ink28));

function addLessons(list) {
  const ink = state.ink28.slice();
  rebuild([...lessons, ...list.map(([digit, rate]) => ({ ink, digit, rate }))]);
}

// --- painting, after each frame ----------------------------------------------------------------

let arrows = ""; // what the red arrows were made of
let mean = null; // of the kept digits of one label
const tables = {}; // as they are
const TABS = ["break", "slope", "teach"];
let [tab] = TABS;

// Numbers in three digits, such as −0.0123.
const brief = (x) => String(Number(x.toPrecision(3))).replace("-", "−");
const saying = (out) => `${argmax(out)}, ${rounded(Math.max(...out))} sure`;
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.0095 ? 1 : 0)}\u00a0%`;

function write(words) {
  for (const [id, word] of Object.entries(words)) {
    if (find(id).textContent !== String(word)) find(id).textContent = word;
  }
}

// Rows of words; those in the first row and column are headings.
function writeTable(id, rows) {
  const cells = (words, i) => words.map((word, j) => (i && j ? `<td>${word}</td>`
    : `<th scope="${i ? "row" : "col"}">${word}</th>`)).join("");
  const html = rows.map((words, i) => `<tr>${cells(words, i)}</tr>`).join("");
  if (tables[id] !== html) find(id).innerHTML = html;
  tables[id] = html;
}

// Blue and orange, with the scale in words.
function paintScaled(id, numbers) {
  const scale = farthest(numbers);
  paintPixels(find(id), numbers, "signed", scale || 1);
  write({ [`${id}-scale`]: `colours from −${brief(scale)} to ${brief(scale)}` });
}

function paintExperiments() {
  const { drawn, ink28, answered, pass } = state;
  if (trial && state.shown !== made) begin(null);
  if (seen !== version || !same(base, drawn)) renew(drawn);
  // Not before the picture is on show that they are about.
  const current = ink28 === (state.shown ?? drawn);
  if (promised.length && answered && current) addLessons(promised.splice(0));
  const out = pass.a.at(-1);
  const sees = trial ? TRIALS[trial.kind][0] : isBlank(drawn) ? "an empty canvas" : "your drawing";
  write({ "trial-says": `The network sees ${sees}.${answered ? ` It says ${saying(out)}.` : ""}` });
  find("trial-end").hidden = !trial;
  find("experiments").classList.toggle("unasked", !answered);
  paintPixels(find("trial-sees"), ink28, "ink");
  const red = { break: paintBreak, slope: paintSlope, teach: paintTeach }[tab](out);
  const key = red ? `${numberOf("should")} ${version} ${ink28}` : "";
  if (key !== arrows) paintBackward(red || null);
  arrows = key;
}

// Another drawing, or another network: only another drawing makes another picture of a trial.
function renew(drawn) {
  const picture = same(base, drawn) ? made : undefined;
  if (seen !== version) keptRight = rightOf(now);
  seen = version;
  base = drawn.slice();
  find("map").width = 28;
  write({ "map-scale": "", "map-says": "" });
  for (const control of document.querySelectorAll("[data-ink]")) control.disabled = isBlank(drawn);
  if (trial) begin(trial, picture);
}

function paintBreak() {
  const { drawn, removed, neuron: { layer, index } } = state;
  const amount = numberOf("amount");
  const pictures = { attacked: attackedPixels(now, drawn, amount),
    jittered: jitteredPixels(drawn, amount, 1) };
  for (const [id, ink] of Object.entries(pictures)) {
    paintPixels(find(id), ink, "ink");
    write({ [`${id}-says`]: isBlank(drawn) ? "" : saying(outputs(now, ink)) });
  }
  const gone = removed.flatMap((set, l) => [...set].map((i) => nameOf(l, i)));
  write({
    "amount-is": amount,
    remove: `${removed[layer].has(index) ? "Put back" : "Remove"} ${nameOf(layer, index)}`,
    removed: gone.length ? `Removed: ${gone.join("; ")}.` : "",
    "kept-right": `Of ${state.kept.labels.length} kept digits, ${keptRight} are read right; `
      + `by the trained network ${trainedRight()}.`,
  });
  find("restore").hidden = !gone.length;
}

function mapPlaces() {
  const values = occlusionMap(now, state.drawn);
  const out = Math.max(...outputs(now, state.drawn));
  const worst = argmax(values.map((x) => -x));
  paintScaled("map", values);
  hide(Math.floor(worst / 28) - 3, (worst % 28) - 3);
  write({ "map-says": `At worst, the answer falls from ${rounded(out)} to `
    + `${rounded(out + values[worst])}.` });
}

function paintSlope(out) {
  const digit = numberOf("more-of");
  if (mean?.digit !== digit) {
    mean = { digit, ink: meanDigit(digit) };
    paintPixels(find("mean"), mean.ink, "ink");
    writeFigures(digit);
  }
  const picture = trial?.kind === "dream" ? made : STARTS[find("from").value](state.drawn);
  paintScaled("uphill", pixelSlopes(now, state.ink28, digit));
  paintPixels(find("dreamt"), picture, "ink");
  write({
    "uphill-is": brief(out[digit]),
    "dream-says": `It is ${rounded(outputs(now, picture)[digit])} sure that this is a ${digit}. `
      + `The correlation of the two pictures is ${rounded(correlation(picture, mean.ink))}.`,
  });
}

// Returns the gradients for the red arrows, if these are on show.
function paintTeach(out) {
  const [digit, rate, { ink28: ink, answered, neuron }] = [numberOf("should"), rateNow(), state];
  const kept = state.kept.labels.length;
  const { gradients, nudged } = lessonOf(now, ink, digit);
  const length = (numbers) => (numbers ? brief(lengthOf(numbers)) : "–");
  writeTable("lengths", [["layer", "weights", "biases"],
    ...nudged.map(({ weight, bias }, l) => [layers[l].name, length(weight), length(bias)])]);
  writeTable("largest", [["of", "from", "nudge"], ...largestOf(nudged).map(([, l, part, k]) => {
    const { n } = layers[l];
    const from = l ? nameOf(l - 1, k % n) : `pixel ${Math.floor((k % n) / 28)}, ${(k % n) % 28}`;
    const [i, what] = part === "bias" ? [k, "its bias"] : [Math.floor(k / n), from];
    return [nameOf(l, i), what, brief(-rate * nudged[l][part][k])];
  })]);
  const i = neuron.layer ? 0 : neuron.index;
  const row = nudged[0].weight?.subarray(784 * i, 784 * i + 784) ?? blank();
  paintScaled("nudge", row.map((x) => -rate * x));
  const column = (name, numbers, right) => [name, brief(numbers[digit]), saying(numbers),
    brief(costOf(state.cost, numbers, oneHot(digit))), right];
  const last = lessons.at(-1);
  const columns = [["network", `output for ${digit}`, "it says", "cost", `right, of ${kept} kept`]];
  columns.push(column("trained", outputs(before, ink), trainedRight()));
  if (last && same(last.ink, ink)) columns.push(column("before", last.out, last.right));
  columns.push(column("now", out, keptRight));
  writeTable("lesson", columns[0].map((_, k) => columns.map((words) => words[k])));
  const lost = onShow(lessons) ? "" : " The address keeps no steps on another picture.";
  const said = `Steps: ${lessons.length}. Kept digits read right: ${keptRight} of ${kept}.${lost}`;
  write({ "rate-is": rate, nudged: nameOf(0, i), cost: columns.at(-1)[3],
    "lesson-says": last ? said : "" });
  find("teach-once").disabled = !answered;
  find("unteach").disabled = find("untaught").disabled = !last;
  return answered && find("show-back").checked && gradients;
}

// Wherever the page quotes a figure; some have one for each digit.
function writeFigures(digit) {
  const forms = { share: percent, count: (x) => x.toLocaleString("en"), sure: rounded };
  for (const [form, words] of Object.entries(forms)) {
    for (const element of document.querySelectorAll(`[data-${form}]`)) {
      const path = element.dataset[form].replace("#", digit).split(".");
      element.textContent = words(path.reduce((part, key) => part[key], data.figures));
    }
  }
}

// --- what the reader does ----------------------------------------------------------------------

function openTab(name) {
  tab = name;
  for (const part of TABS) {
    const [button, on] = [find(`tab-${part}`), part === name];
    button.setAttribute("aria-selected", on);
    button.tabIndex = on ? 0 : -1;
    find(part).hidden = !on;
  }
  refresh();
}

function walkTabs(event) {
  const at = TABS.indexOf(tab);
  const next = { ArrowRight: at + 1, ArrowLeft: at + 2, Home: 0, End: 2 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  openTab(TABS[next % 3]);
  find(`tab-${tab}`).focus();
}

const CLICKS = {
  "trial-end"() {
    begin(null);
    find(`tab-${tab}`).focus();
  },
  "try-places": mapPlaces,
  map({ offsetX, offsetY }) {
    const place = (x) => Math.floor((28 * x) / find("map").clientWidth) - 3;
    if (!isBlank(state.drawn)) hide(place(offsetY), place(offsetX));
  },
  remove: () => removeNeuron(state.neuron),
  restore() {
    state.removed.forEach((set) => set.clear());
    rebuild(lessons);
    find("remove").focus();
  },
  climb: dream,
  "teach-once": () => addLessons([[numberOf("should"), rateNow()]]),
  unteach: () => rebuild(lessons.slice(0, -1)),
  untaught: () => rebuild([]),
};
const INPUTS = {
  amount: () => begin(numberOf("amount") ? { kind: "attack", amount: numberOf("amount") } : null),
  row: () => hide(numberOf("row"), numberOf("column")),
  column: () => INPUTS.row(),
  unbiased: () => rebuild(lessons),
};

function click(event) {
  const { id, dataset } = event.target;
  const kind = dataset.shift ? "shift" : id;
  const { seed, right, down } = trial?.kind === kind ? trial : { seed: 0, right: 0, down: 0 };
  CLICKS[id]?.(event);
  if (id.startsWith("tab-")) openTab(id.slice(4));
  if (!TRIALS[kind]) return;
  // Noise and shuffles have a number; a shift adds up.
  const [x, y] = (dataset.shift ?? "0 0").split(" ").map(Number);
  begin({ kind, seed: seed + 1, right: right + x, down: down + y });
}

const CHOICES = ["more-of", "from", "should", "rate"];
const chosen = () => CHOICES.map((id) => find(id).value);
const usual = String(chosen());

// What the address keeps: the tab, the trial, the network, and lessons on the picture on show.
stateExtras.save = () => {
  const taught = onShow(lessons) ? lessons : [];
  const kept = {
    tab: tab !== TABS[0] && tab,
    trial,
    chosen: String(chosen()) !== usual && chosen(),
    unbiased: find("unbiased").checked,
    removed: state.removed.some((set) => set.size) && state.removed.map((set) => [...set]),
    taught: taught.length && taught.map(({ digit, rate }) => [digit, rate]),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value));
};

function load({ tab: name, trial: next, chosen: values, unbiased, removed, taught }) {
  CHOICES.forEach((id, k) => {
    const { value } = find(id);
    find(id).value = values?.[k] ?? value;
    find(id).value ||= value;
  });
  state.removed.forEach((set, l) => {
    set.clear();
    for (const i of removed?.[l] ?? []) if (i < layers[l].m) set.add(i);
  });
  find("unbiased").checked = unbiased;
  promised = (taught ?? []).map(([digit, rate]) => [digit, rate]);
  rebuild([]);
  begin(next ?? null);
  openTab(TABS.includes(name) ? name : TABS[0]);
}

// A damaged address counts as none.
stateExtras.load = (saved) => {
  try {
    load(saved);
  } catch {
    load({});
  }
};

writeFigures(0);
writeTable("without", [["layer", "worst", "median", "best", "of"], ...data.figures.removed.map(
  ({ digits, ...shares }, l) => (
    [layers[l].name, ...Object.values(shares).map(percent), digits.toLocaleString("en")]))]);
find("experiments").addEventListener("click", click);
find("experiments").addEventListener("input", ({ target }) => (INPUTS[target.id] ?? refresh)());
find("tabs").addEventListener("keydown", walkTabs);
find("picture").addEventListener("keydown", ({ key }) => {
  if (key === "Delete") removeNeuron(state.neuron);
});
onFrame(paintExperiments);
