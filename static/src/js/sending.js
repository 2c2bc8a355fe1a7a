// A form is sent once, however often the button is pressed; while a file is on its way, that is said.
// The buttons are not disabled: a disabled button is left out of what is sent, and loses the focus.
function setBusy(form, busy) {
  form.toggleAttribute("data-sending", busy);
  for (const button of form.querySelectorAll("button[type=submit]")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function showProgress(form) {
  const words = form.dataset.busy;
  const hasFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (!words || !hasFile) return;
  const progress = document.createElement("p");
  progress.className = "progress";
  progress.setAttribute("role", "status");
  progress.append(words, document.createElement("progress"));
  form.append(progress);
}

/** Whether a chosen file is larger than the form takes; it then says so beside the field. */
function hasTooLargeFile(form) {
  for (const input of form.querySelectorAll("input[type=file][data-max-bytes]")) {
    const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    if (tooLarge) {
      input.reportValidity();
      return true;
    }
  }
  return false;
}

export function watchSending() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // What answers with a file leaves the page as it is, and may be sent again.
    if (form.hasAttribute("hx-post") || form.hasAttribute("data-again") || form.method !== "post") return;
    if (form.hasAttribute("data-sending") || hasTooLargeFile(form)) {
      event.preventDefault();
      return;
    }
    showProgress(form);
    setBusy(form, true);
  });
  document.addEventListener("change", (event) => event.target.setCustomValidity?.(""));
  document.addEventListener("htmx:before:request", ({ detail }) => setBusy(detail.ctx.sourceElement, true));
  document.addEventListener("htmx:finally:request", ({ detail }) => setBusy(detail.ctx.sourceElement, false));
  // Back in a page that the browser kept: it may be sent again (the server knows a doubled key).
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sending]")) setBusy(form, false);
  });
}
