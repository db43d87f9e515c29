import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../../src/base/time';
import { AsOf } from '../../../src/data/asOf';
import { Controls } from '../../../src/data/controls/controls';
import { ExampleSet } from '../../../src/data/examples';
import type { TransactionLog } from '../../../src/data/log';
import { rewiredItems } from '../../../src/graph/sampling/rewired';
import { arbitraryTwins, logOf, type Row } from '../../helpers/randomLog';

const controls = new Controls([{ name: 'rewire-edges' }], 1);

function asOf(log: TransactionLog, times: readonly number[]): AsOf {
  const none = new Int32Array(times.length).fill(-1);
  const columns = { time: Float64Array.from(times), customer: new Int32Array(times.length), item: none, event: none };
  return new AsOf(new ExampleSet(columns), log);
}

describe('items of rewired events', () => {
  it('are dealt anew between the times of two examples, each as often as before', () => {
    const rows: Row[] = Array.from({ length: 400 }, (_, e) => [
      `c${e % 20}`,
      `i${(e * 7 + (e >> 4)) % 23}`,
      (e / 40) * DAY,
      1,
    ]);
    const log = logOf(rows);
    const rewired = rewiredItems(asOf(log, [5 * DAY, 10 * DAY]), controls)!;
    const { customer, item, time } = log.columns;
    const pairs = (items: Int32Array, from: number, to: number) =>
      new Set(
        Array.from(time.keys())
          .filter((e) => time[e] >= from * DAY && time[e] < to * DAY)
          .map((e) => `${customer[e]} ${items[e]}`),
      );
    for (const [from, to] of [
      [0, 5],
      [5, 10],
    ]) {
      const [before, after] = [pairs(item, from, to), pairs(rewired, from, to)];
      const degrees = (of: Set<string>, side: 0 | 1) => [...of].map((pair) => pair.split(' ')[side]).sort();
      for (const side of [0, 1] as const) assert.deepEqual(degrees(after, side), degrees(before, side));
      const kept = [...before].filter((pair) => after.has(pair)).length;
      assert.ok(kept < before.size / 2, `${kept} of ${before.size} pairs are as they were`);
    }
  });

  it('tell nothing of what came after an example', () => {
    fc.assert(
      fc.property(arbitraryTwins, ({ log, twin, time }) => {
        const seen = [log, twin].map((one) => {
          const { size } = one.before(time);
          return rewiredItems(asOf(one, [time, 20 * DAY]), controls)!.slice(0, size);
        });
        assert.deepEqual(seen[0], seen[1]);
      }),
      { numRuns: 50 },
    );
  });

  it('are the history’s own where no control acts, and refused where there is nothing between two times', () => {
    const log = logOf([['ann', 'tea', 0, 1]]);
    assert.equal(rewiredItems(asOf(log, [DAY]), Controls.none), undefined);
    const daily = Array.from({ length: 101 }, (_, day) => (day + 1) * DAY);
    assert.throws(() => rewiredItems(asOf(log, daily), controls), { name: 'InputError', message: /101 times/ });
  });
});
