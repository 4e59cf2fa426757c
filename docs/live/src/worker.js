// The worker: Python, Graphviz, and a loop that does what the page asks for, one thing at a time.
// It is put behind pyodide.asm.js, pyodide.js and Graphviz in one file.  Nothing is fetched: the
// files come in the first message.
"use strict";
{
  const say = (kind, data) => postMessage({ kind, data });
  let python = null;

  async function start({ files, wasm, lock }) {
    const named = (url) => String(url.url ?? url).split("/").pop();
    self.fetch = async (url) => {
      const name = named(url);
      if (name === "pyodide-lock.json") return new Response(lock);
      if (name.endsWith(".wasm")) return new Response("");
      if (files[name]) return new Response(files[name]);
      throw new TypeError(`there is no network here, so ${name} cannot be had`);
    };
    WebAssembly.instantiateStreaming = async (_, imports) => ({
      module: wasm,
      instance: await WebAssembly.instantiate(wasm, imports),
    });
    say("progress", "Python starts");
    const graphviz = Viz.instance();
    const pyodide = await loadPyodide({ indexURL: "https://offline.invalid/", env: { HOME: "/work" } });
    say("progress", "NumPy is unpacked");
    await pyodide.loadPackage("numpy", { messageCallback() {}, errorCallback() {} });
    pyodide.unpackArchive(files["tinygrad_edu.zip"], "zip", { extractDir: "/lib/python3.12/site-packages" });
    const viz = await graphviz;
    self.dot_to_svg = (source, images) => viz.renderString(source, { format: "svg", images: JSON.parse(images) });
    self.tell = say;
    say("progress", "NumPy and tinygrad_edu are imported");
    python = pyodide.pyimport("in_browser");
    python.start();
    say("ready");
  }

  onmessage = async ({ data }) => {
    try {
      if (data.kind === "start") await start(data);
      else say("done", JSON.parse(python.answer(JSON.stringify(data))));
    } catch (error) {
      say("broken", String(error?.message || error));
    }
  };
}
