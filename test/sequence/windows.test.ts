import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { lastBaskets, STEP_FEATURES } from '../../src/sequence/windows';
import { arbitraryTwins, logOf } from '../helpers/randomLog';

const F = STEP_FEATURES.length;
const log = logOf([
  ['ann', 'tea', 0, 4, 2],
  ['ann', 'jam', 0, 6, 1],
  ['bob', 'tea', 1 * DAY, 2],
  ['ann', 'oil', 10 * DAY, 8, 4],
  ['ann', 'tea', 30 * DAY, 1],
]);

describe('windows of last baskets', () => {
  it('stand newest last, padded in front, with their numbers and items', () => {
    const { mask, numeric, starts, items } = lastBaskets(log.before(40 * DAY), Int32Array.of(0, 1), { length: 4 });
    assert.deepEqual([...mask], [0, 1, 1, 1, 0, 0, 0, 1]);
    const step = (row: number, t: number) => [...numeric.subarray((row * 4 + t) * F, (row * 4 + t + 1) * F)];
    const close = (actual: number[], expected: number[]) =>
      actual.forEach((value, i) => {
        assert.ok(Math.abs(value - Math.log1p(expected[i])) < 1e-6);
      });
    assert.deepEqual(step(0, 0), [0, 0, 0, 0, 0]);
    close(step(0, 1), [0, 40, 10, 2, 3]);
    close(step(0, 2), [10, 30, 8, 1, 4]);
    close(step(0, 3), [20, 10, 1, 1, 1]);
    close(step(1, 3), [0, 39, 2, 1, 1]);
    const names = (row: number, t: number) =>
      [...items.subarray(starts[row * 4 + t], starts[row * 4 + t + 1])].map((item) => log.items[item]);
    assert.deepEqual([names(0, 0), names(0, 1), names(0, 2), names(0, 3)], [[], ['tea', 'jam'], ['oil'], ['tea']]);
  });

  it('keep the newest when there are more than fit', () => {
    const { mask, numeric } = lastBaskets(log.before(40 * DAY), Int32Array.of(0), { length: 2 });
    assert.deepEqual([...mask], [1, 1]);
    // The gap reaches back to the basket that no longer fits.
    assert.ok(Math.abs(numeric[0] - Math.log1p(10)) < 1e-6);
  });

  it('permuted, hold the same contents at the same times', () => {
    fc.assert(
      fc.property(arbitraryTwins, fc.nat(20), ({ log: drawn, time }, permuteSeed) => {
        const history = drawn.before(time);
        const customers = Int32Array.from({ length: history.customerCount }, (_, c) => c);
        const real = lastBaskets(history, customers, { length: 5 });
        const permuted = lastBaskets(history, customers, { length: 5, permuteSeed });
        assert.deepEqual(permuted.mask, real.mask);
        for (let row = 0; row < customers.length; row++) {
          const times = (of: typeof real, f: number) =>
            Array.from({ length: 5 }, (_, t) => of.numeric[(row * 5 + t) * F + f]);
          assert.deepEqual(times(permuted, 0), times(real, 0));
          assert.deepEqual(times(permuted, 1), times(real, 1));
          assert.deepEqual(times(permuted, 2).sort(), times(real, 2).sort());
          const bought = (of: typeof real) => [...of.items.subarray(of.starts[row * 5], of.starts[row * 5 + 5])].sort();
          assert.deepEqual(bought(permuted), bought(real));
        }
      }),
    );
  });
});
