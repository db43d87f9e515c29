import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Disc, placeLabels } from '../../../src/report/graph/labels';

const HEIGHT = 11;
const SIZE = 400;

const disc: fc.Arbitrary<Disc> = fc.record({
  x: fc.integer({ min: -50, max: SIZE + 50 }),
  y: fc.integer({ min: -50, max: SIZE + 50 }),
  radius: fc.integer({ min: 2, max: 15 }),
});

const place = (discs: readonly Disc[], widths: readonly number[], most = 40) =>
  placeLabels(discs, {
    order: [...discs.keys()],
    widthOf: (i) => widths[i % widths.length],
    height: HEIGHT,
    right: SIZE,
    bottom: SIZE,
    most,
  });

describe('placeLabels', () => {
  it('lays no label over a disc, another label or the edge', () => {
    fc.assert(
      fc.property(
        fc.array(disc, { minLength: 1, maxLength: 80 }),
        fc.array(fc.integer({ min: 5, max: 150 }), { minLength: 1, maxLength: 5 }),
        (discs, widths) => {
          const labels = place(discs, widths);
          const boxes = labels.map(({ x, y, width }) => [x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2]);
          for (const [i, [left, top, right, bottom]] of boxes.entries()) {
            assert.ok(left >= 0 && top >= 0 && right <= SIZE && bottom <= SIZE);
            for (const other of boxes.slice(i + 1))
              assert.ok(left >= other[2] || other[0] >= right || top >= other[3] || other[1] >= bottom);
            for (const { x, y, radius } of discs) {
              const [dx, dy] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)];
              assert.ok(Math.hypot(dx, dy) >= radius - 1e-9);
            }
          }
          assert.equal(new Set(labels.map(({ disc: of }) => of)).size, labels.length);
        },
      ),
    );
  });

  it('names a lone disc beside it, and the most important where not all find room', () => {
    assert.deepEqual(place([{ x: 200, y: 200, radius: 5 }], [60]), [
      { disc: 0, x: 200, y: 186.5, width: 60, led: false },
    ]);
    const crowd = Array.from({ length: 30 }, () => ({ x: 200, y: 200, radius: 5 }));
    assert.equal(place(crowd, [60])[0].disc, 0);
    assert.equal(place(crowd, [60], 3).length, 3);
  });
});
