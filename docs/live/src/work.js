// What a learner wrote and solved: in the browser's storage, if it has one, and in a file.
const EMPTY = { version: 1, program: null, exercises: {}, cells: {}, quiz: null };
const isObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);
const isText = (x) => typeof x === "string";
const isCount = (x) => Number.isInteger(x) && x >= 0;

export class Work {
  constructor(key) {
    this.key = key;
    this.kept = true;
    try {
      const text = localStorage.getItem(key);
      this.data = text ? checked(JSON.parse(text)) : structuredClone(EMPTY);
      localStorage.setItem(key, this.text());
    } catch {
      this.data ??= structuredClone(EMPTY);
      this.kept = false;
    }
  }

  text() {
    return JSON.stringify(this.data, null, 1);
  }

  // Another tab may have written since: its work is kept, too.
  renew() {
    if (!this.kept) return;
    try {
      const text = localStorage.getItem(this.key);
      if (text) this.data = checked(JSON.parse(text));
    } catch {
      // what is written there is not ours
    }
  }

  change(how) {
    this.renew();
    how(this.data);
    try {
      localStorage.setItem(this.key, this.text());
    } catch {
      this.kept = false;
    }
  }

  // Take over the work of a file; what was solved in either is solved.  How many that are.
  // `exercises` are those that there are.
  read(text, exercises) {
    const other = checked(JSON.parse(text));
    this.change((data) => {
      data.program = other.program ?? data.program;
      data.quiz = other.quiz ?? data.quiz;
      Object.assign(data.cells, other.cells);
      for (const [name, theirs] of Object.entries(other.exercises)) {
        if (!Object.hasOwn(exercises, name)) continue;
        const mine = data.exercises[name] ?? {};
        data.exercises[name] = { ...mine, ...theirs, solved: Boolean(mine.solved || theirs.solved) };
      }
    });
    return Object.values(this.data.exercises).filter((mine) => mine.solved).length;
  }

  forget() {
    this.change((data) => Object.assign(data, structuredClone(EMPTY)));
  }
}

// The work, or an error if this is another thing.
function checked(data) {
  if (!isObject(data) || data.version !== 1 || !isObject(data.exercises) || !isObject(data.cells)) {
    throw new TypeError("this is no work of the playground");
  }
  const exercises = Object.entries(data.exercises).filter(([, mine]) => isObject(mine));
  const isProgram = isObject(data.program) && isText(data.program.name) && isText(data.program.code);
  const cells = Object.entries(data.cells).filter(([, code]) => isText(code));
  return {
    version: 1,
    program: isProgram ? data.program : null,
    exercises: Object.fromEntries(exercises.map(([name, mine]) => [name, entry(mine)])),
    cells: Object.fromEntries(cells),
    quiz: isQuiz(data.quiz) ? data.quiz : null,
  };
}

// What belongs to an exercise, without what is of another kind.
function entry({ code, solved, tries, hints }) {
  const found = {};
  if (isText(code)) found.code = code;
  if (solved === true) found.solved = true;
  if (isCount(tries)) found.tries = tries;
  if (isCount(hints)) found.hints = hints;
  return found;
}

// What keep.js sends: the question, its numbers, the score, and what was said to each answer.
export function isQuiz(data) {
  const isPair = (x, first, second) => Array.isArray(x) && typeof x[0] === first && second(x[1]);
  const isSaid = (x) => Array.isArray(x) && x.every((step) => isPair(step, "number", isText));
  return (
    isObject(data) && [data.rung, data.tried, data.first].every(isCount) && data.first <= data.tried &&
    Array.isArray(data.variants) && data.variants.every(isCount) &&
    Array.isArray(data.said) && data.said.every((x) => isPair(x, "string", isSaid))
  );
}
