// The playground: programs, the course, the exercises, the quiz, and one's own work.
import { Cells } from "./cell.js";
import { download, framed, make, reveal } from "./dom.js";
import { highlighted, makeEditor } from "./editor.js";
import { Interpreter, unpacked } from "./interpreter.js";
import { brokeDown, columns, Output } from "./output.js";
import { isQuiz, Work } from "./work.js";

const PATIENCE = 60; // seconds that a check may take
const find = (id) => document.getElementById(id);

// --- what is inside this file -----------------------------------------------------------------

async function part(name) {
  const element = find(`part:${name}`);
  const bytes = await unpacked(element.textContent);
  element.remove(); // its letters are not needed twice
  return bytes;
}

const all = [...document.querySelectorAll("script[id^='part:']")].map((x) => x.id.slice(5));
const OWN = ["content.json", "quiz.html", "app.js"];
const names = all.filter((name) => !OWN.includes(name));
const text = async (name) => new TextDecoder().decode(await part(name));

// --- Python -----------------------------------------------------------------------------------

const STATES = {
  asleep: "Python is not needed yet",
  starting: "Python starts",
  ready: "Python is ready",
  busy: "Python is running",
  broken: "Python broke down",
};
let clock = null;
const interpreter = new Interpreter(part, names, (state, words) => {
  find("state").dataset.state = state;
  if (state === "starting") clock ??= performance.now();
  else clock = null;
  const more = state === "starting" && words ? `: ${words} …` : state === "starting" ? " …" : "";
  find("words").textContent = words && state === "broken" ? `${STATES[state]}: ${words}` : STATES[state] + more;
});

// --- one's own work ---------------------------------------------------------------------------

const work = new Work("tinygrad_edu.playground");

// --- programs ---------------------------------------------------------------------------------

function startPrograms(content) {
  const output = new Output(find("output"));
  const select = find("programs");
  const own = work.data.program;
  select.append(...content.programs.map((p) => make("option", { value: p.name }, p.title)));
  select.append(make("option", { value: "empty" }, "An empty page"));
  const given = (name) => content.programs.find((p) => p.name === name)?.code ?? "";
  const first = content.programs[0].name;
  select.value = own?.name ?? first;
  const editor = makeEditor(find("editor"), own?.code ?? given(first), {
    label: "Your program",
    run,
    changed: (code) => work.change((data) => (data.program = { name: select.value, code })),
  });
  output.clear("What the program prints and draws appears here.");
  let running = false;

  async function run() {
    if (running) return;
    running = true;
    find("run").disabled = true;
    find("stop").hidden = false;
    editor.mark(0);
    output.clear();
    const ready = interpreter.state === "ready";
    output.note(ready ? "Running …" : "Python starts first; that takes some seconds.");
    const waits = find("output").firstElementChild;
    reveal(waits);
    const source = editor.text();
    const request = { kind: "run", source, name: "program", space: "program", fresh: true };
    await interpreter.ask({ ...request, columns: columns(find("output")) }, (kind, data) => {
      waits?.remove();
      if (kind === "error" && data.lines.length) editor.mark(data.lines[0].line);
      output.heard(kind, data);
    });
    running = false;
    find("run").disabled = false;
    find("stop").hidden = true;
  }

  find("run").addEventListener("click", run);
  find("stop").addEventListener("click", () => interpreter.stop());
  select.addEventListener("change", () => {
    const before = editor.text();
    const changed = before.trim() && !content.programs.some((p) => p.code === before);
    editor.set(given(select.value));
    output.clear("Press Run to see what it does.");
    if (changed) {
      const back = make("button", { type: "button", class: "live-small" }, "Bring my program back");
      back.addEventListener("click", () => {
        editor.set(before);
        output.clear();
      });
      output.add(back);
    }
  });
  const again = () => {
    const kept = work.data.program ?? { name: first, code: given(first) };
    select.value = kept.name;
    editor.set(kept.code);
    output.clear();
  };
  return { show() {}, again };
}

// --- the course -------------------------------------------------------------------------------

function startCourse(content) {
  const pages = content.chapters;
  find("chapters").append(
    ...pages.map((c) => make("li", {}, make("a", { href: `#course/${c.name}`, "data-name": c.name }, c.title))),
    make("li", {}, make("a", { href: "#glossary", "data-name": "glossary" }, "Glossary")),
  );
  let shown = null;

  function show(name, anchor) {
    const page = name === "glossary" ? { name, html: content.glossary } : pages.find((c) => c.name === name) ?? pages[0];
    current("#chapters a", page.name);
    if (page.name !== shown) {
      shown = page.name;
      fill(page);
      scrollTo(0, 0);
    }
    if (anchor) document.getElementById(`${page.name}/${anchor}`)?.scrollIntoView();
  }

  function fill(page) {
    const article = find("chapter");
    article.innerHTML = page.html; // made by build.py
    for (const code of article.querySelectorAll("pre.cell > code, pre.quoted > code")) {
      const plain = code.textContent;
      code.replaceChildren(highlighted(plain.trimEnd()));
      code.dataset.plain = plain;
    }
    const cells = new Cells(page.name, async (cell) => {
      cell.line.textContent = "Python starts first; that takes some seconds.";
      await interpreter.start();
      return { interpreter, makeEditor };
    });
    article.querySelectorAll("pre.cell").forEach((block, k) => {
      const key = `${page.name}/${k}`;
      block.tabIndex = 0;
      cells.add(block, block.firstElementChild.dataset.plain.trimEnd(), (code) =>
        work.change((data) => {
          if (code === null) delete data.cells[key];
          else data.cells[key] = code;
        }),
      );
      const kept = work.data.cells[key];
      if (kept !== undefined) {
        cells.cells[k].code = kept;
        block.firstElementChild.replaceChildren(highlighted(kept));
      }
    });
  }
  return { show, again: () => (shown = null) };
}

// --- exercises --------------------------------------------------------------------------------

function startExercises(content) {
  const order = content.groups.flatMap((group) => group.names);
  const solved = (name) => Boolean(work.data.exercises[name]?.solved);
  let name = null;
  let editor = null;
  let running = false;

  for (const group of content.groups) {
    const links = group.names.map((x) => {
      const mark = make("span", { class: "mark", "data-mark": x });
      const link = make("a", { href: `#exercise/${x}`, "data-name": x, title: content.exercises[x].question }, mark, x);
      return make("li", {}, link);
    });
    find("exercises").append(make("h2", {}, group.title), make("ul", {}, ...links));
  }

  function marks() {
    for (const mark of document.querySelectorAll("[data-mark]")) {
      const done = solved(mark.dataset.mark);
      mark.textContent = done ? "✓" : "";
      mark.setAttribute("aria-label", done ? "solved: " : "");
      mark.setAttribute("role", done ? "img" : "presentation");
    }
    const count = order.filter(solved).length;
    find("count").textContent = `${count} of ${order.length} solved`;
    find("bar").max = order.length;
    find("bar").value = count;
    const after = order.slice(order.indexOf(name) + 1).concat(order).find((x) => !solved(x));
    find("next").hidden = !solved(name) || !after;
    find("next").href = `#exercise/${after}`;
  }

  function note(change, about = name) {
    work.change((data) => change((data.exercises[about] ??= {})));
  }

  function show(wanted) {
    const next = Object.hasOwn(content.exercises, wanted) ? wanted : order.find((x) => !solved(x)) ?? order[0];
    if (next === name) return;
    name = next;
    const exercise = content.exercises[name];
    find("question").textContent = exercise.question;
    current("#exercises a", name);
    editor?.remove();
    editor = makeEditor(find("answer"), work.data.exercises[name]?.code ?? exercise.given, {
      label: `Your answer to ${name}`,
      run: check,
      changed: (code) => note((mine) => (mine.code = code)),
    });
    say("waits", [make("p", {}, "Read the task in the editor, write what is missing, then check it.")]);
    find("hints").replaceChildren();
    hintButton();
    marks();
    scrollTo(0, 0);
  }

  function say(kind, inside) {
    find("verdict").replaceChildren(make("div", { class: `verdict ${kind}` }, ...inside));
  }

  async function check() {
    if (running) return;
    running = true;
    find("check").disabled = true;
    find("halt").hidden = false;
    editor.mark(0);
    const asked = name;
    const words = make("p", {}, "Checking …");
    say("waits", [words]);
    reveal(find("verdict"));
    let begun = null;
    const late = setInterval(() => {
      if (interpreter.state === "starting") words.textContent = "Python starts first; that takes some seconds.";
      if (interpreter.state !== "busy") return;
      begun ??= performance.now();
      const seconds = Math.round((performance.now() - begun) / 1000);
      if (seconds > 2) words.textContent = `Checking, for ${seconds} seconds now …`;
      if (seconds > PATIENCE) {
        stoppedBy = `It did not end within ${PATIENCE} seconds, and was stopped. Is there a loop that never ends?`;
        interpreter.stop();
      }
    }, 500);
    let stoppedBy = "Stopped. Python starts again.";
    await interpreter.ask({ kind: "check", name, source: editor.text(), columns: 60 }, (kind, data) => {
      if (kind === "done") record(asked, data);
      if (asked !== name) return; // one looks at another exercise by now
      if (kind === "progress") words.textContent = data;
      else if (kind === "done") verdict(data);
      else if (kind === "stopped") say("", [make("p", {}, stoppedBy)]);
      else if (kind === "broken") say("", [make("p", {}, brokeDown("check", data))]);
    });
    clearInterval(late);
    running = false;
    find("check").disabled = false;
    find("halt").hidden = true;
  }

  function verdict(found) {
    const lines = [make("strong", {}, found.passed ? "✓ That is right." : "Not yet.")];
    for (const warning of found.warnings) lines.push(make("p", {}, `Warning: ${warning}`));
    if (!found.passed) lines.push(make("p", {}, found.said));
    if (found.hint) lines.push(make("p", {}, found.hint));
    if (found.details.length) lines.push(make("pre", { tabindex: "0" }, found.details.join("\n")));
    if (found.printed.trim()) {
      lines.push(make("p", {}, "It printed:"), make("pre", { tabindex: "0" }, found.printed.trimEnd()));
    }
    if (found.passed && found.ours) {
      lines.push(make("p", {}, "This is one way to write it:"), make("pre", { tabindex: "0" }, highlighted(found.ours)));
    }
    if (found.passed) lines.push(make("p", {}, make("b", {}, "Now change: "), found.now_change));
    say(found.passed ? "passed" : found.mistake === "given" ? "waits" : "", lines);
    if (!found.passed) editor.mark(found.line ?? 0);
  }

  function record(asked, found) {
    note((mine) => {
      if (found.passed) mine.solved = true;
      else if (found.mistake !== "given") mine.tries = (mine.tries ?? 0) + 1;
    }, asked);
    marks();
  }

  function hintButton() {
    const k = find("hints").childElementCount;
    const left = content.exercises[name].hints.length - k;
    find("hint").disabled = left === 0;
    find("hint").textContent = k === 0 ? "Hint" : left ? `Another hint (${left} left)` : "No more hints";
  }

  find("check").addEventListener("click", check);
  find("halt").addEventListener("click", () => interpreter.stop());
  find("hint").addEventListener("click", () => {
    const k = find("hints").childElementCount;
    const { hints } = content.exercises[name];
    const box = make("div", { class: "hintbox" }, make("h2", {}, `Hint ${k + 1} of ${hints.length}`));
    const inside = make("div");
    inside.innerHTML = hints[k]; // made by build.py
    for (const code of inside.querySelectorAll("pre")) code.tabIndex = 0;
    box.append(inside);
    find("hints").append(box);
    note((mine) => (mine.hints = Math.max(mine.hints ?? 0, k + 1)));
    hintButton();
  });
  find("reset").addEventListener("click", () => {
    const before = editor.text();
    editor.set(content.exercises[name].given);
    const back = make("button", { type: "button" }, "Bring my answer back");
    back.addEventListener("click", () => editor.set(before));
    say("waits", [make("p", {}, "This is the text as it was given."), back]);
  });
  marks();
  return { show, again: () => { const here = name; name = null; show(here); } };
}

// --- the quiz, and one's own work --------------------------------------------------------------

function startQuiz() {
  let page = null;
  let frame = null;
  addEventListener("message", ({ source, data }) => {
    if (source !== frame?.contentWindow) return;
    if (isQuiz(data)) work.change((mine) => (mine.quiz = data));
    else if (data === "ready" && work.data.quiz) source.postMessage(work.data.quiz, "*");
  });

  async function show() {
    if (frame) return;
    frame = framed({ title: "A quiz about gradients" });
    const mine = frame;
    page ??= text("quiz.html");
    mine.srcdoc = await page;
    if (mine === frame) find("quiz").replaceChildren(mine);
  }

  const again = () => {
    find("quiz").replaceChildren();
    frame = null;
  };
  return { show, again };
}

function startYours(content, views) {
  find("where").textContent = work.kept
    ? "Your program, answers, solved exercises and quiz are kept in this browser, on this computer. " +
      "Save them as a file to take them to another one."
    : "This browser keeps nothing for this page, so save your work as a file before you close it.";
  const told = (words, bad = false) => {
    find("told").textContent = words;
    find("told").className = bad ? "bad" : "";
  };
  const ask = (sure) => {
    find("forget").textContent = sure ? "Yes, forget all answers and the program" : "Forget everything";
    if (sure) find("forget").dataset.sure = "";
    else delete find("forget").dataset.sure;
  };
  const again = () => {
    for (const view of [views.program, views.course, views.exercise, views.quiz]) view.again();
  };
  find("export").addEventListener("click", () => {
    work.renew();
    const link = download("tinygrad_edu-work.json", work.text(), "application/json");
    document.body.append(link);
    link.click();
    link.remove();
    told("Saved as tinygrad_edu-work.json, among your downloads.");
  });
  find("import").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const count = work.read(await file.text(), content.exercises);
      told(`Read: ${count} solved exercise${count === 1 ? "" : "s"}, and what you wrote.`);
      again();
    } catch {
      told(`${file.name} is not a file that “Save it as a file” wrote.`, true);
    }
    event.target.value = "";
  });
  find("forget").addEventListener("click", () => {
    const sure = find("forget").dataset.sure !== undefined;
    ask(!sure);
    if (!sure) return;
    work.forget();
    told("Everything is forgotten.");
    again();
  });
  for (const { name, version, licence, text: words } of content.licences) {
    const about = make("summary", {}, `${name} ${version}, ${licence}`);
    find("licences").append(make("details", {}, about, make("pre", { tabindex: "0" }, words)));
  }
  return { show: () => ask(false) };
}

// --- where one is -----------------------------------------------------------------------------

function current(links, name) {
  for (const link of document.querySelectorAll(links)) {
    if (link.dataset.name === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

const TITLES = { program: "Program", course: "Course", exercise: "Exercises", quiz: "Quiz", yours: "Your work" };

async function begin() {
  interpreter.onstate("asleep", "");
  const content = JSON.parse(await text("content.json"));
  const views = { program: startPrograms(content), course: startCourse(content), exercise: startExercises(content) };
  views.quiz = startQuiz();
  views.yours = startYours(content, views);

  function place() {
    try {
      return decodeURIComponent(location.hash.slice(1)).split("/");
    } catch {
      return []; // there is no such place
    }
  }

  function route() {
    const [view, name, anchor] = place();
    if (view === "main" && "begun" in document.body.dataset) return; // it is on the page that is open
    const wanted = view === "glossary" ? "course" : Object.hasOwn(views, view) ? view : "program";
    for (const key of Object.keys(views)) find(`view-${key}`).hidden = key !== wanted;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.dataset.view === wanted) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${TITLES[wanted]} · tinygrad_edu playground`;
    if (view === "glossary") views.course.show("glossary", name);
    else views[wanted].show(name, anchor);
    if (matchMedia("(max-width: 900px)").matches) {
      for (const side of document.querySelectorAll("details.side")) side.open = false;
    }
  }

  addEventListener("hashchange", route);
  route();
  document.body.dataset.begun = "";
  requestAnimationFrame(() => setTimeout(() => interpreter.start().catch(() => {}), 50));
}

begin();
