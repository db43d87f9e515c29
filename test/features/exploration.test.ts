import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { arbitraryLog, arbitraryTime, logOf } from '../helpers/randomLog';

const family = families.get('exploration');
const options = family.options.parse({});
const columns = family.columns(options);

/** The columns by name of each known customer, and of one whom nobody has seen. */
function explorationOf(log: TransactionLog, time: number): Record<string, number>[] {
  const customers = Int32Array.from({ length: log.before(time).customerCount + 1 }, (_, customer) => customer);
  const values = family.compute(new AsOf(ExampleSet.at(time, customers), log), options, Controls.none);
  return Array.from(customers, (c) =>
    Object.fromEntries(columns.map((name, f) => [name, values[c * columns.length + f]])),
  );
}

describe('exploration', () => {
  it('tells new items from those bought again', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['ann', 'jam', 0, 1],
      ['ann', 'tea', 100 * DAY, 1],
      ['ann', 'oil', 170 * DAY, 1],
      ['ann', 'oil', 170 * DAY, 1],
      ['ann', 'tea', 190 * DAY, 1],
      ['ann', 'salt', 200 * DAY, 1],
    ]);
    const [ann] = explorationOf(log, 200 * DAY);
    assert.deepEqual(
      Object.values(ann).map((value) => Math.round(1e4 * value) / 1e4),
      // 30, 90, 180 and 365 days; then two of the last three baskets' four lines are no first ones, but one is.
      [2, 1, 2, 1, 2, 1, 3, 3, 0.5, 0.25, 30, 0.75],
    );
  });

  it('counts as a naive count does', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryTime, (log, time) => {
        const history = log.before(time);
        explorationOf(log, time).forEach((found, customer) => {
          const events = [...history.eventsOfCustomer(customer)];
          const firsts = events.filter((e, i) => events.findIndex((d) => history.item[d] === history.item[e]) === i);
          for (const days of [30, 90, 180, 365]) {
            const lately = (e: number) => history.times[e] >= time - days * DAY;
            const items = new Set(events.filter(lately).map((e) => history.item[e]));
            assert.equal(found[`distinct items ${days}d`], items.size);
            assert.equal(found[`new items ${days}d`], firsts.filter(lately).length);
          }
          const baskets = [...new Set(events.map((e) => history.times[e]))];
          const last = events.filter((e) => baskets.slice(-3).includes(history.times[e]));
          const close = (name: string, expected: number) =>
            assert.ok(
              Object.is(found[name], Number.NaN) ? events.length === 0 : Math.abs(found[name] - expected) < 1e-5,
              name,
            );
          close('share of new items', firsts.length / events.length);
          close(
            'share of new items in the last 3 baskets',
            last.filter((e) => firsts.includes(e)).length / last.length,
          );
          close('new items a basket', firsts.length / baskets.length);
          close('days since the last new item', (time - history.times[firsts.at(-1) ?? 0]) / DAY);
        });
      }),
      { numRuns: 60 },
    );
  });
});
