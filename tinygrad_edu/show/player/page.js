// The page: it goes from step to step, and paints the panel and the picture.

// All that is shown is read from here.
const page = JSON.parse(find("data").textContent);
const { steps, nodes, edges, arrays } = page;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const last = steps.length - 1;
let now = 0; // the step
let timer = null; // while it plays
const left = new AbortController(); // once another page takes its place

// A function, so that all files can call it.
function find(id) {
  return document.getElementById(id);
}

// --- painting ---------------------------------------------------------------------------------

function paint() {
  paintPicture();
  paintPanel();
  paintControls();
}

function paintPanel() {
  const step = steps[now];
  const asks = pending(); // what is not told yet
  const said = asks ? told("ask", asks)
    : `${step.says.map(plain).join(" ")} ${results(step, arrays)}`;
  find("what").replaceChildren(make("span", step.place, step.part), `: ${step.title}`);
  find("live").textContent = `${step.place}: ${step.title}. ${said}`;
  find("formula").replaceChildren(...(step.formula ? [make("code", step.formula)] : []));
  find("says").replaceChildren(...(asks ? [] : step.says.map(sentence)));
  const rows = asks ? step.rows.slice(0, 1) : step.rows;
  find("blocks").replaceChildren(...rows.map((blocks) => row(blocks, arrays)));
  paintQuestion();
  find("story").scrollTop = 0;
  fitPanel();
}

// Where there is no room for all, first the keys are left out, then the words, then all arrays but
// g and the results, then all but the results, which at last are printed small; "more" brings
// them back.
function fitPanel() {
  const [panel, story, more] = ["panel", "story", "more"].map(find);
  const open = more.getAttribute("aria-expanded") === "true";
  panel.classList.toggle("open", open);
  for (const level of open ? [0] : [0, 1, 2, 3, 4, 5]) {
    panel.dataset.without = level;
    if (story.scrollHeight <= story.clientHeight + 1) break;
  }
  const over = [story.scrollHeight - story.clientHeight, story.scrollWidth - story.clientWidth];
  story.tabIndex = Math.max(...over) > 1 ? 0 : -1; // to scroll with keys
  more.hidden = !open && panel.dataset.without < 2;
  more.textContent = open ? "less" : "more";
}

function paintControls() {
  const slider = find("slider");
  slider.value = now + 1;
  slider.setAttribute("aria-valuetext", `${steps[now].place}: ${steps[now].title}`);
  find("back").disabled = now === 0;
  find("next").disabled = now === last;
  for (const tr of document.querySelectorAll("#all tbody tr[data-step]")) {
    tr.classList.toggle("now", Number(tr.dataset.step) === now);
  }
}

// --- from step to step ------------------------------------------------------------------------

function go(step) {
  now = between(0, step, last);
  paint();
  scrollTo({ top: 0, behavior: calm.matches ? "instant" : "smooth" });
  follow();
  ask();
  try { history.replaceState(null, "", `#${asking.place ?? ""}step=${now + 1}`); } catch { /* not in a frame */ }
}

function jump(step) {
  stop();
  go(step);
}

// --- playing ----------------------------------------------------------------------------------

// Milliseconds: time to read the words of a step, and to look at its arrays.
function pause({ says, rows }) {
  const words = says.map(plain).join(" ").split(" ").length;
  return (1000 + 120 * words + 350 * rows.flat().length) / Number(find("speed").value);
}

function wait() {
  timer = setTimeout(() => {
    go(now + 1);
    if (now === last || pending()) stop();
    else wait();
  }, pause(steps[now]));
}

function stop() {
  clearTimeout(timer);
  timer = null;
  find("play").textContent = "Play";
}

function play() {
  if (timer !== null) return stop();
  if (now === last) go(0);
  find("play").textContent = "Pause";
  wait();
}

// --- printing ---------------------------------------------------------------------------------

// On paper: the finished passes, before parameters move, and the table.
function print() {
  stop();
  const { open } = find("all");
  const [before, { on }] = [now, asking];
  asking.on = false;
  now = steps.findLastIndex(({ part }) => part === "backward");
  paintPicture();
  find("all").open = true;
  addEventListener("afterprint", () => {
    now = before;
    asking.on = on;
    paint();
    find("all").open = open;
  }, { once: true });
}

// --- what the reader does ---------------------------------------------------------------------

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.shiftKey && event.key !== "+") return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest("select")) return;
  const own = target.closest("button, summary, g.node");
  const move = {
    ArrowLeft: () => jump(now - 1),
    ArrowRight: () => jump(now + 1),
    Home: () => jump(0),
    End: () => jump(last),
    "-": () => zoomBy(1 / 1.25),
    "+": () => zoomBy(1.25),
    "=": () => zoomBy(1.25),
    0: fit,
    " ": own ? null : play,
  }[event.key];
  if (!move) return;
  move();
  event.preventDefault();
}

// A card is a button that leads to the step which fills its gradient.
function listenToCard(group, name, step) {
  group.classList.add("jumps");
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "button");
  group.setAttribute("aria-label", `${name}: go to step ${step + 1}, which fills its gradient`);
  group.addEventListener("click", () => jump(step));
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    jump(step);
  });
}

function listen() {
  find("back").addEventListener("click", () => jump(now - 1));
  find("next").addEventListener("click", () => jump(now + 1));
  find("play").addEventListener("click", play);
  find("slider").addEventListener("input", (event) => jump(Number(event.target.value) - 1));
  find("more").addEventListener("click", () => {
    const open = find("more").getAttribute("aria-expanded") === "true";
    find("more").setAttribute("aria-expanded", String(!open));
    fitPanel();
    follow();
  });
  addEventListener("hashchange", start, { signal: left.signal });
  addEventListener("beforeprint", print, { signal: left.signal });
  document.addEventListener("keydown", press, { signal: left.signal });
  for (const [id, { name, slots }] of Object.entries(nodes)) {
    const filled = slots.flatMap((states) => states.map((state) => state.step));
    if (find(id) && filled.length) listenToCard(find(id), name, Math.max(...filled));
  }
  for (const [id, when] of Object.entries(edges)) {
    find(id)?.addEventListener("click", () => jump(when));
  }
}

// Below the slider, the parts of the story: from where to where each of them goes.
function showParts() {
  for (const part of ["forward", "backward", "step"]) {
    const count = steps.filter((step) => step.part === part).length;
    const strip = make("span", undefined, part);
    const ends = part === "forward" || part === "step" ? 0.5 : 0; // half a step at either end
    strip.style.flexGrow = Math.max(count - ends, 0);
    if (count) find("parts").append(strip);
  }
}

function start() {
  const match = /step=(\d+)/.exec(location.hash);
  const first = page.quiz ? Math.max(0, steps.findIndex(({ asks }) => asks)) : 0;
  now = between(0, match ? Number(match[1]) - 1 : first, last);
  paint();
  follow(true);
  ask();
}

document.documentElement.classList.add("js");
drawing.setAttribute("role", "group");
find("all").open = false;
showParts();
listen();
listenToView();
listenToValues(page);
listenToGuesses();
start();
asking.leave = () => { stop(); left.abort(); };
