// A network of layers: forward, backward and one step of SGD, by the rules of the package.
//
// A layer computes z = weight @ x + bias, then a = activation(z).  A layer without weights is an
// activation alone.

const base64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const floats = (text) => new Float32Array(base64(text).buffer);

async function unzipped(text) {
  const stream = new Blob([base64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function unpack(layers) {
  const array = (text) => (text === null ? null : floats(text));
  return layers.map((layer) => (
    { ...layer, weight: array(layer.weight), bias: array(layer.bias) }));
}

const clone = (layers) => layers.map((layer) => (
  { ...layer, weight: layer.weight?.slice() ?? null, bias: layer.bias?.slice() ?? null }));

const argmax = (numbers) => numbers.reduce((best, x, k) => (x > numbers[best] ? k : best), 0);
const minusMean = (ink, mean) => ink.map((x) => x - mean);

// --- forward ----------------------------------------------------------------------------------

const ACTIVATIONS = {
  none: (z) => z.slice(),
  sigmoid: (z) => z.map((x) => 1 / (1 + Math.exp(-x))),
  tanh: (z) => z.map(Math.tanh),
  relu: (z) => z.map((x) => Math.max(x, 0)),
  softmax(z) {
    const largest = z.reduce((m, x) => Math.max(m, x), -Infinity);
    const parts = Float64Array.from(z, (x) => Math.exp(x - largest));
    const total = parts.reduce((sum, x) => sum + x, 0);
    return z.map((_, k) => parts[k] / total);
  },
};

function weighted({ n, m, weight, bias }, x) {
  if (!weight) return x.slice();
  const z = new Float32Array(m);
  for (let i = 0; i < m; i++) {
    let sum = bias ? bias[i] : 0;
    for (let j = 0, w = i * n; j < n; j++, w++) sum += weight[w] * x[j];
    z[i] = sum;
  }
  return z;
}

// `removed` holds, for each layer, the set of neurons whose activation is 0.
function forward(layers, x, removed = []) {
  const pass = { a: [x], z: [null] };
  layers.forEach((layer, l) => {
    const z = weighted(layer, pass.a[l]);
    const a = ACTIVATIONS[layer.activation](z);
    for (const k of removed[l] ?? []) a[k] = 0;
    pass.z.push(z);
    pass.a.push(a);
  });
  return pass;
}

// --- the cost ---------------------------------------------------------------------------------

const TINY = 1.18e-38; // the smallest normal number in float32: log(0) is asked of nobody

function costOf(cost, out, target) {
  const parts = cost === "cross-entropy"
    ? Array.from(out, (a, k) => (target[k] ? -target[k] * Math.log(Math.max(a, TINY)) : 0))
    : Array.from(out, (a, k) => (a - target[k]) ** 2);
  return parts.reduce((sum, x) => sum + x, 0);
}

function slopeOfCost(cost, out, target) {
  if (cost === "cross-entropy") return out.map((a, k) => -target[k] / Math.max(a, TINY));
  return out.map((a, k) => 2 * (a - target[k]));
}

// --- backward ---------------------------------------------------------------------------------

// ∂cost/∂z from g = ∂cost/∂a.
const RULES = {
  none: (g) => g.slice(),
  sigmoid: (g, a) => g.map((x, k) => x * a[k] * (1 - a[k])),
  tanh: (g, a) => g.map((x, k) => x * (1 - a[k] ** 2)),
  relu: (g, a) => g.map((x, k) => (a[k] > 0 ? x : 0)),
  softmax(g, a) {
    const mean = g.reduce((sum, x, k) => sum + x * a[k], 0);
    return g.map((x, k) => a[k] * (x - mean));
  },
};

// g @ weight: what each input of a layer gets back.
function sentBack({ n, m, weight }, dz) {
  if (!weight) return dz.slice();
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    if (!dz[i]) continue;
    for (let j = 0, w = i * n; j < n; j++, w++) sums[j] += dz[i] * weight[w];
  }
  return Float32Array.from(sums);
}

// The gradients of a number whose gradient at the outputs is `slope`.
function backward(layers, pass, slope, removed = []) {
  const gradients = { a: [], z: [null] };
  gradients.a[layers.length] = slope;
  for (let l = layers.length - 1; l >= 0; l--) {
    const g = gradients.a[l + 1].slice();
    for (const k of removed[l] ?? []) g[k] = 0;
    gradients.z[l + 1] = RULES[layers[l].activation](g, pass.a[l + 1]);
    gradients.a[l] = sentBack(layers[l], gradients.z[l + 1]);
  }
  return gradients;
}

// The gradients of weights and biases, which SGD takes off: of weight[i, j] it is dz[i] × a[j].
function nudges(layers, pass, gradients) {
  return layers.map(({ n, m, weight, bias }, l) => {
    const [dz, a] = [gradients.z[l + 1], pass.a[l]];
    const outer = weight && new Float32Array(m * n);
    for (let i = 0; outer && i < m; i++) {
      if (dz[i]) for (let j = 0; j < n; j++) outer[i * n + j] = dz[i] * a[j];
    }
    return { weight: outer, bias: bias && dz.slice() };
  });
}

function step(layers, nudged, rate) {
  layers.forEach((layer, l) => {
    for (const part of ["weight", "bias"]) {
      const [numbers, slope] = [layer[part], nudged[l][part]];
      for (let k = 0; k < (numbers?.length ?? 0); k++) numbers[k] -= rate * slope[k];
    }
  });
}

// --- numbers by chance ------------------------------------------------------------------------

// Numbers from 0 to 1, the same for the same seed (mulberry32).
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

// A number of the normal distribution (Box and Muller).
const normal = (rand) => Math.sqrt(-2 * Math.log(1 - rand())) * Math.cos(2 * Math.PI * rand());
