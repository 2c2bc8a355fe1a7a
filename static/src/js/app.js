// What every page has. All of it only makes things nicer: each page works without it.
import "htmx.org/dist/htmx.esm.js";
import { watchComments } from "./comments.js";
import { watchCopyButtons } from "./copy.js";
import { watchDrafts } from "./drafts.js";
import { watchMenus } from "./menus.js";
import { watchSending } from "./sending.js";

document.documentElement.classList.add("has-js");
watchMenus();
watchSending();
watchCopyButtons();
watchComments();

// A form that was refused comes back with a summary of what is wrong: begin reading there.
function begin() {
  watchDrafts();
  document.querySelector("[data-focus]")?.focus();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
