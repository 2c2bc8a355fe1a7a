// What is new for this member below an item comes with a line of its own, after the page; the comments that they have
// not seen are marked here. Without JavaScript a link leads to the first of them.
function markUnseen() {
  const ids = document.querySelector("[data-news] [data-unseen]")?.dataset.unseen.split(" ") ?? [];
  for (const id of ids) document.getElementById(`reactie-${id}`)?.classList.add("comment--unseen");
}

export function watchNews() {
  document.addEventListener("htmx:after:swap", markUnseen);
}
