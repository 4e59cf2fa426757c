// The editor: CodeMirror for Python, and the same colours for code that stays still.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter, highlightCode } from "@lezer/highlight";

const mark = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, change) {
    for (const effect of change.effects) {
      if (!effect.is(mark)) continue;
      const k = effect.value;
      if (!k || k > change.state.doc.lines) return Decoration.none;
      const line = Decoration.line({ class: "live-marked" });
      return Decoration.set([line.range(change.state.doc.line(k).from)]);
    }
    return change.docChanged ? Decoration.none : lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// An editor in an element.  `run` is called for Ctrl+Enter, `changed` with each new text.
export function makeEditor(parent, text, { label, run, changed }) {
  const runNow = () => {
    run();
    return true;
  };
  const extensions = [
    lineNumbers(),
    history(),
    drawSelection(),
    indentUnit.of("    "),
    indentOnInput(),
    bracketMatching(),
    EditorView.lineWrapping,
    closeBrackets(),
    marked,
    python(),
    syntaxHighlighting(classHighlighter),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
    keymap.of([
      { key: "Mod-Enter", run: runNow },
      { key: "Shift-Enter", run: runNow },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      indentWithTab, // Escape, then Tab leaves the editor
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed?.(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  return {
    text: () => view.state.doc.toString(),
    set(other) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: other } });
    },
    mark: (line) => view.dispatch({ effects: mark.of(line) }),
    focus: () => view.focus(),
    remove: () => view.destroy(),
  };
}

// Code in colours, that is not edited.
export function highlighted(code) {
  const found = document.createDocumentFragment();
  highlightCode(
    code,
    pythonLanguage.parser.parse(code),
    classHighlighter,
    (text, classes) => {
      if (!classes) {
        found.append(text);
        return;
      }
      const span = document.createElement("span");
      span.className = classes;
      span.textContent = text;
      found.append(span);
    },
    () => found.append("\n"),
  );
  return found;
}
