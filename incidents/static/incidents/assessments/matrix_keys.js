// Arrow keys in a matrix of selects: left, right, up and down move between cells; letters choose.

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function target(rows, select, [down, across]) {
  const row = rows.findIndex((cells) => cells.includes(select));
  return rows[row + down]?.[rows[row].indexOf(select) + across];
}

export function listen(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("select")]);
  const rtl = getComputedStyle(table).direction === "rtl";
  table.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches("select")) return;
    event.preventDefault();
    target(rows, event.target, [move[0], rtl ? -move[1] : move[1]])?.focus();
  });
}

if (typeof document !== "undefined") document.querySelectorAll("[data-matrix]").forEach(listen);
