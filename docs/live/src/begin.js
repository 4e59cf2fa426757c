// The start of the playground: its program is one of the packed parts of the file.
import { unpacked } from "./interpreter.js";

const element = document.getElementById("part:app.js");
unpacked(element.textContent).then((bytes) => {
  const script = document.createElement("script");
  script.src = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  document.head.append(script);
  element.remove();
});
