// Guess first: before a step back shows its gradients, the reader is asked for a number of one.

// The question of this step, if it has not been answered yet; `said` holds what was said once.
function pending() {
  return asking.on && !asking.said.has(now) ? steps[now].asks : undefined;
}

// What cards and arrows show: while there is a question, what they showed before.
const seen = () => (pending() ? now - 1 : now);

// --- mistakes, which show/questions/misconceptions.py describes ------------------------------------

const entriesOf = (array) => arrays[array].exact;
const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
const rightOf = (asks) => worth(asks.right, asks);

// The number that a sum stands for: products of entries of arrays, or of local derivatives.
function worth(terms, { ways }) {
  const entry = ([from, i]) => (from < 0 ? ways[-1 - from].slopes : entriesOf(from))[i];
  const product = ([scale, ...leaves]) => leaves.reduce((x, leaf) => x * entry(leaf), scale);
  return total(terms.map(product));
}

// Whether a number that somebody wrote is meant to be y: to 1 %.
const near = (x, y) => Math.abs(x - y) <= Math.max(0.01 * Math.abs(y), 1e-9);

// The mistakes that lead to a number, at most two: those closest to it, each once.
function behind(guess, asks) {
  const known = asks.mistakes.map(([key, terms, words]) => ({ key, words, x: worth(terms, asks) }));
  const close = known.filter(({ x }) => near(guess, x) && !near(x, rightOf(asks)));
  const least = Math.min(...close.map(({ x }) => Math.abs(guess - x)));
  const best = close.filter(({ x }) => Math.abs(guess - x) <= least + 1e-6 * Math.abs(guess));
  return best.filter(({ key }, k) => best.findIndex((m) => m.key === key) === k).slice(0, 2);
}

// A sentence about a question, with more words.
function told(key, asks, more) {
  const words = { ...asks.words, answer: exactly(rightOf(asks), 4), ...more };
  const text = (word) => (Array.isArray(word) ? `g = ${exactly(worth(word, asks), 4)}` : word);
  return page.sentences[key].replace(/\{(\w+)\}/g, (_, name) => text(words[name]));
}

// What is said to a wrong number, and the mistakes behind it.
function verdictOn(guess, asks) {
  const mistakes = behind(guess, asks);
  const [a, b] = mistakes.map(({ key, words }) => told(key, asks, words));
  const unknown = () => `${told("unknown", asks)} ${told("hint", asks)}`;
  return { mistakes, says: b ? told("either", asks, { a, b }) : a ?? unknown() };
}

// --- what was written -------------------------------------------------------------------------

// A number, or a calculation with + − * / and brackets; NaN if it is neither.
function calculated(text) {
  const plainText = text.replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/,/g, ".").trim();
  const token = /\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[-+*/()])/gi;
  const tokens = [...plainText.matchAll(token)].map(([, found]) => found);
  if (plainText.replace(token, "")) return NaN;
  const next = (signs) => signs.includes(tokens[0] ?? "none") && tokens.shift();

  function sum() {
    let value = product();
    for (let sign; (sign = next("+-")); ) value += sign === "+" ? product() : -product();
    return value;
  }

  function product() {
    let value = factor();
    for (let sign; (sign = next("*/")); ) value = sign === "*" ? value * factor() : value / factor();
    return value;
  }

  function factor() {
    const sign = next("+-");
    if (sign) return sign === "-" ? -factor() : factor();
    if (!next("(")) return /\d/.test(tokens[0]) ? Number(tokens.shift()) : NaN;
    const value = sum();
    return next(")") ? value : NaN;
  }

  const value = sum();
  return tokens.length ? NaN : value;
}

// --- asking -----------------------------------------------------------------------------------

function paintQuestion() {
  const asks = pending();
  const said = asking.on ? asking.said.get(now) : undefined;
  toggle(find("ask"), { asked: asks });
  find("ask").hidden = !asks && !said;
  if (asks) find("question").textContent = told("ask", asks);
  find("verdict").textContent = said ?? "";
  point([]);
}

// Point at the arrows that a wrong number has counted.
function point(mistakes) {
  const counted = mistakes.filter(({ key }) => key === "path").map(({ words }) => words.use);
  for (const group of texts(graph, "g.edge")) toggle(group, { counted: counted.includes(group.id) });
}

function check(event) {
  event.preventDefault();
  const asks = pending();
  const guess = calculated(find("guess").value);
  if (!asks || !find("guess").value.trim()) return;
  if (!Number.isFinite(guess)) return say(told("wanted", asks));
  if (near(guess, rightOf(asks))) {
    asking.first += asking.wrong ? 0 : 1;
    return answered(told("right", asks));
  }
  const { mistakes, says } = verdictOn(guess, asks);
  asking.wrong += 1;
  if (asking.wrong > 1) return answered(`${says} ${told("shown", asks)}`);
  say(says);
  point(mistakes);
}

function say(words) {
  find("verdict").textContent = words;
  find("guess").select();
  fitPanel(); // which has less room now
}

// Show the step, and the words before the score.
function answered(words) {
  asking.tried += 1;
  asking.said.set(now, `${words} ${asking.first} of ${asking.tried} right at the first try.`);
  paint();
  follow();
  find(now === last ? "back" : "next").focus();
  asking.after?.();
}

// A new step: its question, or none.
function ask() {
  asking.wrong = 0;
  find("guess").value = "";
  if (pending()) find("guess").focus({ preventScroll: true });
}

function listenToGuesses() {
  asking.on ||= Boolean(page.quiz);
  find("asks").setAttribute("aria-pressed", String(asking.on));
  find("asks").hidden = !steps.some(({ asks }) => asks);
  find("asks").addEventListener("click", () => {
    asking.on = !asking.on;
    find("asks").setAttribute("aria-pressed", String(asking.on));
    stop();
    if (asking.on && !pending()) now = steps.findIndex((step, k) => k >= now && step.asks);
    go(Math.max(now, 0));
  });
  find("ask").addEventListener("submit", check);
  find("show").addEventListener("click", () => answered(told("shown", pending())));
  find("guess").addEventListener("keydown", (event) => {
    const moves = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
    if (!moves || event.target.value) event.stopPropagation();
  });
}
