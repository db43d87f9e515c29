import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SIDE } from '../../../datasets/fraud-handbook/customers';
import { RandomState } from '../../../datasets/fraud-handbook/random/numpy';
import { drawTerminals, TerminalGrid } from '../../../datasets/fraud-handbook/terminals';

describe('the grid of terminals', () => {
  it('finds those that a look at all of them finds, in the same order', () => {
    const place = fc.double({ min: 0, max: SIDE, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 150, noNaN: true }),
        fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 10 }),
        (seed, count, radius, places) => {
          const terminals = drawTerminals(count, new RandomState(seed));
          const grid = new TerminalGrid(terminals, radius);
          for (const [x, y] of places) {
            const near = (t: number) => Math.sqrt((x - terminals.x[t]) ** 2 + (y - terminals.y[t]) ** 2) < radius;
            assert.deepEqual([...grid.within(x, y)], Array.from({ length: count }, (_, t) => t).filter(near));
          }
        },
      ),
    );
  });
});
