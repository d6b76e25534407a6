import assert from "node:assert/strict";
import { test } from "node:test";

import { acrossTheMeridian, unwrapped } from "../../incidents/static/incidents/places/date_line.js";

const JUMPING = [
  [170, 60],
  [180, 60],
  [-170, 65],
  [-180, 70],
  [170, 70],
  [170, 60],
];

test("a ring across the 180th meridian goes on beyond it", () => {
  assert.deepEqual(
    unwrapped(JUMPING).map(([lon]) => lon),
    [170, 180, 190, 180, 170, 170],
  );
});

test("a ring that begins in the west lands where most of it lies", () => {
  const ring = [
    [-175, 60],
    [175, 60],
    [100, 60],
    [100, 70],
    [-175, 70],
    [-175, 60],
  ];
  assert.deepEqual(
    unwrapped(ring).map(([lon]) => lon),
    [185, 175, 100, 100, 185, 185],
  );
});

test("what does not cross stays, and lines and points are left alone", () => {
  const ring = [
    [10, 0],
    [20, 0],
    [20, 5],
    [10, 0],
  ];
  assert.deepEqual(unwrapped(ring), ring);
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [179, 0] } };
  const russia = { type: "Feature", id: "643", geometry: { type: "MultiPolygon", coordinates: [[JUMPING]] } };
  const { features } = acrossTheMeridian({ type: "FeatureCollection", features: [point, russia] });
  assert.deepEqual(features[0], point);
  assert.equal(features[1].id, "643");
  assert.equal(Math.max(...features[1].geometry.coordinates[0][0].map(([lon]) => lon)), 190);
});
