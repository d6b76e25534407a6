// Lists: J and K move from row to row, X ticks, Enter follows the row's link (the browser does that by itself).
// A list is [data-list]; a row is [data-row] with one link or control marked data-open (else its first link).
import { bindKeys } from "./shortcut_keys.js";

const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter((row) => row.checkVisibility());
const handle = (row) => row.querySelector("[data-open]") ?? row.querySelector("a, button, input") ?? row;

function current(all) {
  const focused = document.activeElement?.closest("[data-row]");
  return all.indexOf(focused ?? document.querySelector("[data-row][data-current]"));
}

export function markCurrent(row) {
  document.querySelectorAll("[data-row][data-current]").forEach((other) => other.removeAttribute("data-current"));
  row.dataset.current = "";
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const row = all[Math.min(Math.max(current(all) + step, 0), all.length - 1)];
  markCurrent(row);
  handle(row).focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const all = rows();
  const box = all[current(all)]?.querySelector('input[type="checkbox"]');
  box?.click();
  return Boolean(box);
}

const inList = { within: () => document.querySelector("[data-list]") !== null };
bindKeys({ j: () => move(1), k: () => move(-1), x: tick }, inList);

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest?.("[data-list] [data-row]");
  if (row) markCurrent(row);
});

// One box ticks them all.
document.addEventListener("change", ({ target }) => {
  if (!("all" in target.dataset)) return;
  for (const box of target.closest("form").querySelectorAll("[data-row] input[type=checkbox]"))
    box.checked = target.checked;
});

// How many rows each filter would leave is counted once the list is shown. A menu that is open by then stays as it is.
const isOpen = (filter) => filter?.querySelector("details[open]");

// What finds a menu, or the link that takes a value away, among the new ones.
function handleIn(focused) {
  const link = focused.getAttribute("href");
  const filter = `[data-filter="${CSS.escape(focused.closest("[data-filter]").dataset.filter)}"]`;
  return `${filter} ${link ? `a[href="${CSS.escape(link)}"]` : "summary"}`;
}

async function count(facets) {
  const answer = await fetch(facets.dataset.facets, { credentials: "same-origin" });
  if (!answer.ok) return;
  const counted = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".filters-facets");
  const old = (fresh) => facets.querySelector(`[data-filter="${CSS.escape(fresh.dataset.filter ?? "")}"]`);
  const focused = document.activeElement;
  const same = focused.closest("[data-filter]") && handleIn(focused);
  facets.replaceChildren(...[...counted.children].map((fresh) => (isOpen(old(fresh)) ? old(fresh) : fresh)));
  (focused.isConnected ? focused : same && facets.querySelector(same))?.focus();
}

const facets = document.querySelector("[data-facets]");
if (facets) count(facets).catch(() => {}); // offline: the list is there without its counts
