// The two windows of the editor: for a link's address, and for a picture that was uploaded to this page before.

/** Show a window made from its template; `use` gets its form, and false as answer keeps it open. */
function open(dialog, editor, use) {
  document.body.append(dialog);
  // Back to the text at once, not with the next frame as Tiptap's own focus(): the keys that follow are meant for it.
  const back = () => {
    dialog.remove();
    editor.view.focus();
  };
  const close = () => {
    dialog.close();
    back();
  };
  // The escape key closes it too, and the browser tells of any closing only a moment later.
  dialog.addEventListener("close", () => dialog.isConnected && back());
  dialog.querySelector("[data-close]").addEventListener("click", close);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (use(event.target, event.submitter) !== false) close();
  });
  dialog.showModal();
}

/** Make an address whole: what looks like a domain gets https, an e-mail address mailto. */
export function wholeAddress(text) {
  const address = text.trim();
  if (/^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(address)) return address;
  if (/^[^\s@/]+@[^\s@/]+$/.test(address)) return `mailto:${address}`;
  return `https://${address}`;
}

export function askLink(editor, dialog) {
  const field = dialog.querySelector("input[name=address]");
  const remove = dialog.querySelector("[data-remove]");
  field.value = editor.getAttributes("link").href ?? "";
  remove.hidden = !field.value;
  open(dialog, editor, (form, submitter) => {
    const chain = editor.chain().extendMarkRange("link");
    if (submitter === remove) chain.unsetLink().run();
    else if (!field.value.trim()) return false;
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      const href = wholeAddress(field.value);
      chain.insertContent({ type: "text", text: field.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href: wholeAddress(field.value) }).run();
    return true;
  });
}

export function askPicture(editor, dialog) {
  const alt = dialog.querySelector("input[name=alt]");
  const caption = dialog.querySelector("input[name=caption]");
  dialog.addEventListener("change", (event) => {
    if (event.target.name === "picture") alt.value = event.target.dataset.alt;
  });
  open(dialog, editor, (form) => {
    const chosen = form.querySelector("input[name=picture]:checked");
    if (!chosen || !alt.value.trim()) return false;
    const content = [{ type: "image", attrs: { src: chosen.value, alt: alt.value.trim() } }];
    if (caption.value.trim()) content.push({ type: "figcaption", content: [{ type: "text", text: caption.value.trim() }] });
    editor.chain().insertContent({ type: "figure", content }).run();
    return true;
  });
}
