// The network as a picture: neurons light up, and lines show what counts most.

// Into a layer.
const MOST_LINES = 60;
// The least that the first layer and others show, as a share of the largest weight × activation.
const LEAST = [0.5, 0.3];
const view = { room: 0, pointed: false, gradients: null };
const rounded = (x) => x.toFixed(2).replace("-", "−");
const farthest = (numbers) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

function make(name, parent, attributes = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return parent.appendChild(element);
}

function nameOf(l, i) {
  return l === layers.length - 1 ? `output for ${i}` : `${layers[l].name}, neuron ${i + 1}`;
}

// --- the places -------------------------------------------------------------------------------

// Columns from left to right, where there is room, or else rows; wide layers are grids of dots.
function arrange() {
  const room = find("board").clientWidth;
  if (room === view.room) return;
  const wide = room >= 480;
  const across = wide ? 660 : room;
  const side = Math.min(190, room / 3);
  const grids = layers.map(({ m }) => {
    const lanes = Math.ceil(m / (m > 20 ? 2 * Math.sqrt(m) : wide ? 20 : 10));
    const per = Math.ceil(m / lanes);
    const pitch = Math.min(40, across / per);
    return { per, pitch, depth: pitch * lanes };
  });
  const used = grids.reduce((sum, { depth }) => sum + depth, side + 32);
  const gap = wide ? Math.max(48, (room - used) / layers.length) : 72;
  const length = used + gap * layers.length;
  const turn = (along, beside) => (wide ? [along, beside + 24] : [beside, along + 24]);
  const caption = (along, depth, words) => {
    const [x, y] = wide ? [along + depth / 2, 14] : [0, along + 14];
    return `<text class="caption" x="${x}" y="${y}">${words}</text>`;
  };
  const [left, top] = turn(2, (across - side) / 2);
  const pixel = (k) => ((k + 0.5) * side) / 28;
  view.places = [Array.from({ length: 784 }, (_, k) => [left + pixel(k % 28),
    top + pixel(Math.floor(k / 28))])];
  let along = side + 2;
  let drawn = caption(2, side, "784 pixels");
  layers.forEach(({ m, activation }, l) => {
    const { per, pitch, depth } = grids[l];
    along += gap;
    drawn += caption(along, depth, `${m} × ${activation}`);
    view.places.push(Array.from({ length: m }, (_, i) => {
      const lane = Math.floor(i / per);
      const middle = (Math.min(per, m - lane * per) - 1) / 2;
      const [x, y] = turn(along + (lane + 0.5) * pitch, across / 2 + ((i % per) - middle) * pitch);
      drawn += `<circle role="button" aria-label="${nameOf(l, i)}" data-l="${l}" data-i="${i}"
        cx="${x}" cy="${y}" r="${0.37 * pitch}"/>`;
      const [over, down] = wide ? [26, 6] : [0, 34];
      if (l === layers.length - 1) {
        drawn += `<text class="digit" x="${x + over}" y="${y + down}">${i}</text>`;
      }
      return [x, y];
    }));
    along += depth;
  });
  const svg = find("picture");
  const [width, height] = wide ? [length, across + 24] : [room, length + 32];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const focused = svg.contains(document.activeElement);
  svg.innerHTML = `<marker id="head" viewBox="0 0 6 6" refX="5" refY="3" orient="auto">
    <path d="M0,0 L6,3 L0,6 Z"/></marker>${"<g></g>".repeat(layers.length)}${drawn}`;
  const input = { left: left / width, top: top / height, width: side / width };
  for (const [key, share] of Object.entries(input)) find("input").style[key] = `${100 * share}%`;
  view.circles = layers.map((_, l) => [...svg.querySelectorAll(`[data-l="${l}"]`)]);
  Object.assign(view, { room, wide, lines: svg.querySelectorAll("g") });
  const { layer, index } = state.neuron;
  if (focused) view.circles[layer][index].focus({ preventScroll: true });
  refresh();
}

function buildNetwork(svg) {
  for (const kind of ["pointerover", "pointerleave", "click", "focusin", "focusout"]) {
    svg.addEventListener(kind, ({ target }) => {
      const circle = kind !== "focusout" && target.closest("circle");
      view.pointed = Boolean(circle);
      if (circle) state.neuron = { layer: +circle.dataset.l, index: +circle.dataset.i };
      refresh();
    });
  }
  svg.addEventListener("keydown", walk);
  new ResizeObserver(arrange).observe(find("board"));
  arrange();
}

// Arrows go to the next neuron, or to the next layer.
function walk(event) {
  const way = WAYS[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // A neuron with the focus is the chosen one already.
  if (way || event.key === " ") event.preventDefault();
  if (!way) return;
  const [further, next] = view.wide ? way : [way[1], way[0]];
  const { layer, index } = state.neuron;
  const circles = view.circles[layer + further] ?? view.circles[layer];
  const i = further ? Math.floor((index * circles.length) / layers[layer].m) : index + next;
  circles[Math.min(circles.length - 1, Math.max(0, i))].focus();
}

// --- painting ---------------------------------------------------------------------------------

function paintLayers() {
  const { pass, answered, neuron, removed, best } = state;
  paintPixels(find("input"), state.ink28, "ink");
  layers.forEach(({ activation }, l) => {
    const a = pass.a[l + 1];
    const top = ["sigmoid", "softmax"].includes(activation) ? 1 : farthest(a) || 1;
    const widths = view.gradients && arrowWidths(view.gradients.z[l + 1]);
    view.circles[l].forEach((circle, i) => {
      const chosen = neuron.layer === l && neuron.index === i;
      const looks = { below: a[i] < 0, removed: removed[l].has(i), red: widths?.[i],
        winner: l === layers.length - 1 && i === best, chosen };
      circle.setAttribute("class", Object.keys(looks).filter((look) => looks[look]).join(" "));
      circle.setAttribute("tabindex", chosen ? 0 : -1);
      circle.style.setProperty("--a", answered ? Math.round((100 * Math.abs(a[i])) / top) : 0);
      circle.style.strokeWidth = widths?.[i] || "";
    });
    view.lines[l].innerHTML = answered && layers[l].weight ? linesOf(l) : "";
  });
}

// The lines into a layer: the largest weight × activation; of the pointed neuron alone, if there is
// one; in backward mode the largest nudges of weights, as red arrows.
function linesOf(l) {
  const { gradients, places } = view;
  const { n, m, weight } = layers[l];
  const { layer, index } = state.neuron;
  const [from, to] = view.pointed && layer === l ? [index, index + 1] : [0, m];
  const a = state.pass.a[l];
  const size = (i, j) => a[j] * (gradients ? gradients.z[l + 1][i] : weight[i * n + j]);
  const least = LEAST[l ? 1 : 0];
  let most = 0;
  let found = [];
  for (let i = from; i < to; i++) {
    for (let j = 0; j < n; j++) {
      const value = size(i, j);
      if (Math.abs(value) > most) most = Math.abs(value);
      if (value && Math.abs(value) >= most * least) found.push([value, i, j]);
    }
  }
  found = found.filter(([value]) => Math.abs(value) >= most * least)
    .sort(([one], [other]) => Math.abs(other) - Math.abs(one)).slice(0, MOST_LINES);
  const widths = gradients && arrowWidths(found.map(([value]) => value));
  return found.map(([value, i, j], k) => {
    const [[x, y], [endX, endY]] = [places[l + 1][i], places[l][j]];
    const share = Math.abs(value) / most;
    // A red arrow ends at the edge of its neuron.
    const stop = gradients && l ? 1 - 14 / Math.hypot(endX - x, endY - y) : 1;
    return `<line x1="${x}" y1="${y}" x2="${x + stop * (endX - x)}" y2="${y + stop * (endY - y)}"
      class="${gradients ? "red" : value < 0 ? "below" : "above"}"
      stroke-opacity="${0.2 + 0.75 * share}"
      stroke-width="${widths ? widths[k] : 0.5 + 2.5 * share ** 2}"/>`;
  }).join("");
}

// The width of a red arrow grows with the logarithm of its gradient, as in tg.draw.
function arrowWidths(values) {
  const sizes = [...values].map(Math.abs);
  const lowest = sizes.some((size) => size > 0 && size < 1e-3) ? -6 : -3;
  return sizes.map((size) => (
    size && 1.2 + 3.3 * Math.min(1, Math.max(0, 1 - Math.log10(size) / lowest))));
}

// Show gradients, as `backward` gives them, in red; null: forward again.
function paintBackward(gradients) {
  view.gradients = gradients;
  refresh();
}

// --- the answer -------------------------------------------------------------------------------

const SUMS = {
  sigmoid: "Each sigmoid stands alone: they need not add up to 1.",
  softmax: "A softmax shares out 1 among them.",
};

function paintAnswer() {
  const out = state.pass.a.at(-1);
  const [first, second] = [...out.keys()].sort((i, j) => out[j] - out[i]);
  const list = find("bars");
  if (!list.children.length) list.innerHTML = "<li><b></b><i></i><span></span></li>".repeat(10);
  [...list.children].forEach((row, i) => {
    const [digit, bar, number] = row.children;
    digit.textContent = i;
    bar.style.setProperty("--share", state.answered ? Math.min(1, Math.max(0, out[i])) : 0);
    number.textContent = state.answered ? rounded(out[i]) : "–";
    row.classList.toggle("winner", i === state.best);
  });
  const sum = rounded(out.reduce((total, x) => total + x, 0));
  const whole = !state.removed.at(-1).size;
  const words = (whole && SUMS[layers.at(-1).activation]) || "They need not add up to 1.";
  find("sum").textContent = state.answered ? `The ten outputs add up to ${sum}. ${words}` : "";
  find("says").innerHTML = state.answered
    ? `<b>It says ${first}</b>, ${rounded(out[first])} sure;
      <span>next ${second}, ${rounded(out[second])}</span>`
    : "Draw a digit, and the network says which one it sees.";
}

// --- the panel of a neuron --------------------------------------------------------------------

function paintNeuron() {
  const { layer: l, index: i } = state.neuron;
  const { n, weight, bias, activation } = layers[l];
  const [z, a] = [state.pass.z, state.pass.a].map((numbers) => numbers[l + 1][i]);
  const b = bias ? bias[i] : 0;
  const row = weight ? weight.slice(i * n, i * n + n)
    : new Float32Array(n).map((_, j) => (i === j ? 1 : 0));
  const number = (x) => (state.answered ? rounded(x) : "–");
  // Of rounded numbers, so that the sum is right as it stands there.
  const sum = Number(z.toFixed(2)) - Number(b.toFixed(2));
  const words = { name: nameOf(l, i), total: number(sum), bias: rounded(b), z: number(z),
    rule: activation === "none" ? "activation" : `${activation}(z)`, activation: number(a),
    gone: state.removed[l].has(i) ? "It is removed: its activation is 0." : "" };
  for (const [id, text] of Object.entries(words)) find(`neuron-${id}`).textContent = text;
  paintSigned("weights", row, l, l ? "weights" : "weights of the pixels");
  paintSigned("products", row.map((w, j) => (state.answered ? w * state.pass.a[l][j] : 0)), l,
    l ? "weights × activations" : "weights × (ink − mean)");
}

// Numbers in blue and orange: those of pixels as a picture, others as bars.
function paintSigned(id, values, asBars, words) {
  const [canvas, scale] = [find(id), farthest(values)];
  canvas.classList.toggle("bars", asBars);
  if (asBars) paintBars(canvas, values, scale || 1);
  else paintPixels(canvas, values, "signed", scale || 1);
  find(`${id}-words`).textContent = words
    + (scale ? `, from −${rounded(scale)} to ${rounded(scale)}` : "");
}

function paintBars(canvas, values, scale) {
  canvas.width = 12 * Math.max(values.length, 16);
  canvas.height = 96;
  const context = canvas.getContext("2d");
  const step = canvas.width / values.length;
  values.forEach((value, k) => {
    context.fillStyle = `rgb(${value < 0 ? colours.below : colours.above})`;
    context.fillRect((k + 0.1) * step, 48, 0.8 * step, (-47 * value) / scale || 0.5);
  });
}
