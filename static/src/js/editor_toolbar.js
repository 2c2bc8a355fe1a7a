// The bar above the editor: one stop for the tab key, arrows within it, each button says whether it is on.
import { askLink, askPicture } from "./editor_dialogs.js";

const TOOLS = {
  h2: { run: (chain) => chain.toggleHeading({ level: 2 }), active: ["heading", { level: 2 }] },
  h3: { run: (chain) => chain.toggleHeading({ level: 3 }), active: ["heading", { level: 3 }] },
  bold: { run: (chain) => chain.toggleBold(), active: ["bold"] },
  italic: { run: (chain) => chain.toggleItalic(), active: ["italic"] },
  bullets: { run: (chain) => chain.toggleBulletList(), active: ["bulletList"] },
  numbers: { run: (chain) => chain.toggleOrderedList(), active: ["orderedList"] },
  quote: { run: (chain) => chain.toggleBlockquote(), active: ["blockquote"] },
  link: { ask: askLink, dialog: "link", active: ["link"] },
  picture: { ask: askPicture, dialog: "picture" },
  table: { run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }) },
  "row-add": { run: (chain) => chain.addRowAfter(), inTable: true },
  "column-add": { run: (chain) => chain.addColumnAfter(), inTable: true },
  "row-remove": { run: (chain) => chain.deleteRow(), inTable: true },
  "column-remove": { run: (chain) => chain.deleteColumn(), inTable: true },
  "table-remove": { run: (chain) => chain.deleteTable(), inTable: true },
  undo: { run: (chain) => chain.undo() },
  redo: { run: (chain) => chain.redo() },
};

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Toolbar {
  constructor(element, editor, makeDialog) {
    this.element = element;
    this.editor = editor;
    this.makeDialog = makeDialog;
    this.buttons = [...element.querySelectorAll("[data-tool]")];
    this.stop = this.buttons[0];
    element.addEventListener("click", (event) => this.press(event.target.closest("[data-tool]")));
    element.addEventListener("keydown", (event) => this.move(event));
    editor.on("transaction", () => this.update());
    this.update();
  }

  press(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    this.stop = button;
    const tool = TOOLS[button.dataset.tool];
    if (tool.ask) tool.ask(this.editor, this.makeDialog(tool.dialog));
    else {
      // At once, not with the next frame as Tiptap's own focus(): the keys that follow are meant for the text.
      this.editor.view.focus();
      tool.run(this.editor.chain()).scrollIntoView().run();
    }
    this.update();
  }

  move(event) {
    const shown = this.buttons.filter((button) => !button.hidden);
    const ends = { Home: 0, End: shown.length - 1 };
    const now = shown.indexOf(document.activeElement);
    let next = ends[event.key];
    if (event.key in STEPS) next = (now + STEPS[event.key] + shown.length) % shown.length;
    if (next === undefined) return;
    event.preventDefault();
    this.stop = shown[next];
    this.update();
    this.stop.focus();
  }

  update() {
    const inTable = this.editor.isActive("table");
    for (const button of this.buttons) {
      const tool = TOOLS[button.dataset.tool];
      button.hidden = Boolean(tool.inTable) && !inTable;
      if (tool.active) button.setAttribute("aria-pressed", String(this.editor.isActive(...tool.active)));
      const possible = tool.ask || tool.run(this.editor.can().chain()).run();
      if (possible) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    }
    if (this.stop.hidden) this.stop = this.buttons[0];
    for (const button of this.buttons) button.tabIndex = button === this.stop ? 0 : -1;
  }
}
