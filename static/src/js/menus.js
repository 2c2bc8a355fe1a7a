// Menus are <details data-menu>: they open without a script. Here they also close as one expects of a menu.
const OPEN = "details[data-menu][open]";

function closeAll(except) {
  for (const menu of document.querySelectorAll(OPEN)) if (menu !== except) menu.open = false;
}

export function watchMenus() {
  document.addEventListener("click", (event) => closeAll(event.target.closest?.("details[data-menu]")));
  document.addEventListener("focusin", (event) => closeAll(event.target.closest?.("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.(OPEN) ?? document.querySelector(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
