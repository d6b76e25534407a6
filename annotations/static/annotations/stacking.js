// Where margin notes stand: at their passage, pushed down to keep their distance. Pure.

export const GAP = 20;

/**
 * `notes` are {want, height} in reading order (px). Returns {tops, bottom}.
 */
export function stacked(notes, gap = GAP) {
  const tops = [];
  let free = -Infinity;
  for (const { want, height } of notes) {
    const top = Math.max(want, free);
    tops.push(top);
    free = top + height + gap;
  }
  return { tops, bottom: tops.length ? free - gap : 0 };
}

/** Split a paragraph's notes into those shown and the number held back ("7 more in ¶4"). */
export function shown(notes, limit, isOpen, mustShow = () => false) {
  if (isOpen || notes.length <= limit + 1) return { visible: notes, more: 0 };
  const visible = notes.filter((note, at) => at < limit || mustShow(note));
  return { visible, more: notes.length - visible.length };
}
