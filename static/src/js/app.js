// What every page has. All of it only makes things nicer: each page works without it.
import "htmx.org/dist/htmx.esm.js";
import { watchComments } from "./comments.js";
import { watchCopyButtons } from "./copy.js";
import { watchDrafts } from "./drafts.js";
import { watchMentions } from "./mentions.js";
import { watchMenus } from "./menus.js";
import { watchNews } from "./news.js";
import { watchSending } from "./sending.js";
import { watchUploads } from "./uploads.js";

document.documentElement.classList.add("has-js");
watchMenus();
watchSending();
watchCopyButtons();
watchComments();
watchMentions();
watchNews();

// A form that was refused comes back with a summary of what is wrong: begin reading there.
function begin() {
  watchDrafts();
  watchUploads();
  document.querySelector("[data-focus]")?.focus();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
