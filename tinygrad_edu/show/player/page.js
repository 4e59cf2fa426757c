// Steps the page through the backward pass: it toggles classes, and writes numbers into cards.
(() => {
  const find = (id) => document.getElementById(id);
  const { steps, nodes, edges, arrays } = JSON.parse(find("data").textContent);
  const slider = find("slider");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const pause = 1600; // milliseconds between two steps
  let now = 0;
  let timer = null;

  // --- the picture ---

  function toggle(element, states) {
    for (const [name, on] of Object.entries(states)) element.classList.toggle(name, Boolean(on));
  }

  // Numbers keep their right edge when others take their place; it is measured when first needed.
  function write(text, words) {
    if (text.textContent === words) return;
    if (text.getAttribute("text-anchor") !== "end" && /^[−+()?.\de∞na ]+$/.test(words)) {
      const box = text.getBBox();
      text.setAttribute("x", box.x + box.width);
      text.setAttribute("text-anchor", "end");
    }
    text.textContent = words;
  }

  const texts = (group, kind) => [...group.querySelectorAll(kind)];
  const originals = new Map();

  // Write the numbers of a state into a card; without a state, those with which it was drawn.
  function fill(group, kind, state) {
    const found = texts(group, kind);
    for (const text of found) if (!originals.has(text)) originals.set(text, text.textContent);
    const cells = state && (state.text ? [state.text] : arrays[state.array].rows.flat());
    found.forEach((text, k) => write(text, cells ? cells[k] ?? "" : originals.get(text)));
  }

  const reached = (states) => states.filter((state) => state.step <= now);

  function paintNode(id, { slots, value }) {
    const group = find(id);
    if (!group) return;
    const step = steps[now];
    slots.forEach((states, slot) => {
      const there = reached(states);
      const last = there[there.length - 1];
      for (const part of texts(group, `.gradient[data-slot="${slot}"]`)) {
        toggle(part, { hidden: !last, partly: last && there.length < states.length });
      }
      for (const words of texts(group, `.waiting[data-slot="${slot}"]`)) toggle(words, { there: !last });
      if (!last) return;
      fill(group, `.number[data-slot="${slot}"]`, last);
      for (const sum of texts(group, `.sum[data-slot="${slot}"]`)) write(sum, last.sum);
    });
    const after = reached(value);
    if (value.length) fill(group, ".value", after[after.length - 1]);
    toggle(group, {
      moved: after.length > 0,
      from: step.from.includes(id),
      into: step.into.includes(id),
    });
  }

  function paint() {
    const step = steps[now];
    for (const [id, node] of Object.entries(nodes)) paintNode(id, node);
    for (const [id, when] of Object.entries(edges)) {
      const group = find(id);
      if (group) toggle(group, { waits: when > now, now: when === now });
    }
    find("what").textContent = `Step ${now + 1} of ${steps.length}: ${step.title}`;
    find("formula").replaceChildren(...(step.formula ? [make("code", step.formula)] : []));
    find("says").replaceChildren(...step.says.map(sentence));
    find("blocks").replaceChildren(...step.rows.map((blocks) => row(blocks, arrays)));
    slider.value = now + 1;
    slider.setAttribute("aria-valuetext", `step ${now + 1}: ${step.title}`);
    find("back").disabled = now === 0;
    find("next").disabled = now === steps.length - 1;
    for (const tr of document.querySelectorAll("#all tbody tr[data-step]")) {
      tr.classList.toggle("now", Number(tr.dataset.step) === now);
    }
  }

  // Scroll until the step's cards are seen, beside or below the panel: the page up and down, the
  // picture to the side. Where they are too far apart, the card that the gradient comes from.
  function show(atOnce) {
    const step = steps[now];
    const boxes = [...step.from, ...step.into].map(find).filter(Boolean).map((g) => g.getBoundingClientRect());
    if (!boxes.length) return;
    const figure = find("graph");
    const frame = figure.getBoundingClientRect();
    const panel = find("panel").getBoundingClientRect();
    const above = panel.left < frame.right && panel.top < 50 ? panel.bottom : 0;
    const [top, down] = away(boxes, "top", "bottom", above, innerHeight);
    const [left, across] = away(boxes, "left", "right", frame.left, frame.right);
    const behavior = atOnce || calm.matches ? "instant" : "smooth";
    if (top) scrollBy({ top: down, behavior });
    if (left) figure.scrollBy({ left: across, behavior });
  }

  // Whether boxes stick out of a range, and how far their middle is from its middle.
  function away(boxes, start, end, low, high) {
    const ends = (some) => [Math.min(...some.map((b) => b[start])), Math.max(...some.map((b) => b[end]))];
    let [from, to] = ends(boxes);
    if (to - from > high - low) [from, to] = ends(boxes.slice(0, 1));
    return [from < low || to > high, (from + to - low - high) / 2];
  }

  // --- from step to step ---

  const within = (step) => Math.max(0, Math.min(steps.length - 1, step));

  function go(step) {
    now = within(step);
    paint();
    find("panel").scrollTop = 0;
    show();
    try { history.replaceState(null, "", "#step=" + (now + 1)); } catch { /* not in a frame */ }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    find("play").textContent = "Play";
  }

  function play() {
    if (timer !== null) return stop();
    if (now === steps.length - 1) go(0);
    find("play").textContent = "Pause";
    timer = setInterval(() => {
      go(now + 1);
      if (now === steps.length - 1) stop();
    }, pause);
  }

  function jump(step) {
    stop();
    go(step);
  }

  function start() {
    const match = /step=(\d+)/.exec(location.hash);
    now = within(match ? Number(match[1]) - 1 : 0);
    paint();
    show(true);
  }

  find("back").addEventListener("click", () => jump(now - 1));
  find("next").addEventListener("click", () => jump(now + 1));
  find("play").addEventListener("click", play);
  slider.addEventListener("input", () => jump(Number(slider.value) - 1));
  addEventListener("hashchange", start);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const own = event.target instanceof Element && event.target.closest("button, summary, g.node");
    const move = {
      ArrowLeft: () => jump(now - 1),
      ArrowRight: () => jump(now + 1),
      Home: () => jump(0),
      End: () => jump(steps.length - 1),
    }[event.key];
    if (move) move();
    else if (event.key === " " && !own) play();
    else return;
    event.preventDefault();
  });

  for (const [id, { name, slots }] of Object.entries(nodes)) {
    const group = find(id);
    const filled = slots.flatMap((states) => states.map((state) => state.step));
    if (!group || !filled.length) continue;
    const last = Math.max(...filled);
    group.classList.add("jumps");
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", `${name}: go to step ${last + 1}, which fills its gradient`);
    group.addEventListener("click", () => jump(last));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      jump(last);
    });
  }
  for (const [id, when] of Object.entries(edges)) {
    const group = find(id);
    if (group) group.addEventListener("click", () => jump(when));
  }

  document.querySelector("#graph svg").setAttribute("role", "group");
  document.documentElement.classList.add("js");
  find("all").open = false;
  start();
})();
