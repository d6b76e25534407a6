// Which line and which tint each mark gets. Pure: marks are {id, start, end, colour} in any unit.

export const LEVELS = 3;

const length = (mark) => mark.end - mark.start;
const longestFirst = (a, b) => length(b) - length(a) || a.start - b.start || (a.id < b.id ? -1 : 1);

/** True when [start, end) touches none of `taken`, sorted disjoint spans; then it is added. */
function claim(taken, mark) {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle].end <= mark.start) low = middle + 1;
    else high = middle;
  }
  if (low < taken.length && taken[low].start < mark.end) return false;
  taken.splice(low, 0, mark);
  return true;
}

/**
 * Give each mark of one paragraph the lowest free line, longest first.
 * Returns {levels: Map(id -> 1..3), over: [marks that found no free line]}.
 */
export function assignLevels(marks) {
  const slots = Array.from({ length: LEVELS }, () => []);
  const levels = new Map();
  const over = [];
  for (const mark of [...marks].sort(longestFirst)) {
    const slot = slots.findIndex((taken) => claim(taken, mark));
    if (slot < 0) over.push(mark);
    else levels.set(mark.id, slot + 1);
  }
  return { levels, over };
}

/**
 * Cut what the marks cover into disjoint pieces, each with its shortest covering mark, so that
 * tints never add up. Returns [{start, end, mark}] in order; neighbours of one mark are joined.
 */
export function tintPieces(marks) {
  const edges = [...new Set(marks.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b);
  const index = new Map(edges.map((edge, position) => [edge, position]));
  const owner = new Array(edges.length).fill(null);
  const next = edges.map((_, position) => position); // the first unowned piece at or after
  const free = (position) => {
    while (next[position] !== position) {
      next[position] = next[next[position]];
      position = next[position];
    }
    return position;
  };
  for (const mark of [...marks].sort((a, b) => longestFirst(b, a))) {
    const stop = index.get(mark.end);
    for (let at = free(index.get(mark.start)); at < stop; at = free(at)) {
      owner[at] = mark;
      next[at] = at + 1;
    }
  }
  return joined(edges, owner);
}

function joined(edges, owner) {
  const pieces = [];
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const last = pieces.at(-1);
    if (!owner[at]) continue;
    if (last && last.mark === owner[at] && last.end === edges[at]) last.end = edges[at + 1];
    else pieces.push({ start: edges[at], end: edges[at + 1], mark: owner[at] });
  }
  return pieces;
}
