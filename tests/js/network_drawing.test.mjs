import assert from "node:assert/strict";
import test from "node:test";

import { placeName, placeWords, TakenBoxes } from "../../incidents/static/incidents/networks/label_places.js";
import { bendsOf, shapeOf } from "../../incidents/static/incidents/networks/tie_shapes.js";

const frame = { width: 400, height: 300 };

test("a name goes to the right of its point, else to a free side, else nowhere", () => {
  const taken = new TakenBoxes();
  const point = { x: 200, y: 150, radius: 5 };
  assert.equal(placeName(point, 80, 16, taken, frame).anchor, "start");
  assert.equal(placeName(point, 80, 16, taken, frame).anchor, "end");
  taken.take([0, 0, 400, 300]);
  assert.equal(placeName(point, 80, 16, taken, frame), undefined);
});

test("a name avoids ties where another side is free, and is drawn over one otherwise", () => {
  const point = { x: 200, y: 150, radius: 5 };
  const right = [[230, 150]];
  assert.equal(placeName(point, 80, 16, new TakenBoxes(), frame, [right]).anchor, "end");
  const everywhere = Array.from({ length: 400 }, (_each, n) => [n, 0]).flatMap(([x]) =>
    Array.from({ length: 75 }, (_each, n) => [x, n * 4]),
  );
  assert.equal(placeName(point, 80, 16, new TakenBoxes(), frame, [everywhere]).anchor, "start");
});

test("no two names overlap, however many there are", () => {
  const taken = new TakenBoxes();
  const boxes = [];
  for (let n = 0; n < 300; n++) {
    const point = { x: (n * 97) % 400, y: (n * 61) % 300, radius: 4 };
    const place = placeName(point, 60, 16, taken, frame);
    if (!place) continue;
    const left = place.x - { start: 0, middle: 30, end: 60 }[place.anchor];
    boxes.push([left, place.y - 8, left + 60, place.y + 8]);
  }
  assert.ok(boxes.length > 20);
  for (const [n, one] of boxes.entries()) {
    for (const other of boxes.slice(n + 1)) {
      const meet = one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
      assert.ok(!meet, `${one} ${other}`);
    }
  }
});

test("names stay inside the drawing", () => {
  const place = placeName({ x: 395, y: 150, radius: 5 }, 80, 16, new TakenBoxes(), frame);
  assert.equal(place.anchor, "end");
});

test("words take the first of the places that is free", () => {
  const taken = new TakenBoxes();
  taken.take([90, 90, 110, 110]);
  const points = [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
  ];
  assert.deepEqual(placeWords(points, 30, 14, taken, frame), points[1]);
  assert.equal(placeWords(points, 30, 14, taken, frame), undefined);
});

test("ties of the same actors do not lie on each other", () => {
  const ties = [
    { id: 1, subject: "a", object: "b" },
    { id: 2, subject: "b", object: "a" },
    { id: 3, subject: "a", object: "b" },
    { id: 4, subject: "a", object: "c" },
  ];
  const bends = bendsOf(ties);
  const [a, b] = [
    { x: 0, y: 0, radius: 5 },
    { x: 100, y: 0, radius: 5 },
  ];
  const ends = { a, b };
  const heights = ties.slice(0, 3).map((tie) => {
    const shape = shapeOf(ends[tie.subject], ends[tie.object], bends.get(tie.id), true);
    return Math.round(shape.at(0.5).y);
  });
  assert.equal(new Set(heights).size, 3);
  assert.equal(Math.abs(bends.get(4)), 0);
});

test("a tie ends at the edge of its points, and its head only where it is directed", () => {
  const [a, b] = [
    { x: 0, y: 0, radius: 5 },
    { x: 100, y: 0, radius: 10 },
  ];
  assert.equal(Math.round(shapeOf(a, b, 0, false).at(1).x), 90);
  assert.equal(Math.round(shapeOf(a, b, 0, false).at(0).x), 5);
  assert.equal(shapeOf(a, b, 0, false).head, "");
  assert.match(shapeOf(a, b, 0, true).head, /^M88 0L/);
});
