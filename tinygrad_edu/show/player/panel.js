// What the panel shows: sentences and arrays, made of elements whose texts are never read as HTML.

function make(tag, text, kind) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

// A sentence is a list of texts; a text in a list of its own is bold.
function sentence(parts) {
  const p = make("p");
  for (const part of parts) p.append(typeof part === "string" ? part : make("strong", part[0]));
  return p;
}

const plain = (parts) => parts.flat().join("");

// A number as a learner writes it, exactly, or with a number of digits.
function exactly(x, digits) {
  if (typeof x === "string") return x.replace("inf", "∞").replace("-", "−");
  return String(digits ? Number(x.toPrecision(digits)) : x).replace(/-/g, "−");
}

// --- arrays -----------------------------------------------------------------------------------

// All numbers, each with its exact value under the mouse; of a large array the facts.
function matrix({ rows, exact, kind }) {
  const table = make("table", undefined, kind);
  let k = 0;
  for (const row of rows) {
    const tr = table.insertRow();
    for (const cell of row) {
      const td = tr.insertCell();
      td.textContent = cell;
      if (/nan|∞/.test(cell)) td.className = "odd";
      if (exact) td.title = exactly(exact[k++]);
    }
  }
  return table;
}

// The arrays that belong together, with signs between them: factors and their product, or what an
// op was given and what it made.
function row(blocks, arrays) {
  const div = make("div", undefined, "row");
  const product = blocks.some(({ kind }) => kind === "left");
  const signs = product ? { right: "@", plus: "+", made: "=", result: "=" } : { made: "→" };
  for (const { kind, label, array } of blocks) {
    const block = make("div", undefined, "block " + kind);
    const { shape } = arrays[array];
    if (signs[kind]) block.append(make("span", signs[kind], "sign"));
    const [name, rule] = product ? label.split(/(?= = )/) : [label];
    const b = make("b", shape ? `${name}   ${shape}` : name);
    if (rule) b.append(make("span", rule, "rule")); // which the signs say, too
    block.append(b, matrix(arrays[array]));
    div.append(block);
  }
  if (product) writeOut(div, blocks, arrays);
  return div;
}

// --- matrix products --------------------------------------------------------------------------

// An entry of a product lights up the row and the column that made it, and their sum is written out.
function writeOut(div, blocks, arrays) {
  const array = (kind) => arrays[blocks.find((block) => block.kind === kind)?.array];
  const cells = (kind) => [...div.querySelectorAll(`.block.${kind} td`)];
  const kind = array("made") ? "made" : "result";
  const [left, right, plus] = ["left", "right", "plus"].map(array);
  const [inner, columns] = [left.rows[0].length, right.rows[0].length];
  const hint = "Point at an entry of the result to see how it was made.";
  const written = make("p", hint, "written");
  written.setAttribute("aria-live", "polite");
  div.append(written);

  function light(entry) {
    const [i, j] = [Math.floor(entry / columns), entry % columns];
    const inRow = (k) => entry >= 0 && Math.floor(k / inner) === i;
    const inColumn = (k) => entry >= 0 && k % columns === j;
    cells("left").forEach((td, k) => td.classList.toggle("lit", inRow(k)));
    cells("right").forEach((td, k) => td.classList.toggle("lit", inColumn(k)));
    cells("plus").forEach((td, k) => td.classList.toggle("lit", inColumn(k)));
    cells(kind).forEach((td, k) => td.classList.toggle("lit", k === entry));
    written.classList.toggle("on", entry >= 0);
    written.textContent = entry >= 0 ? sum(i, j, entry) : hint;
  }

  function sum(i, j, entry) {
    const factors = (k) => [left.exact[i * inner + k], right.exact[k * columns + j]];
    const terms = left.rows[0].map((_, k) => factors(k).map(inBrackets).join(" × "));
    if (plus) terms.push(inBrackets(plus.exact[j]));
    return `${terms.join(" + ")} = ${exactly(array(kind).exact[entry], 6)}`;
  }

  pointAt(cells(kind), columns, light);
}

function inBrackets(x) {
  const text = exactly(x, 6);
  return text.startsWith("−") ? `(${text})` : text;
}

// Call `light` with the number of the cell that the mouse or the focus is on, or with -1.  For the
// keyboard the table is one stop: arrows go from cell to cell.
function pointAt(cells, columns, light) {
  const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  cells.forEach((td, k) => {
    td.tabIndex = k ? -1 : 0;
    td.addEventListener("mouseenter", () => light(k));
    td.addEventListener("mouseleave", () => light(cells.indexOf(document.activeElement)));
    td.addEventListener("focus", () => light(k));
    td.addEventListener("blur", () => light(-1));
    td.addEventListener("keydown", (event) => {
      const other = cells[k + moves[event.key]];
      if (!moves[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      if (other) other.focus();
    });
  });
}

// --- in a few words ---------------------------------------------------------------------------

// What a step comes to, for those who hear the page: "to w: −0.3".
function results(step, arrays) {
  const said = [];
  for (const { kind, label, array } of step.rows.flat()) {
    const name = label.replace(/^to /, "").split(" = ")[0];
    if (kind === "result") said.push(`to ${name.split("/∂").pop()}: ${few(arrays[array])}`);
    if (kind === "made" || kind === "sum") said.push(`${name}: ${few(arrays[array])}`);
  }
  return said.join("; ");
}

function few({ rows }) {
  const all = rows.flat();
  return all.length <= 6 ? all.join(", ") : `${all.slice(0, 4).join(", ")} and ${all.length - 4} more`;
}
