// Where margin notes lie: as near to their passages as their heights allow. Pure.

export const GAP = 20;
const FAR = 160; // px from its passage from which a note counts as too far

/**
 * `notes` are {want, height} in reading order (px); `fixed` is the place of one that lies exactly at its passage, or -1.
 * Returns {tops, bottom}: in order, without overlap, not above 0, with the least sum of squared distances.
 */
export function stacked(notes, gap = GAP, fixed = -1) {
  const before = []; // height of all notes above, with their gaps
  let sum = 0;
  for (const { height } of notes) {
    before.push(sum);
    sum += height + gap;
  }
  const places = nondecreasing(notes.map(({ want }, at) => want - before[at]));
  const own = fixed < 0 ? 0 : Math.max(0, notes[fixed].want - before[fixed]);
  const tops = places.map((place, at) => {
    const near = fixed < 0 ? place : at < fixed ? Math.min(place, own) : at > fixed ? Math.max(place, own) : own;
    return Math.max(0, near) + before[at];
  });
  return { tops, bottom: tops.length ? tops.at(-1) + notes.at(-1).height : 0 };
}

/** The nondecreasing numbers nearest to `values`: neighbours that decrease are replaced by their mean. */
function nondecreasing(values) {
  const pools = [];
  for (const value of values) {
    let pool = { sum: value, count: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).count > pool.sum / pool.count) {
      const last = pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) => Array(count).fill(sum / count));
}

/** Places of the notes that are to be shown short: those of each group without spare room in which one lies too far away. */
export function crowded(notes, tops, gap = GAP, far = FAR) {
  const found = [];
  let group = [];
  const close = () => {
    if (group.some((at) => Math.abs(tops[at] - notes[at].want) > far)) found.push(...group);
    group = [];
  };
  notes.forEach((_note, at) => {
    if (at && tops[at] - tops[at - 1] - notes[at - 1].height > gap + 1) close();
    group.push(at);
  });
  close();
  return found;
}

/** Split a paragraph's notes into those shown and the number held back ("7 more in ¶4"). */
export function shown(notes, limit, isOpen, mustShow = () => false) {
  if (isOpen || notes.length <= limit + 1) return { visible: notes, more: 0 };
  const visible = notes.filter((note, at) => at < limit || mustShow(note));
  return { visible, more: notes.length - visible.length };
}
