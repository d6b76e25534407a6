// Finds the marks at a position: sorted starts, and for each prefix the furthest end.

import { firstIndex } from "./code_points.js";

export class IntervalIndex {
  /** `marks` are {start, end, ...}, end exclusive. */
  constructor(marks) {
    this.marks = [...marks].sort((a, b) => a.start - b.start || b.end - a.end);
    this.reach = [];
    let furthest = -Infinity;
    for (const mark of this.marks) {
      furthest = Math.max(furthest, mark.end);
      this.reach.push(furthest);
    }
  }

  /** Marks that cover `position`, shortest first: the one on top is the one meant. */
  at(position) {
    const found = [];
    let at = firstIndex(this.marks, (mark) => mark.start > position) - 1;
    for (; at >= 0 && this.reach[at] > position; at -= 1) {
      if (this.marks[at].end > position) found.push(this.marks[at]);
    }
    return found.sort((a, b) => a.end - a.start - (b.end - b.start) || b.start - a.start);
  }
}
