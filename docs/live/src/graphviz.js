// Graphviz for build.py: a graph in DOT on each line of stdin, as JSON; its SVG on a line of stdout.
const { instance } = require("@viz-js/viz");
const readline = require("node:readline");

instance().then((viz) => {  // only then are lines read: one that comes before would be lost
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const { source, images } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(viz.renderString(source, { format: "svg", images }))}\n`);
  });
});
