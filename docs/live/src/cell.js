// The code cells of one page: each can be edited and run, and all share their names.
import { make } from "./dom.js";
import { columns, Output } from "./output.js";

export class Cells {
  // `space` names the page; `ready()` gives the interpreter and the editor, when they are loaded.
  constructor(space, ready) {
    this.space = space;
    this.ready = ready;
    this.cells = [];
  }

  // A cell in place of a block of code; `changed` is called with each new text.
  add(block, code, changed = null) {
    this.cells.push(new Cell(this, this.cells.length, block, code, changed));
  }

  // The cells above have to run first, if they have not done so in this worker.
  before(cell, interpreter) {
    const worker = interpreter.worker;
    return this.cells.slice(0, cell.k).filter((other) => !worker || other.ranIn !== worker);
  }
}

class Cell {
  constructor(cells, k, block, code, changed) {
    Object.assign(this, { cells, k, block, code, changed, given: code, ranIn: null });
    const label = `Try it: run code block ${k + 1}`;
    this.button = make("button", { type: "button", class: "live-try", "aria-label": label }, "▶ Try it");
    this.button.addEventListener("click", () => this.open());
    this.line = make("p", { class: "live-line", role: "status" });
    this.root = make("div", { class: "live-cell" });
    block.replaceWith(this.root);
    this.root.append(block, this.button, this.line);
  }

  // Become an editor, and run.
  async open() {
    this.button.disabled = true;
    let loaded;
    try {
      loaded = await this.cells.ready(this);
    } catch (error) {
      this.button.disabled = false;
      this.line.textContent = `Python could not be loaded: ${error.message}. You can try again.`;
      return;
    }
    const { interpreter, makeEditor } = loaded;
    this.interpreter = interpreter;
    const place = make("div", { class: "live-editor" });
    const act = (words, kind, onclick) => make("button", { type: "button", class: kind, onclick }, words);
    this.runs = act("▶ Run", "live-run", () => this.run());
    this.stops = act("Stop", "live-stop", () => this.interpreter.stop());
    const reset = act("Undo my changes", "live-small", () => this.editor.set(this.given));
    this.stops.hidden = true;
    const bar = make("div", { class: "live-bar" }, this.runs, this.stops, reset, this.line);
    this.shown = make("div", {});
    this.output = new Output(this.shown);
    this.button.remove();
    this.block.replaceWith(place);
    this.root.append(bar, this.shown);
    this.editor = makeEditor(place, this.code, {
      label: `Code block ${this.k + 1}`,
      run: () => this.run(),
      changed: (text) => {
        this.code = text;
        this.changed?.(text === this.given ? null : text);
      },
    });
    await this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    this.runs.disabled = true;
    this.stops.hidden = false;
    this.output.clear();
    this.editor.mark(0);
    const first = this.cells.before(this, this.interpreter);
    let good = true;
    for (const other of first) {
      this.line.textContent = `Block ${other.k + 1} above runs first …`;
      good = await other.runQuietly(this.interpreter, this.output);
      if (!good) break;
    }
    if (good) {
      this.line.textContent = "Running …";
      await this.ask(this.interpreter, (kind, data) => {
        if (kind === "error") this.editor.mark(data.lines[0]?.line ?? 0);
        this.output.heard(kind, data);
      });
      const blocks = first.map((other) => other.k + 1);
      const which = blocks.length === 1 ? `Block ${blocks[0]}` : `Blocks ${blocks.join(", ")}`;
      this.line.textContent = blocks.length ? `${which} above ran first, for the names in it.` : "";
    } else this.line.textContent = "";
    this.running = false;
    this.runs.disabled = false;
    this.stops.hidden = true;
  }

  // Run, if it has not run yet, without a trace, but for an error and for what is to be known of the data.
  async runQuietly(interpreter, output) {
    let good = true;
    await this.ask(interpreter, (kind, data) => {
      if (kind === "error") {
        good = false;
        output.note(`Block ${this.k + 1} above stopped, and this one needs it.`, "bad");
      }
      if (kind === "note") output.note(data);
      if (kind === "error" || kind === "stopped" || kind === "broken") {
        good = false;
        output.heard(kind, data);
      }
    }, () => this.ranIn !== interpreter.worker);
    return good;
  }

  async ask(interpreter, heard, needed) {
    const request = { kind: "run", source: this.code, name: `block ${this.k + 1}` };
    const more = { space: this.cells.space, fresh: false, columns: this.shown ? columns(this.shown) : 80 };
    let worker = null;
    await interpreter.ask({ ...request, ...more }, (kind, data) => {
      worker ??= interpreter.worker;
      if (kind === "done" && data.good) this.ranIn = worker;
      heard(kind, data);
    }, needed);
  }
}
