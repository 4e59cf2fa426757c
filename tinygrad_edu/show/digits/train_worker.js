// The worker: it trains the network on the digits and tells the page how it goes.
//
// The page sends messages, {kind: "digits" | "start" | "set" | "run" | "step" | "painted"}; states
// come back.  The page puts `random` of network.js in front of this script.
//
// Four pixels of five are paper, so the first layer visits those with ink alone: each layer has its
// weights transposed, (in, out).  The mean, which is subtracted from each pixel, comes in through
// the sum of each neuron's weights.

// Milliseconds between two states; the places of a layer's neurons.
const TICK = 50;
const ALL = Uint16Array.from({ length: 64 }, (_, j) => j);
// The digits, and the settings: { rate, batch, speed in steps a second }.
let mean, train, test, settings;
// The network, the sums of its first weights, and the number by which the page knows it.
let layers, sums, run;
// The order of the digits in this epoch, the next of them, steps and epochs so far.
let rand, order, at, taken, epoch;
// Costs since the last point of the curves, points that the page has not got, and whether it has
// painted the last state.
let costs, points, timer;
let seen = true;

// The inked pixels of each digit: place and ink of digit r are at from[r] … from[r + 1].
function sparse(pixels, labels) {
  const [from, place, ink] = [[], [], []];
  pixels.forEach((p, j) => {
    if (j % 784 === 0) from.push(ink.length);
    if (p) place.push(j % 784);
    if (p) ink.push(p / 255);
  });
  from.push(ink.length);
  return { from, labels, place: Uint16Array.from(place), ink: Float64Array.from(ink) };
}

// --- the network ------------------------------------------------------------------------------

const transposed = (weight, n, m) => (
  weight.map((_, w) => weight[(w % m) * n + Math.floor(w / m)]));

function makeLayer({ n, m, weight, bias }) {
  return {
    n, m, bias,
    weight: transposed(weight, n, m),
    weightGradient: new Float32Array(n * m),
    biasGradient: new Float32Array(m),
    a: new Float64Array(m),
    dz: new Float64Array(m),
  };
}

function sumFirst() {
  const [{ m, weight }] = layers;
  sums = new Float64Array(m);
  for (let w = 0; w < weight.length; w += m) for (let i = 0; i < m; i++) sums[i] += weight[w + i];
}

// a = sigmoid(weight @ x + bias), layer by layer, for digit r.
function forward({ from, place, ink }, r) {
  let x = { place, ink, start: from[r], end: from[r + 1] };
  layers.forEach((layer, l) => {
    const { m, weight, bias, a } = layer;
    layer.x = x;
    for (let i = 0; i < m; i++) a[i] = bias[i] - (l ? 0 : mean * sums[i]);
    for (let k = x.start; k < x.end; k++) {
      const row = x.place[k] * m;
      const input = x.ink[k];
      for (let i = 0; i < m; i++) a[i] += weight[row + i] * input;
    }
    for (let i = 0; i < m; i++) a[i] = 1 / (1 + Math.exp(-a[i]));
    x = { place: ALL, ink: a, start: 0, end: m };
  });
  return layers.at(-1).a;
}

// Adds the digit of the last forward to the gradients.  In: ∂cost/∂z of the last layer, in its dz.
function backward() {
  for (let l = layers.length - 1; l >= 0; l--) {
    const { m, weight, weightGradient, biasGradient, dz, x } = layers[l];
    for (let i = 0; i < m; i++) biasGradient[i] += dz[i];
    for (let k = x.start; k < x.end; k++) {
      const row = x.place[k] * m;
      const input = x.ink[k];
      for (let i = 0; i < m; i++) weightGradient[row + i] += dz[i] * input;
      if (l) {
        let g = 0;
        for (let i = 0; i < m; i++) g += dz[i] * weight[row + i];
        layers[l - 1].dz[k] = g * input * (1 - input);
      }
    }
  }
}

// One step of SGD on these training digits; their mean cost, before it.
function step(rows, rate) {
  let cost = 0;
  sumFirst();
  for (const r of rows) {
    forward(train, r).forEach((a, k) => {
      const error = a - (k === train.labels[r]);
      cost += error ** 2;
      layers.at(-1).dz[k] = 2 * error * a * (1 - a);
    });
    backward();
  }
  // The gradients are of the mean.
  const share = rate / rows.length;
  layers.forEach(({ m, weight, bias, weightGradient, biasGradient }, l) => {
    const paper = l ? 0 : mean;
    for (let w = 0, i = 0; w < weight.length; w++, i = i + 1 < m ? i + 1 : 0) {
      weight[w] -= share * (weightGradient[w] - paper * biasGradient[i]);
    }
    for (let i = 0; i < m; i++) bias[i] -= share * biasGradient[i];
    weightGradient.fill(0);
    biasGradient.fill(0);
  });
  return cost / rows.length;
}

function accuracy() {
  sumFirst();
  const right = test.labels.filter((label, r) => (
    forward(test, r).every((a, k, out) => k === label || a < out[label])));
  return right.length / test.labels.length;
}

// --- training ---------------------------------------------------------------------------------

// The next mini-batch; each epoch visits all digits in an order of its own.
function nextRows() {
  if (at >= order.length) {
    const places = order.map(rand);
    order.sort((one, other) => places[one] - places[other]);
    at = 0;
    epoch += 1;
  }
  const start = at;
  at += settings.batch;
  return order.slice(start, at);
}

function trainOnce(rows = nextRows()) {
  costs.push(step(rows, settings.rate));
  taken += 1;
  if (taken % (20 * Math.ceil(taken / 1000)) === 0) note();
  return rows;
}

// A point of both curves: the step, the mean cost since the last point, the accuracy.
function note() {
  points.push([taken, costs.reduce((sum, x) => sum + x / costs.length, 0), accuracy()]);
  costs = [];
}

function post(rows) {
  const plain = layers.map(({ n, m, weight, bias }) => (
    { n, m, bias, weight: transposed(weight, m, n), activation: "sigmoid" }));
  postMessage({ run, step: taken, epoch, points, layers: plain, rows });
  points = [];
  seen = false;
}

function tick() {
  const { speed } = settings;
  const end = performance.now() + TICK;
  const steps = Math.max(1, (speed * TICK) / 1000);
  for (let k = 0; k < steps && performance.now() < end; k++) trainOnce();
  if (seen) post();
  timer = setTimeout(tick, speed > 1000 ? 0 : (1000 * steps) / speed);
}

const TOLD = {
  digits(given) {
    mean = given.mean;
    train = sparse(given.train, given.trainLabels);
    test = sparse(given.test, given.testLabels);
  },
  set(given) {
    settings = given;
  },
  start(given) {
    run = given.run;
    layers = given.layers.map(makeLayer);
    rand = random(given.seed);
    order = train.labels.map((_, r) => r);
    at = order.length;
    taken = epoch = 0;
    // A step of no length.
    costs = [step(order.slice(0, 500), 0)];
    points = [];
    note();
    post();
  },
  run({ on }) {
    clearTimeout(timer);
    if (on) tick();
    else post();
  },
  step({ rows }) {
    clearTimeout(timer);
    post();
    const taught = trainOnce(rows);
    if (costs.length) note();
    post(taught);
  },
  painted() {
    seen = true;
  },
};

onmessage = ({ data }) => TOLD[data.kind](data);
