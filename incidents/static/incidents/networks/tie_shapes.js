// The geometry of ties between points, in px. Pure.

const BEND = 22; // px between ties of the same two actors
const HEAD = 9; // px of an arrow head

/** Number the ties of each pair of actors: {tie: how far it bends}, the first of a pair being straight. */
export function bendsOf(ties) {
  const seen = new Map();
  return new Map(
    ties.map((tie) => {
      const pair = [tie.subject, tie.object].sort().join(" ");
      const number = seen.get(pair) ?? 0;
      seen.set(pair, number + 1);
      const side = tie.subject < tie.object ? 1 : -1; // so that A to B and B to A bend apart
      return [tie.id, side * BEND * Math.ceil(number / 2) * (number % 2 ? 1 : -1)];
    }),
  );
}

/** A tie from the edge of one point to the edge of another: its path, its head, and a place on it. */
export function shapeOf(start, end, bend, isDirected) {
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const control = {
    x: middle.x - (2 * bend * (end.y - start.y)) / length,
    y: middle.y + (2 * bend * (end.x - start.x)) / length,
  };
  const from = edgeOf(start, control);
  const tip = edgeOf(end, control, isDirected ? 2 : 0);
  const at = (share) => ({
    x: (1 - share) ** 2 * from.x + 2 * share * (1 - share) * control.x + share ** 2 * tip.x,
    y: (1 - share) ** 2 * from.y + 2 * share * (1 - share) * control.y + share ** 2 * tip.y,
  });
  const path = `M${n(from.x)} ${n(from.y)}Q${n(control.x)} ${n(control.y)} ${n(tip.x)} ${n(tip.y)}`;
  return { path, head: isDirected ? headOf(tip, control) : "", at };
}

/** The point on the edge of a circle in the direction of another point. */
function edgeOf({ x, y, radius }, towards, gap = 0) {
  const length = Math.hypot(towards.x - x, towards.y - y) || 1;
  const share = (radius + gap) / length;
  return { x: x + (towards.x - x) * share, y: y + (towards.y - y) * share };
}

function headOf(tip, control) {
  const angle = Math.atan2(tip.y - control.y, tip.x - control.x);
  const wing = (turn) => `L${n(tip.x - HEAD * Math.cos(angle + turn))} ${n(tip.y - HEAD * Math.sin(angle + turn))}`;
  return `M${n(tip.x)} ${n(tip.y)}${wing(Math.PI / 8)}${wing(-Math.PI / 8)}Z`;
}

const n = (value) => Math.round(value * 10) / 10;
