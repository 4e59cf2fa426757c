// Numbers in print, as watch/digits.py prints them.

const EPSILON = 2 ** -52;

// The entries of a float64 array: three digits, fewer if that is exact.  Only 0 is written as 0; what
// rounding may have left, next to larger numbers, is ≈ 0.
function numbers(values, largest = 0) {
  const finite = values.filter(Number.isFinite).map(Math.abs);
  const most = Math.max(0, ...finite);
  const noise = 4 * EPSILON * Math.max(most, largest);
  const tinyOrHuge = most && !(most >= 1e-3 && most < 1e5);
  const decimals = tinyOrHuge ? null : decimalsFor(finite.filter((x) => x > noise));
  return values.map((x) => inPrint(x, decimals, noise));
}

// The decimals for these numbers: three digits of the largest, fewer if that is exact.
function decimalsFor(finite) {
  if (!finite.length) return 0;
  const decimals = Math.min(Math.max(2 - Math.floor(Math.log10(Math.max(...finite))), 0), 4);
  for (let fewer = 0; fewer < decimals; fewer++) {
    const off = (x) => Math.abs(x - toEven(x * 10 ** fewer) / 10 ** fewer);
    if (finite.every((x) => off(x) <= 8 * EPSILON * Math.max(x, 1e-3))) return fewer;
  }
  return decimals;
}

// A number with this many decimals, or else with a power of ten.
function inPrint(x, decimals, noise) {
  if (x === 0) return "0";
  if (!Number.isFinite(x)) return onPaper(String(x));
  if (Math.abs(x) <= noise) return "≈ 0";
  if (decimals !== null) {
    const text = fixed(x, decimals);
    if (/[1-9]/.test(text)) return onPaper(text);
    if (Math.abs(x) >= 1e-3) return onPaper(fixed(x, 1 - Math.floor(Math.log10(Math.abs(x)))));
  }
  return onPaper(scientific(x)).replace(".0e", "e").replace(/e0$/, "");
}

const onPaper = (text) =>
  text.replace("e+", "e").replace("NaN", "nan").replace("Infinity", "∞").replace(/-/g, "−");

// --- rounding: halves go to the even neighbour, as in Python ------------------------------------

function toEven(x) {
  const low = Math.floor(x);
  const half = x - low === 0.5;
  return half ? low + (low % 2) : Math.round(x);
}

// Whether what is cut off is just a half, and what is kept is even: JavaScript would round it up.
const staysEven = (kept, rest) => /[02468]\.?$/.test(kept) && /^50*$/.test(rest);

function fixed(x, decimals) {
  const all = x.toFixed(decimals + 80); // all digits that a number of this size has
  const kept = all.slice(0, -80);
  return staysEven(kept, all.slice(-80)) ? kept.replace(/\.$/, "") : x.toFixed(decimals);
}

function scientific(x) {
  const [digits, power] = x.toExponential(80).split("e");
  const kept = digits.slice(0, -79);
  return staysEven(kept, digits.slice(-79)) ? `${kept}e${power}` : x.toExponential(1);
}
