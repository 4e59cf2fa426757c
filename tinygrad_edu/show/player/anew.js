// The arrays, sums and sentences of a page, computed anew from the values of its leaves.

// The page is what was read from its data.  All arrays, sums and sentences that depend on the values
// of leaves are replaced; the result is what `evaluate` found, and the arrays by their numbers.
function recompute(page) {
  const { live, steps, nodes, edges, arrays } = page;
  const found = evaluate(live, edges);
  const anew = new Map();
  live.tensors.forEach(({ id }, k) => {
    if (id) anew.set(nodes[id].value[0].array, found.values[k]);
  });
  for (const step of steps) {
    for (const [block, array] of blocksOf(step, live, found)) {
      if (array && !anew.has(block.array)) anew.set(block.array, array);
    }
  }
  for (const [number, array] of anew) Object.assign(arrays[number], written(array));
  for (const [k, { id }] of live.tensors.entries()) {
    for (const state of nodes[id]?.slots.flat() ?? []) {
      if (state.sum?.includes("+")) state.sum = addedUp(k, state.step, page, found.parts);
    }
  }
  for (const step of steps) step.says = saidAnew(step, live, found);
  for (const { asks } of steps) {
    for (const way of asks?.ways ?? []) way.slopes = slopesOf(way, asks.entry, live, found);
  }
  return { ...found, anew };
}

// The blocks of a step, each with its array.
function blocksOf({ part, rows, uses }, { tensors, moves }, { values, gradients, ...of }) {
  if (part === "step") {
    return rows.flatMap((row, r) => row.map((block) => [block, moved(block, moves[r])]));
  }
  const k = uses.length ? tensors.findIndex((t) => t.uses.includes(uses[0])) : tensors.length - 1;
  const t = tensors[k];
  const xs = t.inputs.map((i) => values[i]);
  if (part === "forward") {
    const known = { ...factors(t, xs), plus: xs[2], made: values[k] };
    return rows.flat().map((block) => [block, known[block.kind]]);
  }
  const [[g], ...others] = rows;
  const carried = others.flatMap((row, r) => {
    const use = uses[r];
    const known = {
      local: of.slopes[use], result: of.parts[use], sum: of.sums[use],
      ...factors(t, xs, gradients[k], t.uses.indexOf(use)),
    };
    return row.map((block) => [block, known[block.kind]]);
  });
  return [[g, gradients[k]], ...carried];

  function moved({ kind }, [i, rate]) {
    if (kind !== "result") return kind === "g" ? gradients[i] : values[i];
    return rate === null ? null : each((p, d) => p - rate * d, values[i], gradients[i]);
  }
}

// The local derivatives of a way: what the entry gets for each entry of g alone.
function slopesOf({ use: [use, position] }, entry, { tensors }, { values, slopes }) {
  const k = tensors.findIndex((t) => t.uses.includes(use));
  const xs = tensors[k].inputs.map((i) => values[i]);
  const { shape, entries } = values[k];
  return entries.map((_, j) => {
    const one = { shape, entries: entries.map((_, i) => (i === j ? 1 : 0)) };
    return carriedBack(tensors[k], position, one, xs, slopes[use]).entries[entry];
  });
}

// What is multiplied to make a matrix product, or to make the gradient of one of its factors.
function factors({ op }, [x, w], g, position) {
  const linear = op === "linear" || op === "linear_without_bias";
  if (op !== "matmul" && !linear) return {};
  if (!g) return { left: x, right: linear ? transposed(w) : w };
  if (position === 0) return { left: g, right: linear ? w : transposed(w) };
  return linear ? { left: transposed(g), right: x } : { left: transposed(x), right: g };
}

// As Python writes an array: in rows as it is printed, and exactly.
function written({ shape, entries }) {
  const texts = numbers(entries);
  const columns = shape.at(-1) ?? 1;
  const rows = range(texts.length / columns).map((k) => texts.slice(k * columns, (k + 1) * columns));
  const name = (x) => String(x).replace("NaN", "nan").replace("Infinity", "inf");
  return { rows, exact: entries.map((x) => (Number.isFinite(x) ? x : name(x))) };
}

// "3 + 3 + 1": the parts of a tensor's gradient, of which those that come after a step are missing.
function addedUp(k, step, { live, edges }, parts) {
  const uses = live.tensors.flatMap((t) => t.uses.filter((use, i) => t.inputs[i] === k && use in edges));
  const texts = numbers(uses.map((use) => parts[use].entries[0]));
  const term = (text, i) => (i && text.startsWith("−") ? `(${text})` : text);
  return uses.map((use, i) => (edges[use] > step ? "?" : term(texts[i], i))).join(" + ");
}

// --- words ------------------------------------------------------------------------------------

const STAYS = "It stays as it was recorded: this page knows the step of plain SGD only.";

// The sentences of a step, without what held for the recorded numbers only.
function saidAnew({ part, uses, says }, { tensors, moves, meaning }, { values }) {
  if (part === "step") {
    return moves[0][1] === null ? [...says, [STAYS]] : says;
  }
  if (part === "backward") {
    const kept = says.filter(([text]) => !meaning || text !== meaning);
    return kept.map((parts) => parts.filter((text) => !String(text).startsWith(" It is ≈ 0: ")));
  }
  const k = tensors.findIndex((t) => t.uses.includes(uses[0]));
  const { formula } = tensors[k];
  const [[start, calculation, ...end], ...others] = says;
  if (!formula || !calculation?.includes(" = ") || !/^$|^Entry by entry/.test(start)) return says;
  const first = (i) => numbers(values[i].entries.slice(0, 1))[0];
  const filled = formula.replace(/\{(\d+)\}/g, (hole, i, at) => {
    const text = first(i);
    const [before, after] = [formula[at - 1], formula[at + hole.length]];
    const alone = !/[⁰¹²³⁴-⁹⁻^]/.test(after) && (before === undefined || /[(|]/.test(before));
    return text.startsWith("−") && !alone ? `(${text})` : text;
  });
  return [[start, `${filled} = ${first(k)}.`, ...end], ...others];
}

// Whether the page computes all arrays that were recorded, to nine digits.
function same(page) {
  const copy = structuredClone(page);
  const { anew } = recompute(copy);
  const exempt = new Set();
  for (const { part, rows } of page.steps) {
    const results = rows.flat().filter(({ kind }) => kind === "result");
    if (part === "step" && page.live.moves[0][1] === null) results.forEach(({ array }) => exempt.add(array));
  }
  return page.arrays.every(({ exact }, number) => {
    if (!anew.has(number)) return exempt.has(number);
    const most = Math.max(1e-9, ...exact.map(Math.abs));
    return exact.every((x, i) => Math.abs(x - copy.arrays[number].exact[i]) <= 1e-9 * most);
  });
}
