// Code: CodeMirror stands over the textarea, which carries the source. Escape, then Tab leaves the editor.
import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null, tags.self], color: "var(--code-keyword)", fontWeight: "560" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)" },
  { tag: [tags.variableName, tags.propertyName, tags.function(tags.variableName)], color: "var(--code-name)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "var(--text-sm)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.7", fontVariantLigatures: "none" },
  ".cm-content": { padding: ".75rem 0", caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 60%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent-line)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

for (const field of document.querySelectorAll("[data-code]")) enhance(field);

function enhance(field) {
  const area = field.querySelector("textarea[name]");
  const submit = () => {
    area.form.requestSubmit();
    return true;
  };
  const run = () => {
    field.querySelector("[data-run-button]").click();
    return true;
  };
  const view = new EditorView({
    doc: area.value,
    extensions: [
      Prec.highest(
        keymap.of([
          { key: "Mod-Shift-Enter", run: submit, preventDefault: true },
          { key: "Mod-Enter", run, preventDefault: true },
        ]),
      ),
      basicSetup,
      keymap.of([indentWithTab]),
      python(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      syntaxHighlighting(colours),
      look,
      // An explicit tab index tells assistive technology that long lines can be reached by keyboard.
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": area.dataset.label, "aria-describedby": area.getAttribute("aria-describedby") }),
      EditorView.updateListener.of((update) => update.docChanged && carry()),
    ],
  });
  const carry = () => {
    area.value = view.state.doc.toString();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  area.before(view.dom);
  area.hidden = true;
  field.querySelector("label").addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  field.addEventListener("unread", ({ detail }) => {
    view.focus();
    if (view.state.doc.toString() === detail.source) view.dispatch({ selection: { anchor: detail.start, head: detail.end }, scrollIntoView: true });
  });
  offerStarter(field, view);
  takeLines(field, { run, submit });
  sayWhetherSaved(field, area.form);
}

function offerStarter(field, view) {
  const button = field.querySelector("[data-start-over]");
  const starter = field.querySelector("[data-starter]").value;
  button.addEventListener("click", () => {
    if (!confirm(button.dataset.confirm)) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: starter } });
    view.focus();
  });
}

// The lines below the program: as high as they need, run and submitted by the same keys, filled from a regression.
function takeLines(field, { run, submit }) {
  const lines = field.querySelector("[data-typed]");
  const fit = () => {
    lines.rows = Math.min(8, lines.value.split("\n").length);
  };
  lines.addEventListener("input", fit);
  lines.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (event.shiftKey) submit();
    else run();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(`[data-take-line="${field.dataset.field}"]`);
    if (!button) return;
    lines.value = button.closest("li").querySelector("code").textContent;
    fit();
    lines.focus();
    lines.setSelectionRange(0, 0);
    run();
  });
  fit();
}

function sayWhetherSaved(field, form) {
  const place = field.querySelector("[data-saved-state]");
  form.addEventListener("draft", (event) => {
    place.textContent = { saved: place.dataset.saved, kept: place.dataset.kept }[event.detail] ?? "";
  });
}
