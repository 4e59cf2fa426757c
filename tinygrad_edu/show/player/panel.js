"use strict";
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

// All numbers, each with its exact value under the mouse; of a large array the facts.
function matrix({ rows, exact, kind }) {
  const table = make("table", undefined, kind);
  let k = 0;
  for (const row of rows) {
    const tr = table.insertRow();
    for (const cell of row) {
      const td = tr.insertCell();
      td.textContent = cell;
      if (exact) td.title = String(exact[k++]).replace("-", "−");
    }
  }
  return table;
}

function row(blocks, arrays) {
  const div = make("div", undefined, "row");
  for (const { kind, label, array } of blocks) {
    const block = make("div", undefined, "block " + kind);
    const { shape } = arrays[array];
    block.append(make("b", shape ? `${label}   (${shape})` : label), matrix(arrays[array]));
    div.append(block);
  }
  return div;
}
