// <button data-copy-link data-done="Gekopieerd">: puts the address of this page on the clipboard.
export function watchCopyButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy-link]");
    if (!button) return;
    const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
    await navigator.clipboard.writeText(address);
    button.setAttribute("aria-live", "polite");
    button.lastChild.textContent = button.dataset.done;
  });
}
