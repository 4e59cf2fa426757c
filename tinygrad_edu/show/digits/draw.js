// The drawing page: what is drawn, what the network makes of it, and the frames that show it.
// The order of files: network, picture, preprocess, canvas, layers, draw, experiments.  `start`
// waits for the kept digits, so the last file has run, and has registered its callbacks, before the
// first frame.

const data = JSON.parse(find("data").textContent);
const layers = unpack(data.layers);
// The weights as they came.
const trained = clone(layers);

// All that the parts of the page share.  A frame adds `pass`, the forward pass, of an empty canvas
// too; `answered`, whether the page gives an answer; and `best`, the answer.
const state = {
  data,
  layers,
  cost: data.cost,
  mean: data.mean,
  kept: { labels: data.kept.labels },
  // the drawing as the network sees it, 784 pixels of 0 … 1
  drawn: new Float32Array(784),
  // pixels that an experiment shows instead
  shown: null,
  // what the network is asked, one or the other
  ink28: new Float32Array(784),
  // "ask it all the same"
  asked: false,
  // what a kept digit really is
  revealed: false,
  // the switch: preprocess as MNIST does
  centred: true,
  // the chosen one
  neuron: { layer: 0, index: 0 },
  // neurons, by layer
  removed: layers.map(() => new Set()),
};
// Set by the experiments: what they keep in the address.
const stateExtras = { save: () => ({}), load: () => {} };
const callbacks = [];
// The frame that was asked for.
let waiting = 0;

function find(id) {
  return document.getElementById(id);
}

const isBlank = (pixels) => !pixels.some((value) => value > 0);
const keptPixels = (index) => state.kept.pixels.slice(784 * index, 784 * index + 784);

// Call back after each frame, when all is computed and painted.
function onFrame(callback) {
  callbacks.push(callback);
}

// Compute and paint anew, in the next frame.
function refresh() {
  waiting ||= requestAnimationFrame(frame);
}

// Ask the network about these 784 pixels of 0 … 1 instead of the drawing; null: the drawing again.
function showPixels(pixels) {
  state.shown = pixels;
  refresh();
}

// --- a frame ----------------------------------------------------------------------------------

function frame() {
  waiting = 0;
  // Nothing is built yet.
  if (!view.room) return;
  // A kept digit is centred already, by MNIST's makers.
  state.drawn = untouched() === undefined
    ? (state.centred ? preprocess : plain)(drawing.ink, SIDE, SIDE) : keptPixels(untouched());
  state.ink28 = state.shown ?? state.drawn;
  const empty = !state.shown && isBlank(state.drawn);
  state.asked &&= empty;
  state.answered = !empty || state.asked;
  state.pass = forward(layers, minusMean(state.ink28, state.mean), state.removed);
  state.best = state.answered ? argmax(state.pass.a.at(-1)) : -1;
  paintDrawing();
  paintLayers();
  paintAnswer();
  paintNeuron();
  for (const callback of callbacks) callback();
  clearTimeout(pause);
  pause = setTimeout(rest, 300);
}

function paintDrawing() {
  const blank = !lastItems().length;
  paintPixels(find("paper"), drawing.ink, "ink");
  paintPixels(find("sees"), state.ink28, "ink");
  find("hint").hidden = !blank;
  find("clear").disabled = blank;
  find("undo").disabled = !drawing.items.length;
  find("ask").hidden = state.answered;
  const label = state.kept.labels[untouched()];
  find("truth").hidden = label === undefined;
  const verdict = state.best === label ? "is right" : `takes it for a ${state.best}`;
  find("truth-words").textContent = state.revealed ? `It is a ${label}. The network ${verdict}.` : "";
  find("centred").checked = state.centred;
  for (const tool of ["pen", "eraser"]) {
    find(tool).setAttribute("aria-pressed", drawing.tool === tool);
  }
  const { at, down, shown } = cursor;
  find("cursor").hidden = !shown;
  find("cursor").classList.toggle("down", down);
  [find("cursor").style.left, find("cursor").style.top] = at.map((x) => `${(x + 0.5) / 2.56}%`);
}

// --- once nothing has moved for a while: the address, and words for screen readers -------------

let pause = 0;
// The fragment that this page wrote.
let written = "";

function rest() {
  const { layer, index } = state.neuron;
  find("live").textContent = view.pointed
    ? `${nameOf(layer, index)}: activation ${find("neuron-activation").textContent}`
    : find("says").textContent;
  const more = stateExtras.save();
  const parts = Object.entries({
    draw: drawingAsText(),
    neuron: layer || index ? `${layer}.${index}` : "",
    tool: drawing.tool === "pen" ? "" : drawing.tool,
    centred: state.centred ? "" : "no",
    asked: state.asked ? "yes" : "",
    more: Object.keys(more).length ? JSON.stringify(more) : "",
  }).filter(([, words]) => words);
  written = parts.length ? `#${new URLSearchParams(parts)}` : "";
  if (written === location.hash) return;
  try {
    history.replaceState(null, "", location.pathname + written);
  } catch {
    // Not in a frame.
  }
}

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const [layer, index] = (parts.get("neuron") ?? "0.0").split(".").map(Number);
  if (index < layers[layer]?.m) state.neuron = { layer, index };
  drawing.tool = parts.get("tool") === "eraser" ? "eraser" : "pen";
  state.centred = parts.get("centred") !== "no";
  state.asked = parts.get("asked") === "yes";
  setItems(itemsOf(parts.get("draw") ?? ""));
  let more = {};
  try {
    more = JSON.parse(parts.get("more") ?? "{}");
  } catch {
    // A damaged address: as if nothing had been tried.
  }
  stateExtras.load(more);
}

// --- controls ---------------------------------------------------------------------------------

function take(tool) {
  drawing.tool = tool;
  cursor.down = false;
}

const ACTIONS = {
  pen() { take("pen"); },
  eraser() { take("eraser"); },
  undo() { setItems(drawing.items.slice(0, -1)); },
  clear() { addItem("clear"); },
  ask() { state.asked = true; },
  centred() { state.centred = find("centred").checked; },
  reveal() { state.revealed = true; },
};

async function start() {
  const bytes = await unzipped(data.kept.pixels);
  state.kept.pixels = Float32Array.from(bytes, (value) => value / 255);
  drawing.changed = () => {
    // The drawing is asked about again.
    state.shown = null;
    state.revealed = false;
    refresh();
  };
  for (const [id, act] of Object.entries(ACTIONS)) {
    find(id).addEventListener("click", () => {
      act();
      refresh();
    });
  }
  data.samples.forEach((index, k) => {
    const button = make("button", find("samples"), { "aria-label": `sample ${k + 1}` });
    button.addEventListener("click", () => addItem("digit", index, 0));
    paintPixels(make("canvas", button), keptPixels(index), "ink");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    // What is undone there is a lesson, by its own button.
    if (event.target.closest("#experiments")) return;
    event.preventDefault();
    ACTIONS.undo();
  });
  addEventListener("hashchange", () => location.hash === written || readAddress());
  addEventListener("pagehide", rest);
  listen(find("paper"));
  buildNetwork(find("picture"));
  readAddress();
}

document.documentElement.className = "js";
start();
