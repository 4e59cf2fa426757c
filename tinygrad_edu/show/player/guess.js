// Guess first: before a step back shows its gradients, the reader is asked for a number of one.

const asking = { on: false, wrong: 0, said: new Map(), tried: 0, first: 0 }; // `said` once answered

// The question of this step, if it has not been answered yet.
function pending() {
  return asking.on && !asking.said.has(now) ? steps[now].asks : undefined;
}

// What cards and arrows show: while there is a question, what they showed before.
const seen = () => (pending() ? now - 1 : now);

// --- mistakes ---------------------------------------------------------------------------------

const MISTAKES = {
  multiplied: "The parts are multiplied here. Each use moves {L} on its own, so they are added.",
  before: "That was there before. {z} uses {x} once more, and that adds a part.",
  alone: "That is the part of this use alone. Add the parts that were there before.",
  sign: "That is right in size, but not in sign: if {x} grows a little, does {L} grow or fall?",
  g: "That is g alone. Multiply it by the local derivative: how {z} moves when {x} moves.",
  slope: "That is the local derivative alone. Multiply it by g, the gradient that comes in.",
  share: "That is {n} times too large: in a mean, each of the {n} entries has a share of 1/{n}.",
  averaged: "That is {n} times too small: the parts are added up, not averaged.",
  one: "That is one of several parts: {x} moves {n} entries of {z}. Add them all up.",
  transposed: "Rows and columns are exchanged: one of the two matrices must be transposed.",
  x: "That is the value of {x}. A derivative says how much {L} moves when {x} moves.",
  z: "That is the value of {z}. A derivative says how much {L} moves when {x} moves.",
  gx: "That is g times the value of {x} itself. Take the local derivative instead of the value.",
  gz: "That is g times the value of {z} itself. Take the local derivative instead of the value.",
};

const entriesOf = (array) => arrays[array].exact;
const total = (terms) => terms.reduce((sum, term) => sum + term, 0);

// The right answer, and [mistake, the number it leads to, n, whether only the last part is wrong]
// for all that is known to go wrong.
function answers(asks, rows) {
  const { entry, slopes, parts } = asks;
  const [g, answer, x, z] = ["g", "answer", "x", "z"].map((name) => entriesOf(asks.arrays[name]));
  const right = answer[entry];
  const ways = parts.map((part) => entriesOf(part)[entry]); // of which the last is this step's
  const before = total(ways.slice(0, -1));
  const used = [...slopes.keys()].filter((j) => slopes[j] !== 0);
  const terms = used.map((j) => slopes[j] * g[j]);
  const [part, gs] = [total(terms), total(used.map((j) => g[j]))];
  const of = (mistake, number, n) => [mistake, before + number, n, ways.length > 1];
  const several = used.length > 1;
  const found = [
    ...(ways.length > 1
      ? [["multiplied", ways.reduce((a, b) => a * b)], ["before", before], ["alone", part]] : []),
    ...(answer.length > g.length ? [of("share", part * answer.length, answer.length)] : []),
    ...(several ? [of("averaged", part / used.length, used.length)] : []),
    ...exchanged(asks, rows, answer).map((number) => ["transposed", number]),
    ["sign", -right], of("sign", -part),
    of("g", gs), of("slope", total(used.map((j) => slopes[j]))),
    ...(several ? terms.map((term) => of("one", term, used.length)) : []),
    ["x", x[entry]], of("gx", gs * x[entry]),
    ...(z.length === 1 || z.length === x.length
      ? [["z", z[z.length > 1 ? entry : 0]], of("gz", gs * z[z.length > 1 ? entry : 0])] : []),
  ];
  return { right, found };
}

// What comes out if the answer is transposed, or one of the factors of a matrix product is not.
function exchanged({ entry, arrays: { answer } }, rows, all) {
  const columns = arrays[answer].rows[0].length;
  const [i, j] = [Math.floor(entry / columns), entry % columns];
  const across = j * columns + i;
  const inRange = i < columns && across < all.length ? [all[across]] : [];
  const blocks = rows.flat();
  const factor = (kind) => arrays[blocks.find((block) => block.kind === kind)?.array];
  const [left, right] = [factor("left"), factor("right")];
  if (!left) return inRange;
  const at = ({ rows: [row], exact }, r, c) => exact[r * row.length + c];
  const square = ({ rows }) => rows.length === rows[0].length;
  const sum = (term) => total(left.rows[0].map((_, k) => term(k)));
  return [
    ...inRange,
    ...(square(left) ? [sum((k) => at(left, k, i) * at(right, k, j))] : []),
    ...(square(right) ? [sum((k) => at(left, i, k) * at(right, j, k))] : []),
  ];
}

// Whether a number that somebody wrote is meant to be this one: to 1 %, or as it is rounded.
const near = (x, y) => Math.abs(x - y) <= Math.max(0.01 * Math.abs(y), 1e-9);

// The mistake that leads to this number, in words; "" if none is known.
function mistakeOf(guess, asks, rows) {
  const { right, found } = answers(asks, rows);
  const known = found.find(([, wrong]) => near(guess, wrong) && !near(wrong, right));
  if (!known) return "";
  const [mistake, , n, inPart] = known;
  const words = { ...asks.names, n };
  const told = MISTAKES[mistake];
  return (inPart ? told.replace("That is", "The part that you added is") : told).replace(/\{(\w+)\}/g, (_, name) => words[name]);
}

// --- what was written -------------------------------------------------------------------------

// A number, or a calculation with + − * /, as "2 * 0.5 + 1"; NaN if it is neither.
function calculated(text) {
  if (/[\d.]\s+[\d.]/.test(text)) return NaN;
  const plainText = text.replace(/\s+/g, "").replace(/[−–]/g, "-").replace(/[×·]/g, "*");
  const sums = plainText.replace(/,/g, ".").replace(/([\d.)])([+-])/g, "$1 $2").split(" ");
  return total(sums.map((sum) => {
    const [first, ...others] = sum.split(/(?=[*/])/);
    const value = (factor) => (/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(factor) ? Number(factor) : NaN);
    return others.reduce((product, factor) => {
      const by = value(factor.slice(1));
      return factor[0] === "*" ? product * by : product / by;
    }, value(first));
  }));
}

// --- asking -----------------------------------------------------------------------------------

function paintQuestion() {
  const asks = pending();
  const said = asking.on ? asking.said.get(now) : undefined;
  toggle(find("ask"), { asked: asks });
  find("ask").hidden = !asks && !said;
  if (asks) find("question").textContent = `What will ${asks.names.dx} be?`;
  find("verdict").textContent = said ?? "";
}

function check(event) {
  event.preventDefault();
  const asks = pending();
  const guess = calculated(find("guess").value);
  if (!asks || !find("guess").value.trim()) return;
  if (!Number.isFinite(guess)) return say("Write a number, or a calculation such as 2 * 0.5 + 1.");
  const { right } = answers(asks, steps[now].rows);
  if (near(guess, right)) {
    asking.first += asking.wrong ? 0 : 1;
    return answered("Right");
  }
  const mistake = mistakeOf(guess, asks, steps[now].rows);
  asking.wrong += 1;
  if (asking.wrong > 1) return answered(mistake ? `${mistake} The answer` : "No; the answer");
  const more = asks.parts.length > 1 ? ", added to what it got before" : "";
  say(mistake || `No. Here ${asks.names.x} gets ${asks.names.rule}${more}.`);
}

function say(words) {
  find("verdict").textContent = words;
  find("guess").select();
  fitPanel(); // which has less room now
}

// Show the step, and the words before the answer.
function answered(words) {
  const { names, entry, arrays: { answer } } = pending();
  asking.tried += 1;
  const number = exactly(entriesOf(answer)[entry], 4);
  const score = `${asking.first} of ${asking.tried} right at the first try.`;
  asking.said.set(now, `${words}: ${names.dx} = ${number}. ${score}`);
  paint();
  follow();
  find(now === last ? "back" : "next").focus();
}

// A new step: its question, or none.
function ask() {
  asking.wrong = 0;
  find("guess").value = "";
  if (pending()) find("guess").focus({ preventScroll: true });
}

function listenToGuesses() {
  find("asks").hidden = !steps.some(({ asks }) => asks);
  find("asks").addEventListener("click", () => {
    asking.on = !asking.on;
    find("asks").setAttribute("aria-pressed", String(asking.on));
    stop();
    if (asking.on && !pending()) now = steps.findIndex((step, k) => k >= now && step.asks);
    go(Math.max(now, 0));
  });
  find("ask").addEventListener("submit", check);
  find("show").addEventListener("click", () => answered("Shown"));
  find("guess").addEventListener("keydown", (event) => {
    const moves = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
    if (!moves || event.target.value) event.stopPropagation();
  });
}
