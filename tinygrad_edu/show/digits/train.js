// The training page: it starts the worker that trains, and shows what that tells.

const data = JSON.parse(find("data").textContent);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const CONTROLS = ["rate", "batch", "depth", "size-1", "size-2", "first", "seed"];
// How far from 0 the first weights may be, in 1 / √inputs: the framework's own are within ± 1.
const SPREAD = { default: 1, small: 0.01, large: 30, zeros: 0 };

// The settings of the controls; `run` counts the networks, `wanted` says whether one is to train.
let [settings, run, wanted] = [{}, 0, false];
// What the worker told last; its curves as [step, cost, accuracy], those of the training before,
// and the best accuracy of all.
let [live, points, old, best] = [null, [], [], 0];
// The recorded training while it is watched, a frame of it, and the timer while it plays.
let [film, frame, playing] = [null, 0, false];
// What is painted, `live` or a frame; whether that is asked for; the pixels of the digits.
let [view, asked] = [null, false];
let train, test;

const inkOf = (pixels, r) => (
  Float32Array.from(pixels.subarray(784 * r, 784 * r + 784), (p) => p / 255));

function say(words) {
  find("said").textContent = words;
}

// --- the settings -----------------------------------------------------------------------------

function readControls() {
  const number = (id) => Number(find(id).value);
  for (const control of document.querySelectorAll("[type=number]")) {
    control.value = between(control.min, Math.round(control.value), control.max);
  }
  return {
    rate: Number((10 ** number("rate")).toPrecision(2)),
    batch: number("batch"),
    speed: number("speed"),
    hidden: [number("size-1"), number("size-2")].slice(0, number("depth")),
    first: find("first").value,
    seed: number("seed"),
  };
}

// The address holds them, too.
function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [id, text] of parts) {
    if (!CONTROLS.includes(id) || (id !== "first" && !(text >= 0))) continue;
    const control = find(id);
    const before = control.value;
    control.value = id === "rate" ? Math.log10(between(0.01, text, 100)) : text;
    control.value ||= before;
  }
  change();
  const at = data.recording && parts.get("frame");
  if (!(at > 0)) return false;
  frame = at - 1;
  watch(true);
  return true;
}

function writeAddress() {
  const parts = CONTROLS.map((id) => `${id}=${settings[id] ?? find(id).value}`);
  if (film) parts.push(`frame=${frame + 1}`);
  try { history.replaceState(null, "", `#${parts.join("&")}`); } catch { /* not in a frame */ }
}

// A change of what a training starts from starts another one.
function change() {
  const begins = ({ hidden, first, seed }) => String([hidden, first, seed]);
  const before = begins(settings);
  settings = readControls();
  tell("set", settings);
  if (before !== begins(settings)) startAgain();
  showSettings();
  writeAddress();
}

function showSettings() {
  const { rate, hidden } = settings;
  find("run").textContent = wanted ? "Pause" : "Run";
  find("rate-now").textContent = rate;
  find("rate").setAttribute("aria-valuetext", rate);
  for (const k of [1, 2]) find(`size-${k}`).parentElement.hidden = k > hidden.length;
}

// --- the worker -------------------------------------------------------------------------------

const source = `"use strict";${random}${find("worker").textContent}`;
const worker = new Worker(URL.createObjectURL(new Blob([source])));
const tell = (kind, more) => worker.postMessage({ kind, ...more });

worker.onmessage = ({ data: state }) => {
  if (state.run !== run) return;
  const { step: taken, rows } = state;
  points.push(...state.points);
  best = largestOf(points.map((point) => point[2]), best);
  const [, cost, accuracy] = points.at(-1);
  const nudged = rows ? nudgedBy(live.layers, state) : taken === live?.step && live.nudged;
  const end = Math.max(taken, 50);
  live = { ...state, points, old, cost, accuracy, nudged, end, kind: "squared error" };
  if (!film) view = live;
  if (rows) say(summary());
  soon();
};

// A step took rate × gradient off each weight: the gradients come from what it changed.
function nudgedBy(before, { layers: after, rows }) {
  const { rate } = settings;
  const slope = (one, other) => one.map((x, k) => (x - other[k]) / rate);
  const layers = before.map(({ n, m, weight, bias }, l) => (
    { n, m, weight: slope(weight, after[l].weight), bias: slope(bias, after[l].bias) }));
  return { rate, rows, layers };
}

// The first weights of the framework, uniform within ± 1 / √inputs, or others to try.
function firstWeights({ hidden, first, seed }) {
  const rand = random(seed);
  const sizes = [784, ...hidden, 10];
  return sizes.slice(1).map((m, l) => {
    const n = sizes[l];
    const bound = SPREAD[first] / Math.sqrt(n);
    const drawn = (size) => Float32Array.from({ length: size }, () => bound * (2 * rand() - 1));
    return { n, m, weight: drawn(n * m), bias: drawn(m) };
  });
}

function startAgain() {
  run += 1;
  if (points.length > 1) old = points;
  points = [];
  tell("start", { layers: firstWeights(settings), seed: settings.seed, run });
  say(`A new network: ${[784, ...settings.hidden, 10].join(", ")}.`);
}

function runOrPause() {
  wanted = !wanted;
  tell("run", { on: wanted });
  say(wanted ? "It trains." : "Paused.");
  showSettings();
}

function oneStep() {
  wanted = false;
  tell("step");
  showSettings();
}

// --- the recorded training --------------------------------------------------------------------

// The network of a frame: each weight is a byte times the scale of its array.
function layersOf({ bytes, layers, frames }) {
  const scales = frames[frame].scales.values();
  let at = (frame * bytes.length) / frames.length;
  const take = (size) => {
    const scale = scales.next().value;
    return Float32Array.from(bytes.subarray(at, (at += size)), (x) => x * scale);
  };
  return layers.map(({ weight = true, ...layer }) => ({
    ...layer, weight: weight && take(layer.n * layer.m), bias: weight && take(layer.m) }));
}

function showFrame(k) {
  const { frames, cost: kind } = film;
  frame = between(0, k, frames.length - 1);
  const all = frames.map(({ step: taken, cost, accuracy }) => [taken, cost, accuracy]);
  const layers = layersOf(film);
  view = { ...frames[frame], layers, points: all, old: [], end: all.at(-1)[0], kind };
  find("frame").value = frame + 1;
  find("frame").setAttribute("aria-valuetext", summary());
  if (frame === frames.length - 1) play(false);
  writeAddress();
  soon();
}

function play(on = !playing) {
  clearInterval(playing);
  playing = on && setInterval(() => showFrame(frame + 1), 400);
  find("play").textContent = on ? "Pause" : "Play";
  if (on && frame === film.frames.length - 1) frame = -1;
}

// Either the recorded training or the live one.
async function watch(recorded) {
  play(false);
  if (wanted) runOrPause();
  const { recording } = data;
  if (recorded) recording.bytes ??= new Int8Array((await unzipped(recording.weights)).buffer);
  film = recorded && recording;
  document.body.classList.toggle("film", recorded);
  find("live").setAttribute("aria-pressed", !recorded);
  find("recorded").setAttribute("aria-pressed", recorded);
  if (recorded) return showFrame(frame);
  view = live;
  writeAddress();
  return soon();
}

// --- what is shown ----------------------------------------------------------------------------

// Soon, in the next frame of the animation; where motion is to be reduced, twice a second.
function soon() {
  if (asked || !view) return;
  asked = true;
  setTimeout(() => requestAnimationFrame(() => {
    asked = false;
    paint();
    tell("painted");
  }), calm.matches && wanted ? 500 : 0);
}

function paint() {
  const { count, found, lengths } = looked(view.layers);
  const { nudged, layers } = view;
  find("looked-at").textContent = count;
  find("summary").textContent = summary();
  find("best").textContent = percent(best);
  paintCurves();
  paintNeurons("weights", layers.find(({ weight }) => weight), "The weights of each neuron");
  paintLengths(lengths);
  paintBins(found);
  find("nudged").hidden = !nudged;
  find("arrows-hint").hidden = nudged;
  if (nudged) paintStep(nudged);
}

function summary() {
  const { step: taken, epoch, cost, accuracy } = view;
  return `${taken ? `Step ${whole(taken)}, epoch ${Math.ceil(epoch)}` : "Not trained yet"}: cost ${
    short(cost)}, it reads ${percent(accuracy)} of digits it never saw.`;
}

// --- what the reader does ---------------------------------------------------------------------

function press(event) {
  const { ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (ctrlKey || metaKey || altKey || shiftKey) return;
  if (target.closest(event.key === " " ? "input, select, button, summary" : "input, select")) return;
  const act = { " ": film ? play : runOrPause, ArrowRight: !film && oneStep }[event.key];
  if (!act) return;
  act();
  event.preventDefault();
}

function listen() {
  find("run").onclick = runOrPause;
  find("one").onclick = oneStep;
  find("again").onclick = startAgain;
  find("controls").onchange = change;
  find("rate").oninput = change;
  find("live").onclick = () => watch(false);
  find("recorded").onclick = () => watch(true);
  find("play").onclick = () => play();
  find("frame").oninput = ({ target }) => {
    play(false);
    showFrame(target.value - 1);
  };
  document.onkeydown = press;
  // It pauses while nobody can see it.
  document.onvisibilitychange = () => tell("run", { on: wanted && !document.hidden });
  onhashchange = readAddress;
  onresize = soon;
}

async function start() {
  const { digits, mean } = data;
  find("all").hidden = false;
  find("settings").open = innerWidth > 736;
  [train, test] = await Promise.all([unzipped(digits.train), unzipped(digits.test)]);
  tell("digits", { ...digits, train, test, mean });
  listen();
  if (!readAddress() && !calm.matches) runOrPause();
}

start();
