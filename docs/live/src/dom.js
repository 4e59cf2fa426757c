// Elements, in one line each.

// An element with attributes, and what is in it; a function is a listener: { onclick: … }.
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.filter((x) => x !== null && x !== undefined && x !== ""));
  return element;
}

// A frame for a page with scripts and forms, which can reach nothing outside itself.
export const framed = (attributes) => make("iframe", { sandbox: "allow-scripts allow-forms", ...attributes });

// A link that saves a file.
export function download(name, data, kind, words) {
  const address = URL.createObjectURL(new Blob([data], { type: kind }));
  return make("a", { href: address, download: name, class: "live-download" }, words ?? name);
}

// Bring the top of an element into view, if it is below the screen: on a phone, a button's effect is.
export function reveal(element) {
  if (element.getBoundingClientRect().top > innerHeight - 80) element.scrollIntoView({ block: "center" });
}
