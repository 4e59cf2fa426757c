// The rules of the commonest ops, as in ops/*.py: with them the page computes a graph anew.
// An array is { shape, entries }, the entries in row-major order.

const count = (shape) => shape.reduce((n, size) => n * size, 1);
const range = (n) => Array.from({ length: n }, (_, k) => k);
const reshaped = ({ entries }, shape) => ({ shape, entries });

// --- broadcasting -----------------------------------------------------------------------------

// For each entry of a result of `shape`, the place of the entry of a stretched array that it uses.
function places(stretched, shape) {
  const missing = shape.length - stretched.length;
  return range(count(shape)).map((k) => {
    let [place, stride] = [0, 1];
    for (let axis = shape.length - 1; axis >= missing; axis--) {
      const size = stretched[axis - missing];
      if (size > 1) place += (k % shape[axis]) * stride;
      stride *= size;
      k = Math.floor(k / shape[axis]);
    }
    return place;
  });
}

function commonShape(shapes) {
  const axes = Math.max(...shapes.map((shape) => shape.length));
  const sizes = (axis) => shapes.map((shape) => shape[shape.length - axes + axis] ?? 1);
  return range(axes).map((axis) => Math.max(...sizes(axis)));
}

// A function of each entry; arrays of several shapes are broadcast.
function each(f, ...xs) {
  const shape = commonShape(xs.map((x) => x.shape));
  const found = xs.map((x) => places(x.shape, shape));
  const entries = range(count(shape)).map((k) => f(...xs.map((x, i) => x.entries[found[i][k]])));
  return { shape, entries };
}

const stretch = (x, shape) => ({ shape, entries: places(x.shape, shape).map((k) => x.entries[k]) });

// The sum over the axes along which an array of this shape was stretched.
function sumTo(x, shape) {
  const entries = Array(count(shape)).fill(0);
  places(shape, x.shape).forEach((place, k) => { entries[place] += x.entries[k]; });
  return { shape, entries };
}

// --- matrices ---------------------------------------------------------------------------------

function transposed(x, axes = range(x.shape.length).reverse()) {
  const shape = axes.map((axis) => x.shape[axis]);
  const strides = axes.map((axis) => count(x.shape.slice(axis + 1)));
  const entries = range(count(shape)).map((k) => {
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (k % shape[axis]) * strides[axis];
      k = Math.floor(k / shape[axis]);
    }
    return x.entries[place];
  });
  return { shape, entries };
}

const asRow = (x) => reshaped(x, [1, x.entries.length]);
const asColumn = (x) => reshaped(x, [x.entries.length, 1]);
const inRows = (x) => reshaped(x, [count(x.shape.slice(0, -1)), x.shape.at(-1)]);

function product(x, y) {
  const [n, inner] = x.shape;
  const m = y.shape[1];
  const entry = (i, j) =>
    range(inner).reduce((sum, k) => sum + x.entries[i * inner + k] * y.entries[k * m + j], 0);
  return { shape: [n, m], entries: range(n * m).map((k) => entry(Math.floor(k / m), k % m)) };
}

// --- elementwise ops: the value, and the local derivatives ------------------------------------

const sum2 = (x, y) => each((a, b) => a + b, x, y);
const times = (x, y) => each((a, b) => a * b, x, y);
const minus = (x) => each((a) => -a, x);
const scaled = (x, by) => each((a) => a * by, x);

const LOCAL = {
  add: [sum2, () => 1, () => 1],
  subtract: [(x, y) => each((a, b) => a - b, x, y), () => 1, () => -1],
  multiply: [times, (x, y) => y, (x) => x],
  divide: [
    (x, y) => each((a, b) => a / b, x, y),
    (x, y) => each((b) => 1 / b, y),
    (x, y, z) => each((c, b) => -c / b, z, y),
  ],
  negative: [minus, () => -1],
  positive: [(x) => x, () => 1],
  power: [
    (x, y) => each((a, b) => a ** b, x, y),
    (x, y) => each((a, b) => b * (a === 0 && b === 0 ? 1 : a) ** (b - 1), x, y),
    (x, y, z) => each((a, b, c) => c * Math.log(a === 0 && b >= 0 ? 1 : a), x, y, z),
  ],
  square: [(x) => times(x, x), (x) => sum2(x, x)],
  reciprocal: [(x) => each((a) => 1 / a, x), (x, y) => each((b) => -b * b, y)],
  sqrt: [(x) => each(Math.sqrt, x), (x, y) => each((b) => 1 / (b + b), y)],
  exp: [(x) => each(Math.exp, x), (x, y) => y],
  log: [(x) => each(Math.log, x), (x) => each((a) => 1 / a, x)],
  sin: [(x) => each(Math.sin, x), (x) => each(Math.cos, x)],
  cos: [(x) => each(Math.cos, x), (x) => each((a) => -Math.sin(a), x)],
  tanh: [(x) => each(Math.tanh, x), (x, y) => each((b) => 1 - b * b, y)],
  sigmoid: [(x) => each((a) => 1 / (1 + Math.exp(-a)), x), (x, y) => each((b) => b - b * b, y)],
  relu: [(x) => each((a) => Math.max(a, 0), x), (x) => each((a) => (a > 0 ? 1 : 0), x)],
  abs: [(x) => each(Math.abs, x), (x) => each(Math.sign, x)],
};

// --- other ops: the value, and the gradient of each input from g ------------------------------

const difference = (g, [x, y], { scale }, sign) =>
  each((a, b, c) => sign * 2 * scale * (a - b) * c, x, y, g);

// All rows as one matrix, times weight.T.
function rowsTimes([x, weight], shape) {
  return reshaped(product(inRows(x), transposed(weight)), shape);
}

const LINEAR = [
  (g, [x, weight]) => reshaped(product(inRows(g), weight), x.shape),
  (g, [x]) => product(transposed(inRows(g)), inRows(x)),
];

const meanOver = (x, kept) => scaled(sumTo(x, kept), count(kept) / count(x.shape));
const centered = (x, { kept }) => each((a, m) => a - m, x, meanOver(x, kept));

// An array divided by the root mean square of x.
const overSize = (array, x, { kept, eps }) =>
  each((a, m) => a / Math.sqrt(m + eps), array, meanOver(times(x, x), kept));

// The gradient of x for the gradient g of x / its size: without the share of y in g.
function sizeKept(g, x, t) {
  const y = overSize(x, x, t);
  const d = each((a, b, m) => a - b * m, g, y, meanOver(times(g, y), t.kept));
  return overSize(d, x, t);
}

const WHOLE = {
  standardize: [
    ([x], t) => overSize(centered(x, t), centered(x, t), t),
    (g, [x], t) => sizeKept(centered(g, t), centered(x, t), t),
  ],
  normalize: [([x], t) => overSize(x, x, t), (g, [x], t) => sizeKept(g, x, t)],
  sum: [
    ([x], { kept, shape }) => reshaped(sumTo(x, kept), shape),
    (g, [x], { kept }) => stretch(reshaped(g, kept), x.shape),
  ],
  mean: [
    ([x], { kept, shape }) => scaled(reshaped(sumTo(x, kept), shape), count(kept) / count(x.shape)),
    (g, [x], { kept }) =>
      stretch(reshaped(scaled(g, count(kept) / count(x.shape)), kept), x.shape),
  ],
  broadcast_to: [([x], { shape }) => stretch(x, shape), (g, [x]) => sumTo(g, x.shape)],
  reshape: [([x], { shape }) => reshaped(x, shape), (g, [x]) => reshaped(g, x.shape)],
  transpose: [
    ([x], { axes }) => transposed(x, axes),
    (g, _, { axes }) => transposed(g, axes.map((_, k) => axes.indexOf(k))),
  ],
  matmul: [
    ([x, y]) => product(x, y),
    (g, [, y]) => product(g, transposed(y)),
    (g, [x]) => product(transposed(x), g),
  ],
  vecdot: [
    ([x, y]) => reshaped(product(asRow(x), asColumn(y)), []),
    (g, [, y]) => times(g, y),
    (g, [x]) => times(g, x),
  ],
  matvec: [
    ([x, y], { shape }) => reshaped(product(x, asColumn(y)), shape),
    (g, [, y]) => product(asColumn(g), asRow(y)),
    (g, [x, y]) => reshaped(product(transposed(x), asColumn(g)), y.shape),
  ],
  vecmat: [
    ([x, y], { shape }) => reshaped(product(asRow(x), y), shape),
    (g, [x, y]) => reshaped(product(y, asColumn(g)), x.shape),
    (g, [x]) => product(asColumn(x), asRow(g)),
  ],
  linear: [
    (inputs, { shape }) => sum2(rowsTimes(inputs, shape), inputs[2]),
    ...LINEAR,
    (g, [, , bias]) => sumTo(g, bias.shape),
  ],
  linear_without_bias: [(inputs, { shape }) => rowsTimes(inputs, shape), ...LINEAR],
  squared_error: [
    ([x, y], { scale }) => {
      const sum = each((a, b) => (a - b) ** 2, x, y).entries.reduce((s, a) => s + a, 0);
      return { shape: [], entries: [sum * scale] };
    },
    (g, inputs, t) => difference(g, inputs, t, 1),
    (g, inputs, t) => difference(g, inputs, t, -1),
  ],
};

// --- a graph ----------------------------------------------------------------------------------

// Forward, then back: the values and gradients of the tensors, which come in topological order; and
// for each use, by its id, the slope, the part that it carries back, and the sum so far.  A use that
// carries nothing back is not in `edges`.
function evaluate({ tensors, seed }, edges) {
  const [values, gradients, slopes, parts, sums] = [[], [], {}, {}, {}];
  for (const t of tensors) {
    const inputs = t.inputs.map((k) => values[k]);
    if (LOCAL[t.op]) values.push(LOCAL[t.op][0](...inputs));
    else values.push(t.op ? WHOLE[t.op][0](inputs, t) : { shape: t.shape, entries: t.value });
  }
  gradients[tensors.length - 1] = { shape: tensors.at(-1).shape, entries: seed };
  for (const k of range(tensors.length).reverse()) {
    const { op, inputs, uses } = tensors[k];
    const g = gradients[k];
    const xs = inputs.map((i) => values[i]);
    uses.forEach((use, position) => {
      if (!(use in edges)) return;
      if (LOCAL[op]) slopes[use] = LOCAL[op][position + 1](...xs, values[k]);
      parts[use] = carriedBack(tensors[k], position, g, xs, slopes[use]);
      const before = gradients[inputs[position]];
      sums[use] = before ? sum2(before, parts[use]) : parts[use];
      gradients[inputs[position]] = sums[use];
    });
  }
  return { values, gradients, slopes, parts, sums };
}

// What an input gets for the gradient g of a result.
function carriedBack(t, position, g, xs, slope) {
  const d = LOCAL[t.op] ? chained(g, slope) : WHOLE[t.op][position + 1](g, xs, t);
  return sumTo(d, xs[position].shape);
}

// The chain rule of an elementwise op; a slope of 1 or −1 is no array.
function chained(g, slope) {
  if (slope === 1) return g;
  return slope === -1 ? minus(g) : times(g, slope);
}
