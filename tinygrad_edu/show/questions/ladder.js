// The ladder: from question to question, each with several sets of numbers.

const find = (id) => document.getElementById(id);
const rungs = JSON.parse(find("rungs").textContent);
const untouched = find("stage").cloneNode(true);
const variants = rungs.map(() => 0);
const said = new Map(); // what was said, by question and numbers
const asking = { on: true, wrong: 0, said: new Map(), tried: 0, first: 0, after: afterAnswer };
let rung = -1;

function show(k) {
  asking.leave?.();
  rung = Math.max(0, Math.min(k, rungs.length - 1));
  const { title, heading, data, svg, given } = rungs[rung];
  const key = `${rung} ${variants[rung]}`;
  if (!said.has(key)) said.set(key, new Map());
  Object.assign(asking, { on: true, wrong: 0, said: said.get(key), place: `rung=${rung + 1}&` });
  find("stage").replaceWith(untouched.cloneNode(true));
  const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  find("graph").replaceChildren(document.importNode(drawing, true));
  find("slider").max = data.steps.length;
  document.querySelector("h1 code").textContent = heading;
  document.querySelector("#place b").textContent = `${rung + 1} of ${rungs.length}:`;
  document.querySelector("#place span").textContent = title;
  find("before").disabled = rung === 0;
  find("after").disabled = rung === rungs.length - 1;
  find("data").textContent = JSON.stringify({ ...data, given: given[variants[rung]] });
  if (!location.hash.startsWith(`#${asking.place}`)) go(asking.place);
  player(asking);
}

function go(place) {
  try { history.replaceState(null, "", `#${place}`); } catch { /* not in a frame */ }
}

function afterAnswer() {
  find("score").firstChild.textContent = `${asking.first} of ${asking.tried} `;
  find("score").hidden = false;
  find(rung < rungs.length - 1 ? "after" : "another").focus();
}

// The question in the address.
function start() {
  const [, k] = /rung=(\d+)/.exec(location.hash) ?? [0, 1];
  if (Number(k) - 1 !== rung) show(Number(k) - 1);
}

find("scroll").replaceChildren(); // all steps of the first graph, for a page without a script
find("before").addEventListener("click", () => show(rung - 1));
find("after").addEventListener("click", () => show(rung + 1));
find("another").addEventListener("click", () => {
  variants[rung] = (variants[rung] + 1) % rungs[rung].given.length;
  show(rung);
});
addEventListener("hashchange", start);
start();
