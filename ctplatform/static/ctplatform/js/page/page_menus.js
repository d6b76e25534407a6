// Menus and dialogs: one open at a time, Esc closes and gives the focus back, a press outside closes.

const openMenus = () => document.querySelectorAll("details.menu[open], .filter > details[open]");

function close(menu, { refocus = false } = {}) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

document.addEventListener("click", ({ target }) => {
  openMenus().forEach((menu) => menu.contains(target) || close(menu));
  target.closest(".filter-more")?.closest("[data-folded]").removeAttribute("data-folded");
  const opener = target.closest("[data-opens]");
  if (opener) {
    openMenus().forEach((menu) => close(menu, { refocus: true }));
    document.getElementById(opener.dataset.opens).showModal();
  }
  if (target instanceof HTMLDialogElement && target.matches(".dialog")) target.close(); // a press on the backdrop
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => close(menu, { refocus: menu.contains(document.activeElement) }));
  const bar = document.querySelector("[data-bar][data-open]");
  if (bar && !event.defaultPrevented) toggleBar(bar, false);
  if (document.activeElement?.id === "search") document.activeElement.blur();
});

function toggleBar(bar, open = !bar.hasAttribute("data-open")) {
  const button = bar.querySelector(".bar-toggle");
  bar.toggleAttribute("data-open", open);
  button.setAttribute("aria-expanded", String(open));
  if (!open && bar.contains(document.activeElement)) button.focus();
}

const bar = document.querySelector("[data-bar]");
bar?.querySelector(".bar-toggle")?.addEventListener("click", () => toggleBar(bar));

// The summary of a refused form takes the focus, so that its links are the next thing reached.
document.querySelector("[data-focus]")?.focus();
