// A part of the quiz's script, put in front of its start by content.py: the page around the frame
// keeps the answers.  It is sent what there is to keep, and sends back what was kept.

const kept = () => ({
  rung, variants, tried: asking.tried, first: asking.first,
  said: [...said].filter(([, words]) => words.size).map(([key, words]) => [key, [...words]]),
});
const keep = () => parent.postMessage(kept(), "*");

function restore(data) {
  variants.splice(0, Infinity, ...rungs.map(({ given }, k) => data.variants[k] % given.length || 0));
  for (const [key, words] of data.said) said.set(key, new Map(words));
  asking.tried = data.tried;
  asking.first = data.first;
  find("score").firstChild.textContent = `${asking.first} of ${asking.tried} `;
  find("score").hidden = !asking.tried;
  show(Math.min(data.rung, rungs.length - 1));
}

asking.after = () => {
  afterAnswer();
  keep();
};
find("ladder").addEventListener("click", () => setTimeout(keep));
addEventListener("message", ({ source, data }) => source === parent && restore(data));
parent.postMessage("ready", "*");
