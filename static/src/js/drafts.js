// What somebody writes in a form with `data-draft` is kept in this browser until it has arrived, thirty days at most.
// A draft belongs to one person (`data-person` on the body) and goes when that person signs out.
const DAYS_KEPT = 30;
const DAY = 86_400_000;
const WAIT = 400;
const SENT = "sent-draft";

const prefix = () => `draft:${document.body.dataset.person ?? ""}:`;
export const nameOf = (form) => prefix() + form.dataset.draft;

/** Storage may be full or forbidden; then nothing is kept, and nothing breaks. */
function attempt(deed) {
  try {
    return deed();
  } catch {
    return null;
  }
}

export function keep(name, text) {
  attempt(() => {
    if (text.trim()) localStorage.setItem(name, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(name);
  });
}

export function kept(name) {
  const draft = attempt(() => JSON.parse(localStorage.getItem(name)));
  return draft && Date.now() - draft.at < DAYS_KEPT * DAY ? draft.text : "";
}

export function forget(name) {
  attempt(() => localStorage.removeItem(name));
}

function forgetAll(which) {
  attempt(() => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("draft:") && which(name)) forget(name);
  });
}

export function say(form, message) {
  const place = form.querySelector("[data-form-message], .comment-form__message");
  if (place) place.textContent = message ?? "";
}

const titleOf = (form) => form.querySelector("input[name=title]");

/** The title of what is written is kept beside its text, where there is one. */
function keepTitle(form) {
  const title = titleOf(form);
  if (title) keep(`${nameOf(form)}:title`, title.value);
}

/** Put a kept text back into an empty form. The editor of long texts does this for itself. */
export function restore(form) {
  const area = form.querySelector("textarea:not([data-editor])");
  if (!area || area.value) return;
  const title = titleOf(form);
  if (title && !title.value) title.value = kept(`${nameOf(form)}:title`);
  const text = kept(nameOf(form));
  if (!text) return;
  area.value = text;
  say(form, form.dataset.messageRestored);
}

/** What was sent with the page before this one has arrived, unless this page is an error or the form again. */
function settleSent() {
  const sent = attempt(() => sessionStorage.getItem(SENT));
  if (!sent || document.querySelector(".error-page")) return;
  attempt(() => sessionStorage.removeItem(SENT));
  const again = [...document.querySelectorAll("form[data-draft]")].some(
    (form) => nameOf(form) === sent && form.querySelector("[aria-invalid], .error-summary"),
  );
  if (!again) forgetAll((name) => name === sent || name.startsWith(`${sent}:`));
}

export function watchDrafts() {
  forgetAll((name) => !kept(name));
  settleSent();
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
  let timer;
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    const area = form?.querySelector("textarea:not([data-editor])");
    if (!area || (event.target !== area && event.target !== titleOf(form))) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep(nameOf(form), area.value);
      keepTitle(form);
    }, WAIT);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-draft]")) {
      clearTimeout(timer);
      const area = event.target.querySelector("textarea:not([data-editor])");
      if (area) keep(nameOf(event.target), area.value);
      if (!event.target.hasAttribute("hx-post")) attempt(() => sessionStorage.setItem(SENT, nameOf(event.target)));
    }
    if (event.target.matches('form[action="/uitloggen"]')) forgetAll((name) => name.startsWith(prefix()));
  });
}
