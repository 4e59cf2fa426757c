// One interpreter of a page: it is loaded when it is first needed, in a worker, so that the page
// stays alive and a program can be stopped.  A worker that was stopped is replaced by a new one.

const WORKER = "worker.js";
const WASM = "pyodide.asm.wasm";
const LOCK = "pyodide-lock.json";
export const STOPPED = new Error("it was stopped while it started");

export class Interpreter {
  // `part(name)` gives a part's bytes; `names` are all parts, `onstate(state, words)` is told of
  // asleep, starting, ready, busy and broken.
  constructor(part, names, onstate) {
    this.part = part;
    this.names = names;
    this.onstate = onstate;
    this.state = "asleep";
    this.parts = null;
    this.task = null;
    this.waiting = [];
  }

  say(state, words = "") {
    this.state = state;
    this.onstate(state, words);
  }

  // All parts, each once, whatever happens to workers.
  load() {
    this.parts ??= (async () => {
      const found = {};
      let k = 0;
      for (const name of this.names) {
        this.say("starting", `${k} of ${this.names.length} parts are unpacked`);
        found[name] = await this.part(name);
        k += 1;
      }
      const files = {};
      for (const [name, bytes] of Object.entries(found)) {
        if (name !== WORKER && name !== WASM && name !== LOCK) files[name] = bytes;
      }
      this.say("starting", "Python is compiled");
      return {
        code: URL.createObjectURL(new Blob([found[WORKER]], { type: "text/javascript" })),
        start: {
          kind: "start",
          files,
          lock: new TextDecoder().decode(found[LOCK]),
          wasm: await WebAssembly.compile(found[WASM]),
        },
      };
    })();
    return this.parts;
  }

  // Resolves once Python waits for something to do.
  start() {
    this.started ??= new Promise((resolve, reject) => {
      this.reject = reject;
      const turn = {};
      this.turn = turn;
      this.say("starting", "");
      this.load().then(({ code, start }) => {
        if (turn !== this.turn) return; // it was stopped meanwhile, and begins anew
        const worker = new Worker(code);
        this.worker = worker;
        worker.onerror = (event) => this.broken(event.message || "the worker ended", worker);
        worker.onmessage = ({ data }) => {
          if (worker !== this.worker) return;
          if (data.kind === "progress") this.say("starting", data.data);
          else if (data.kind === "broken") this.broken(data.data, worker);
          else if (data.kind === "ready") {
            this.say("ready");
            resolve();
          } else this.task?.heard(data.kind, data.data);
        };
        worker.postMessage(start);
      }).catch((error) => turn === this.turn && this.broken(String(error?.message || error), null));
    });
    return this.started;
  }

  broken(words, worker) {
    if (worker && worker !== this.worker) return;
    this.worker?.terminate();
    this.worker = null;
    this.started = null;
    const task = this.task;
    this.task = null;
    this.say("broken", words);
    this.reject?.(new Error(words));
    task?.heard("broken", words);
  }

  // Do one thing; `heard(kind, data)` is told what comes of it, and "done", "stopped" or "broken"
  // at the end.  Requests wait for each other; when its turn comes, `needed()` says whether to do it.
  ask(message, heard, needed = () => true) {
    const before = this.last ?? Promise.resolve();
    this.last = before.then(() => this.askNow(message, heard, needed)).catch(() => {});
    return this.last;
  }

  async askNow(message, heard, needed) {
    try {
      await this.start();
    } catch (error) {
      heard(error === STOPPED ? "stopped" : "broken", error.message);
      return;
    }
    if (!needed()) {
      heard("done", { good: true });
      return;
    }
    this.say("busy");
    await new Promise((resolve) => {
      this.task = {
        heard: (kind, data) => {
          const ended = kind === "done" || kind === "stopped" || kind === "broken";
          if (ended) {
            this.task = null;
            if (kind === "done") this.say("ready");
          }
          heard(kind, data);
          if (ended) resolve();
        },
      };
      this.worker.postMessage(message);
    });
  }

  // End the worker, and with it whatever it does, or waits to do; begin anew.
  stop() {
    if (!this.started) return;
    this.worker?.terminate();
    this.worker = null;
    this.reject(STOPPED);
    this.started = null;
    const task = this.task;
    this.start().catch(() => {});
    task?.heard("stopped");
  }
}

// The bytes of a part: gzip in base64.
export async function unpacked(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
