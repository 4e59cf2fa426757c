// "Try it" beside the code of a page of the site.  Everything is loaded with the first click, from
// the folder of this script; parts are scripts, because a page from disk may fetch nothing else.
import { Cells } from "./cell.js";
import { Interpreter, STOPPED, unpacked } from "./interpreter.js";

const FOLDER = new URL("parts/", document.currentScript.src);
const texts = new Map();
globalThis.tinygradLive = { part: (name, text) => texts.set(name, text), parts: [] };

// Run a script of the folder.
function script(file) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = new URL(file, FOLDER);
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${element.src} cannot be read`));
    document.head.append(element);
  });
}

let line = null; // that tells how far it is
const progress = (words) => line && (line.textContent = words);
let interpreter = null;
let loading = null;

async function load() {
  progress("The editor is loaded …");
  await script("editor.js");
  await script("list.js");
  const names = globalThis.tinygradLive.parts;
  interpreter = new Interpreter(
    async (name) => {
      await script(`${name}.js`);
      const bytes = await unpacked(texts.get(name));
      texts.delete(name);
      return bytes;
    },
    names,
    (state, words) => {
      if (state === "starting") progress(`Python is loaded, once for this page: ${words || "…"}`);
    },
  );
  return { interpreter, makeEditor: globalThis.tinygradEditor.makeEditor };
}

async function ready(cell) {
  line = cell.line;
  loading ??= load();
  try {
    const found = await loading;
    await interpreter.start();
    return found;
  } catch (error) {
    if (error !== STOPPED) loading = null; // the next click tries again
    throw error;
  }
}

function begin() {
  const cells = new Cells("page", ready);
  for (const block of document.querySelectorAll("div.highlight-python")) {
    if (!block.closest("[data-no-live]")) cells.add(block, block.querySelector("pre").textContent.trimEnd());
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
