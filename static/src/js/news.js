// What is new for this member below an item comes with a line of its own, after the page; the comments that are newer
// than their last visit are marked here. Without JavaScript a link leads to the first of them.
function markNew() {
  const since = document.querySelector("[data-news] [data-since]")?.dataset.since;
  if (!since) return;
  const moment = Date.parse(since);
  for (const time of document.querySelectorAll(".comment .comment__head time[datetime]")) {
    const isNew = Date.parse(time.dateTime) > moment;
    time.closest(".comment").classList.toggle("comment--unseen", isNew);
  }
}

export function watchNews() {
  document.addEventListener("htmx:after:swap", markNew);
}
