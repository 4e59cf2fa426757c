// Run a program of Python with Pyodide in Node, for build.py: the archives that are named after it
// lie in its root, where it writes them anew; the last one is unpacked, and stays as it is.
const { loadPyodide } = require("pyodide");
const fs = require("node:fs");
const path = require("node:path");

const [program, stdlib, numpy, own] = process.argv.slice(2);
const read = (file) => new Uint8Array(fs.readFileSync(file));

(async () => {
  const python = await loadPyodide({ stdLibURL: path.resolve(stdlib) });
  for (const file of [numpy, own]) {
    python.unpackArchive(read(file), "zip", { extractDir: "/lib/python3.12/site-packages" });
  }
  for (const file of [stdlib, numpy]) python.FS.writeFile(`/${path.basename(file)}`, read(file));
  python.runPython(fs.readFileSync(program, "utf8"));
  for (const file of [stdlib, numpy]) {
    fs.writeFileSync(file, python.FS.readFile(`/${path.basename(file)}`));
  }
})().catch((error) => {
  console.error(String(error.message ?? error).slice(0, 2000));
  process.exit(1);
});
