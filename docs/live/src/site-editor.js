// The editor for live cells of the site, which load it with the first click.
import { makeEditor } from "./editor.js";

globalThis.tinygradEditor = { makeEditor };
