// Graphviz for build.py: a graph in DOT on each line of stdin, as JSON; its SVG on a line of stdout.
const { instance } = require("@viz-js/viz");
const lines = require("node:readline").createInterface({ input: process.stdin });

instance().then((viz) => {
  lines.on("line", (line) => {
    const { source, images } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(viz.renderString(source, { format: "svg", images }))}\n`);
  });
});
