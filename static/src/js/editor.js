// The editor for long texts, on edit pages only: Tiptap laid over a real <textarea data-editor>.
//
// Without this script the textarea holds Markdown and the hidden field `format` says so. With it, the editor begins
// with the HTML in <template data-editor-html>, `format` becomes "html", and the textarea carries what the editor holds.
// All words come from <template>s in the page (templates/components/rich_editor.html), so that they are translated.
import { Editor } from "@tiptap/core";
import { forget, keep, kept, nameOf } from "./drafts.js";
import { extensions } from "./editor_nodes.js";
import { Toolbar } from "./editor_toolbar.js";

const WAIT = 600;

/** What is sent: nothing for an empty page, and no empty paragraphs at the end. */
const htmlOf = (editor) => (editor.isEmpty ? "" : editor.getHTML().replace(/(?:<p><\/p>)+$/, ""));

const clone = (field, name) => field.querySelector(`template[data-editor-${name}]`)?.content.cloneNode(true).firstElementChild;

function pageAttributes(area) {
  const label = document.querySelector(`label[for="${area.id}"]`);
  label.id ||= `${area.id}-label`;
  const attributes = { class: "tiptap prose", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id };
  const described = area.getAttribute("aria-describedby");
  if (described) attributes["aria-describedby"] = described;
  return attributes;
}

/** The text of the last time, where the page was left before it was saved: offered, never put back unasked. */
function offerDraft(field, editor, name) {
  const draft = kept(name);
  if (!draft || draft === htmlOf(editor)) return;
  const bar = clone(field, "draft");
  bar.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-draft-choice]")?.dataset.draftChoice;
    if (!choice) return;
    if (choice === "restore") editor.commands.setContent(draft, { emitUpdate: true });
    else forget(name);
    bar.remove();
    editor.commands.focus();
  });
  field.querySelector(".editor").prepend(bar);
}

function start(field) {
  const area = field.querySelector("textarea[data-editor]");
  const source = field.querySelector("template[data-editor-html]");
  const form = area.form;
  const name = form.dataset.draft && `${nameOf(form)}:${area.name}`;
  const frame = document.createElement("div");
  frame.className = "editor";
  const page = document.createElement("div");
  page.className = "editor__page";
  const tools = clone(field, "tools");
  frame.append(tools, page);
  area.after(frame);

  let timer;
  const editor = new Editor({
    element: page,
    injectCSS: false,
    extensions,
    content: source.innerHTML,
    editorProps: { attributes: pageAttributes(area) },
    onUpdate: () => {
      area.value = htmlOf(editor);
      clearTimeout(timer);
      if (name) timer = setTimeout(() => keep(name, area.value), WAIT);
    },
  });
  new Toolbar(tools, editor, (dialog) => clone(field, dialog));
  area.value = htmlOf(editor);
  area.hidden = true;
  form.elements.format.value = "html";
  document.querySelector(`label[for="${area.id}"]`).addEventListener("click", () => editor.commands.focus());
  // The summary of errors leads to the textarea; go on to what lies over it.
  addEventListener("hashchange", () => location.hash === `#${area.id}` && editor.commands.focus());
  if (name) offerDraft(field, editor, name);
}

function begin() {
  for (const field of document.querySelectorAll("[data-editor-field]")) {
    if (field.querySelector("template[data-editor-html]")) start(field);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
