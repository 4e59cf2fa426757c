// The pictures of the training page, painted from `view`: what the worker told last, or a frame of
// the recorded training.

// Bars of a histogram, neurons whose weights are shown, and arrows from each layer.
const [BINS, SHOWN, MOST] = [20, 16, 40];

const find = (id) => document.getElementById(id);
const whole = (x) => x.toLocaleString("en");
const short = (x) => String(Number(x.toPrecision(Math.abs(x) < 0.001 ? 2 : 3)));
const percent = (share) => `${Number((100 * share).toFixed(1))} %`;
const lengthOf = (numbers) => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
const largestOf = (numbers, least) => numbers.reduce((most, x) => Math.max(most, x), least);
const between = (low, x, high) => Math.min(Math.max(x, low), high);
const layerName = (l, count) => (l === count - 1 ? "output layer" : `hidden layer ${l + 1}`);

// --- SVG --------------------------------------------------------------------------------------

const letters = (x, y, text, anchor, kind = "tick") => (
  `<text x="${x}" y="${y}" text-anchor="${anchor}" class="${kind}">${text}</text>`);
const path = (kind, d, more = "") => `<path class="${kind}" d="${d}" ${more}/>`;
const circle = (kind, x, y, r) => `<circle class="${kind}" cx="${x}" cy="${y}" r="${r}"/>`;

// As many children as needed, copies of the first.
function fill(place, count) {
  while (place.children.length > count) place.lastElementChild.remove();
  while (place.children.length < count) place.append(place.firstElementChild.cloneNode(true));
  return [...place.children];
}

// --- curves -----------------------------------------------------------------------------------

// Round numbers up to the largest: 1, 2 or 5 times a power of ten apart.
function ticks(largest, count) {
  const power = 10 ** Math.floor(Math.log10(largest / count));
  const apart = [1, 2, 5, 10].map((k) => k * power).find((size) => size * count > largest * 0.999);
  return Array.from({ length: Math.floor(largest / apart) + 1 }, (_, k) => k * apart);
}

// The points are [step, cost, accuracy]; `marks` are numbers to compare with, and words.  The SVG
// is as wide as its place, so that letters keep their size.
function paintCurve(id, column, written, most, marks) {
  const { step: now, end, [id]: value, points, old } = view;
  const svg = find(id);
  const { clientWidth: width, clientHeight: height } = svg;
  const x = (step) => 44 + ((width - 56) * step) / end;
  const y = (number) => height - 22 - ((height - 38) * number) / most;
  const across = (number, kind) => path(kind, `M44 ${y(number)}H${width - 12}`);
  const curve = (all, kind) => {
    const places = all.filter(([step]) => step <= end).map((p) => `${x(p[0])} ${y(p[column])}`);
    return places.length ? path(`line ${id} ${kind}`, `M${places.join("L")}`) : "";
  };
  const [side, beside] = x(now) < width - 70 ? ["start", 7] : ["end", 4];
  const below = y(value) < 90 ? 18 : -9;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", `${written(value)} at step ${whole(now)}, at first ${
    written(points[0][column])}`);
  svg.innerHTML = [
    ...ticks(most, 4).map((t) => across(t, "axis") + letters(38, y(t) + 4, written(t), "end")),
    ...ticks(end, width / 110).map((t) => letters(x(t), height - 5, whole(t), "middle")),
    ...marks.map(([t, text]) => across(t, "mark") + letters(width - 12, y(t) - 5, text, "end")),
    curve(old, "before"), curve(points, ""), circle(id, x(now), y(value), 4),
    letters(x(now) + beside, y(value) + below, written(value), side, "strong"),
  ].join("");
}

function paintCurves() {
  const { goal } = data;
  const marks = [[0.1, "guessing: 10 %"]];
  if (goal && !film) marks.push([goal.accuracy, `${goal.words}: ${percent(goal.accuracy)}`]);
  paintCurve("cost", 1, short, largestOf(view.points.map(([, cost]) => cost), 1), []);
  paintCurve("accuracy", 2, percent, 1, marks);
}

// --- the first layer --------------------------------------------------------------------------

// The first rows of 784 numbers, as pictures.  Full colour at three times the root mean square.
function paintNeurons(id, { weight, m }, words) {
  const numbers = weight.subarray(0, 784 * SHOWN);
  const scale = (3 * lengthOf(numbers)) / Math.sqrt(numbers.length) || 1;
  fill(find(id), Math.min(m, SHOWN)).forEach((canvas, k) => {
    paintPixels(canvas, numbers.subarray(784 * k, 784 * k + 784), "signed", scale);
  });
  find(id).setAttribute("aria-label", `${words}, blue above 0, orange below`);
  find(`${id}-scale`).textContent = `±${short(scale)}`;
}

// --- the gradient's length, and histograms of activations -------------------------------------

// Test digits, less their mean.
const inputs = [];

// The activations on some test digits, and how long the gradient of their mean cost is.
function looked(layers) {
  const { testLabels } = data.digits;
  const totals = layers.map(({ weight }) => new Float32Array(weight?.length ?? 0));
  const size = totals.reduce((sum, { length }) => sum + length, 0);
  // So many that it takes some milliseconds, or, for a large recorded network, a tenth of a second.
  const count = Math.min(100, testLabels.length, Math.max(50, Math.ceil(1.3e6 / size)));
  const found = layers.map(() => []);
  for (let r = 0; r < count; r++) {
    inputs[r] ??= minusMean(inkOf(test, r), data.mean);
    const pass = forward(layers, inputs[r]);
    const { a } = pass;
    const target = a.at(-1).map((_, k) => Number(k === testLabels[r]));
    const { z } = backward(layers, pass, slopeOfCost(view.kind, a.at(-1), target));
    totals.forEach((total, l) => {
      const [x, dz] = [a[l], z[l + 1]];
      found[l].push(...a[l + 1]);
      for (let i = 0, w = 0; w < total.length; i++) {
        for (let j = 0; j < x.length; j++, w++) total[w] += (dz[i] * x[j]) / count;
      }
    });
  }
  return { count, found, lengths: totals.map(lengthOf) };
}

function paintLengths(lengths) {
  fill(find("lengths"), lengths.length).forEach(({ children: [name, bar, number] }, l) => {
    name.textContent = layerName(l, lengths.length);
    bar.value = Math.log10(lengths[l] + 1e-9);
    number.textContent = short(lengths[l]);
  });
}

// Sigmoid, softmax and tanh have two flat ends, ReLU has one.
function paintBins(found) {
  fill(find("bins"), found.length).forEach(({ children: [title, bars, axis] }, l) => {
    const [all, { activation }] = [found[l], view.layers[l]];
    const isOpen = activation === "relu" || activation === "none";
    const high = isOpen ? largestOf(all, 1e-9) : 1;
    const low = activation === "tanh" ? -1 : -largestOf(all.map((a) => -a), 0);
    const shares = Array(BINS).fill(0);
    for (const a of all) {
      shares[Math.min(Math.floor(((a - low) / (high - low)) * BINS), BINS - 1)] += 1 / all.length;
    }
    const ends = isOpen ? shares[0] : shares[0] + shares[BINS - 1];
    const where = `near ${short(low)}${isOpen ? "" : " or 1"}`;
    title.textContent = `${layerName(l, found.length)}: ${percent(ends)} ${where}`;
    bars.classList.toggle("open", isOpen);
    bars.setAttribute("aria-label", `In ${BINS} bars: ${shares.map(percent).join(", ")}`);
    fill(bars, BINS).forEach((bar, k) => {
      bar.style.height = `${(100 * shares[k]) / largestOf(shares, 0)}%`;
    });
    [axis.firstChild.textContent, axis.lastChild.textContent] = [short(low), short(high)];
  });
}

// --- one step ---------------------------------------------------------------------------------

function paintStep({ layers, rate, rows }) {
  find("network").innerHTML = arrowsOf(layers).join("");
  const moved = { ...layers[0], weight: layers[0].weight.map((g) => -rate * g) };
  paintNeurons("changes", moved, "How the weights of each neuron moved");
  fill(find("moved"), layers.length).forEach(({ children }, l) => {
    const length = lengthOf(layers[l].weight);
    const cells = [layerName(l, layers.length), short(length), short(rate * length)];
    cells.forEach((text, k) => { children[k].textContent = text; });
  });
  const count = Math.min(rows.length, 32);
  find("taught").textContent = `${count} of the ${whole(rows.length)}`;
  fill(find("digits"), count).forEach((canvas, k) => {
    paintPixels(canvas, inkOf(train, rows[k]), "ink");
  });
}

// Pixels, then a column of circles for each layer; arrows run from right to left.
function arrowsOf(layers) {
  const across = (l) => 96 + (346 * (l + 1)) / layers.length;
  const room = (m) => Math.min(24, 276 / m);
  const down = (i, m) => 150 + (i - (m - 1) / 2) * room(m);
  const arrows = layers.flatMap(({ n, m, weight }, l) => {
    const arrow = (g, i, to) => [Math.abs(g), `M${across(l)} ${down(i, m)}L${to}`];
    const all = Array.from(l ? weight : { length: m }, (g, w) => {
      if (l) return arrow(g, Math.floor(w / n), `${across(l - 1)} ${down(w % n, n)}`);
      // The root mean square of 784 numbers.
      const size = lengthOf(weight.subarray(w * n, w * n + n)) / 28;
      return arrow(size, w, `92 ${105 + down(w, m) * 0.3}`);
    });
    return all.sort(([one], [other]) => other - one).slice(0, MOST);
  });
  const most = largestOf(arrows.map(([g]) => g), 1e-30);
  // From 0 to 1, by the logarithm.
  const size = (g) => Math.max(0, 1 + Math.log10(Math.abs(g) / most + 1e-9) / 3);
  return [
    ...arrows.reverse().map(([g, d]) => (
      path("arrow", d, `stroke-width="${3.5 * size(g) ** 2}" opacity="${0.2 + 0.7 * size(g)}"`))),
    path("body", "M8 108H92V192H8z"), letters(50, 154, "784 pixels", "middle", ""),
    ...layers.flatMap(({ m, bias }, l) => Array.from(bias, (g, i) => {
      const [x, y, r] = [across(l), down(i, m), between(1.2, room(m) * 0.34, 8)];
      return circle("ring", x, y, r + 4 * size(g) ** 2) + circle("body", x, y, r)
        + (l === layers.length - 1 ? letters(x + 16, y + 4, i, "start", "") : "");
    })),
  ];
}
