// What a program shows: text, warnings, pictures, pages, files, and the error that stopped it.
import { download, framed, make } from "./dom.js";

const KINDS = {
  html: "text/html", svg: "image/svg+xml", csv: "text/csv", json: "application/json", txt: "text/plain",
};

// A sentence for Python's end, and what it said last.
export const brokeDown = (next, said) =>
  `Python broke down, and starts again with the next ${next}.${said ? ` It said: ${said}` : ""}`;

export class Output {
  constructor(root) {
    this.root = root;
    root.classList.add("live-output");
  }

  clear(words = "") {
    this.root.replaceChildren();
    this.text = null;
    this.links = new Map();
    if (words) this.root.append(make("p", { class: "live-quiet" }, words));
  }

  add(element) {
    this.text = null;
    this.root.append(element);
    return element;
  }

  // One thing that the worker reports.
  heard(kind, data) {
    if (kind === "out" || kind === "err") this.print(data, kind);
    else if (kind === "warning") this.warn(data);
    else if (kind === "picture") this.picture(data);
    else if (kind === "page") this.page(data);
    else if (kind === "file") this.file(data);
    else if (kind === "error") this.error(data);
    else if (kind === "note") this.note(data);
    else if (kind === "stopped") {
      this.note("Stopped. Python starts again, and has forgotten all names.");
    } else if (kind === "broken") {
      this.note(brokeDown("run", data), "bad");
    } else if (kind === "done" && !this.root.childElementCount) {
      this.note("It ran, and printed nothing. print(…) shows a value; so does a last line with its name.");
    }
  }

  print(text, kind) {
    if (this.text?.dataset.kind !== kind) {
      this.text = make("pre", { class: `live-text live-${kind}`, "data-kind": kind });
      this.root.append(this.text);
      this.again = "";
    }
    if (!this.again && !text.includes("\r")) {
      this.text.append(text);
      return;
    }
    // "\r" begins the line again, but before "\n", which may come with the next text
    const lines = (this.text.textContent + this.again + text).replace(/\r+\n/g, "\n");
    this.again = lines.endsWith("\r") ? "\r" : "";
    this.text.textContent = lines.replace(/\r+$/, "").replace(/[^\n]*\r/g, "");
  }

  note(words, kind = "quiet") {
    this.add(make("p", { class: `live-${kind}` }, words));
  }

  warn({ kind, text, line }) {
    const where = line ? `line ${line}, ` : "";
    const title = make("strong", {}, `A warning (${where}${kind})`);
    this.add(make("div", { class: "live-warning" }, title, make("p", {}, text)));
  }

  error({ said, kind, text, lines }) {
    const block = make("div", { class: "live-error", role: "alert" }, make("strong", {}, said));
    for (const { line, code } of lines) {
      block.append(make("pre", {}, make("span", { class: "live-number" }, `${line}  `), code.trim()));
    }
    block.append(make("p", {}, make("b", {}, kind), text ? `: ${text}` : ""));
    this.add(block);
  }

  picture({ svg, dark, words, size }) {
    const name = words.endsWith(".svg") ? words : "picture.svg";
    const [width, height] = size.map(Math.round);
    const image = (source, kind) => {
      const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
      const element = make("img", { src, alt: words, width, height, class: `live-${kind}` });
      element.style.setProperty("--natural", `${width}px`);
      return element;
    };
    const about = { class: "live-scroll", tabindex: "0", role: "group", "aria-label": "A picture; it scrolls" };
    const frame = make("div", about, image(svg, "light"), image(dark, "dark"));
    const save = download(name, svg, KINDS.svg, `Save ${name}`);
    this.links.set(name, save);
    this.add(make("figure", { class: "live-picture" }, frame, make("figcaption", {}, save)));
  }

  page({ html, title, themes }) {
    const own = title.includes("quiz") ? "quiz.html" : "player.html";
    const name = title.endsWith(".html") ? title : own;
    const frame = framed({ title, class: "live-page" });
    follow(frame, html, themes);
    const whole = make("button", { type: "button", class: "live-small" }, "Full screen");
    whole.addEventListener("click", () => frame.requestFullscreen?.());
    const save = download(name, html, KINDS.html, `Save ${name}`);
    this.links.set(name, save);
    this.add(make("figure", { class: "live-figure" }, frame, make("figcaption", {}, whole, save)));
  }

  file({ name, base64 }) {
    if (this.links.has(name)) return; // it is shown, with a link
    const letters = atob(base64);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const kind = KINDS[name.split(".").pop()] ?? "application/octet-stream";
    const link = download(name, bytes, kind, `Save ${name} (${bytes.length.toLocaleString("en")} bytes)`);
    this.links.set(name, link);
    this.add(make("p", {}, link));
  }
}

// Show a page in a frame, in the theme that the switch of the page around it says, if it has one.
function follow(frame, html, themes) {
  let shown = null;
  const paint = () => {
    const { theme } = document.body.dataset;
    if (theme === shown) return;
    shown = theme;
    const changes = themes[theme] ?? [];
    frame.srcdoc = changes.reduce((page, [from, to]) => page.replace(from, () => to), html);
  };
  paint();
  const watch = new MutationObserver(() => (frame.isConnected ? paint() : watch.disconnect()));
  watch.observe(document.body, { attributeFilter: ["data-theme"] });
}

// How many columns of text have room in an element.
export function columns(element) {
  const letter = make("span", { class: "live-text live-measure" }, "0".repeat(50));
  element.append(letter);
  const width = letter.getBoundingClientRect().width / 50;
  letter.remove();
  return width ? Math.max(Math.floor((element.clientWidth - 28) / width), 40) : 80;
}
