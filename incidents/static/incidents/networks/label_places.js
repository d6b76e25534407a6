// Where words of a drawing go so that they cover nothing. Pure: boxes are [left, top, right, bottom].

const CELL = 64; // px; boxes are looked up by the cells of a grid that they touch

/** Boxes that are taken, by the cells that they touch. */
export class TakenBoxes {
  constructor() {
    this.cells = new Map();
  }

  isFree(box) {
    return !this.keys(box).some((key) => this.cells.get(key)?.some((other) => meet(box, other)));
  }

  take(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  keys([left, top, right, bottom]) {
    const found = [];
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) found.push(`${x} ${y}`);
    }
    return found;
  }
}

function meet(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

const isInside = ([left, top, right, bottom], { width, height }) =>
  left >= 0 && top >= 0 && right <= width && bottom <= height;

/**
 * The place of a name beside a point: {x, y, anchor}, or undefined where none is free. Of those that are free, the
 * first that none of `ties` ([[x, y], …] of points on each) goes through, else the first.
 */
export function placeName({ x, y, radius }, width, high, taken, frame, ties = []) {
  const gap = radius + 5;
  const sides = [
    { x: x + gap, y, anchor: "start" },
    { x: x - gap, y, anchor: "end" },
    { x, y: y - gap - high / 2, anchor: "middle" },
    { x, y: y + gap + high / 2, anchor: "middle" },
    { x: x + gap - 2, y: y - high, anchor: "start" },
    { x: x + gap - 2, y: y + high, anchor: "start" },
    { x: x - gap + 2, y: y - high, anchor: "end" },
    { x: x - gap + 2, y: y + high, anchor: "end" },
  ];
  const near = ties.filter((tie) => tie.some(([left, top]) => Math.hypot(left - x, top - y) < width + gap + high));
  const boxes = sides.map((side) => boxOf(side, width, high));
  const clear = sides.findIndex(
    (_side, n) => isFree(boxes[n], taken, frame) && !near.some((tie) => tie.some((point) => holds(boxes[n], point))),
  );
  if (clear >= 0) taken.take(boxes[clear]);
  return clear >= 0 ? sides[clear] : sides.find((_side, n) => takeIfFree(boxes[n], taken, frame));
}

const holds = ([left, top, right, bottom], [x, y]) => left <= x && x <= right && top <= y && y <= bottom;

function boxOf({ x, y, anchor }, width, high) {
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return [left - 1, y - high / 2, left + width + 1, y + high / 2];
}

const isFree = (box, taken, frame) => isInside(box, frame) && taken.isFree(box);

function takeIfFree(box, taken, frame) {
  if (!isFree(box, taken, frame)) return false;
  taken.take(box);
  return true;
}

/** The place of words near one of `points`, centred: {x, y}, or undefined where none is free. */
export function placeWords(points, width, high, taken, frame) {
  return points.find(({ x, y }) => takeIfFree(boxOf({ x, y, anchor: "middle" }, width, high), taken, frame));
}
