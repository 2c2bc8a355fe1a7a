// Comments are posted without loading the page. Whatever fails, the text stays where it was and a sentence says why;
// the form's key stays the same, so that sending again posts nothing twice.
import { forget, nameOf, say } from "./drafts.js";

const FORM = "form[data-comment]";
const SECTION = 'id="reacties"';

const MESSAGES = { 401: "messageSignedOut", 403: "messageRefused", 404: "messageRefused", 429: "messageTooMany" };

const isComment = (ctx) => ctx.sourceElement.matches?.(FORM) || ctx.isComment;
const commentIds = () => new Set([...document.querySelectorAll(".comment")].map((comment) => comment.id));

/** A refusal says why on its page; that sentence is better than ours. */
function reasonIn(text, status) {
  if (status !== 403) return "";
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector(".error-page > p:not([class])")?.textContent.trim();
}

function refuse(form, status, reason) {
  const place = form.querySelector(".comment-form__message");
  const words = reason || form.dataset[MESSAGES[status] ?? "messageFailed"];
  const box = document.createElement("div");
  box.className = "utrecht-alert utrecht-alert--error";
  const sentence = document.createElement("p");
  sentence.textContent = words;
  box.append(sentence);
  if (status === 401) sentence.append(" ", signInLink(form));
  place.replaceChildren(box);
}

function signInLink(form) {
  const link = document.createElement("a");
  link.href = `/inloggen?next=${encodeURIComponent(`${location.pathname}${location.search}#reageer`)}`;
  link.textContent = form.dataset.messageSignIn;
  return link;
}

/** Show the comment that was placed, and begin there. */
function showNew(before, words) {
  const comment = [...document.querySelectorAll(".comment")].find(({ id }) => !before.has(id));
  const form = document.querySelector(FORM);
  if (!comment) {
    document.querySelector(`${FORM} [aria-invalid]`)?.focus();
    return;
  }
  comment.classList.add("comment--new");
  comment.focus();
  // One that waits for a moderator is not placed yet.
  if (form) setTimeout(() => say(form, comment.dataset.waits || words), 150);
}

export function watchComments() {
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!isComment(ctx)) return;
    ctx.isComment = true;
    ctx.commentsBefore = commentIds();
    ctx.words = ctx.sourceElement.dataset.messageSent;
    ctx.draft = nameOf(ctx.sourceElement);
    say(ctx.sourceElement, "");
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!isComment(ctx)) return;
    const { status } = ctx.response;
    const isAnswer = (status < 400 || status === 422) && ctx.text.includes(SECTION);
    if (!isAnswer) {
      event.preventDefault();
      refuse(ctx.sourceElement, status, reasonIn(ctx.text, status));
    } else if (status < 400) {
      forget(ctx.draft);
    }
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (!ctx || !isComment(ctx) || !ctx.sourceElement.isConnected) return;
    refuse(ctx.sourceElement, 0, ctx.sourceElement.dataset.messageOffline);
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.isComment) showNew(ctx.commentsBefore, ctx.words);
  });
}
