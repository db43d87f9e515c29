import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Asked } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { arbitraryTwins } from '../helpers/randomLog';

/** Every known customer asked about every known item, and both seen by nobody yet. */
function askedOf(log: TransactionLog, time: number): Asked {
  const history = log.before(time);
  const pairs: [number, number][] = [];
  for (let c = 0; c <= history.customerCount; c++) for (let i = 0; i <= history.itemCount; i++) pairs.push([c, i]);
  return {
    history,
    query: { time, customers: Int32Array.from(pairs, ([c]) => c), items: Int32Array.from(pairs, ([, i]) => i) },
  };
}

const options = [{ graph: {} }, { graph: { windowDays: 3 } }, { graph: { shuffleSeed: 4 } }];

for (const family of families.all)
  describe(`feature family ${family.name}`, () => {
    const F = family.columns.length;

    it('gives each column for each row, a number or NaN', () => {
      fc.assert(
        fc.property(arbitraryTwins, fc.constantFrom(...options), ({ log, time }, option) => {
          const asked = askedOf(log, time);
          const values = family.compute(asked, option);
          assert.equal(values.length, asked.query.customers.length * F);
          assert.ok(values.every((value) => Number.isNaN(value) || Number.isFinite(value)));
        }),
        { numRuns: 60 },
      );
      assert.equal(new Set(family.columns).size, F);
    });

    it('knows nothing of what comes at or after the moment', () => {
      fc.assert(
        fc.property(arbitraryTwins, fc.constantFrom(...options), ({ log, twin, time }, option) => {
          assert.deepEqual(
            family.compute(askedOf(twin, time), option),
            family.compute(askedOf(log, time), option),
            'law "as of the moment" broken',
          );
        }),
        { numRuns: 60 },
      );
    });

    it('answers a question the same whatever else is asked', () => {
      fc.assert(
        fc.property(arbitraryTwins, fc.nat(), ({ log, time }, pick) => {
          const { history, query } = askedOf(log, time);
          const all = family.compute({ history, query }, { graph: {} });
          const at = pick % query.customers.length;
          const one = { time, customers: query.customers.slice(at, at + 1), items: query.items.slice(at, at + 1) };
          assert.deepEqual(family.compute({ history, query: one }, { graph: {} }), all.slice(at * F, (at + 1) * F));
        }),
        { numRuns: 60 },
      );
    });
  });
