import assert from 'node:assert/strict';
import fc from 'fast-check';
import { optionNames } from '../../src/base/component';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import type { FeatureFamily } from '../../src/features/family';
import { needed } from '../helpers/familyOptions';
import { arbitraryRows, arbitraryTime, logOf } from '../helpers/randomLog';

/** Options that bring out all that a family's code may do. */
const optionsOf = (family: FeatureFamily) =>
  ['windowDays', 'everyDays'].every((name) => optionNames(family).includes(name))
    ? [{}, { windowDays: 3 }, { everyDays: 2 }]
    : [needed[family.name] ?? {}];

const complete = ({ name }: FeatureFamily, given: object) =>
  families.resolve(families.reference().parse({ name, ...given })).options;

describe('a feature family', () => {
  for (const family of families.all)
    for (const given of optionsOf(family)) {
      const options = complete(family, given);
      const F = family.columns(options).length;
      const called = Object.keys(given).length ? `${family.name} with ${JSON.stringify(given)}` : family.name;

      it(`${called}: knows nothing of what comes at or after each example's own time`, () => {
        const drawn = fc.record({
          rows: arbitraryRows,
          others: arbitraryRows,
          times: fc.array(arbitraryTime, { minLength: 1, maxLength: 4 }),
        });
        fc.assert(
          fc.property(drawn, ({ rows, others, times }) => {
            const latest = Math.max(...times);
            const log = logOf(rows);
            // The same past of the latest time, and another future; and for each time one whose future begins there.
            for (const time of times) {
              const twin = logOf([...others.filter((row) => row[2] >= time), ...rows.filter((row) => row[2] < time)]);
              const examples = everyPairAt(log, [time]);
              assert.deepEqual(
                family.compute(new AsOf(examples, twin), options, Controls.none),
                family.compute(new AsOf(examples, log), options, Controls.none),
              );
            }
            // What is asked of later times changes nothing of what is told of earlier ones.
            const all = everyPairAt(log, times);
            const values = family.compute(new AsOf(all, log), options, Controls.none);
            const early = Int32Array.from(all.time.keys()).filter((row) => all.time[row] < latest);
            const alone = family.compute(new AsOf(all, log).select(early), options, Controls.none);
            early.forEach((row, i) => {
              assert.deepEqual(alone.slice(i * F, (i + 1) * F), values.slice(row * F, (row + 1) * F));
            });
          }),
          { numRuns: 40 },
        );
      });

      it(`${called}: knows nothing of an event asked about but amount, quantity and time, nor of later ones`, () => {
        const drawn = fc.record({
          rows: arbitraryRows,
          labels: fc.array(fc.constantFrom(0, 1), { minLength: 60, maxLength: 60 }),
          pick: fc.nat(),
        });
        fc.assert(
          fc.property(drawn, ({ rows, labels, pick }) => {
            const label = labels.slice(0, rows.length);
            const log = logOf(rows, label, DAY);
            const asked = pick % log.size;
            const time = log.columns.time[asked];
            const examples = eventsOf(log, Int32Array.of(asked));
            // All labels not known by then turned, and all later events gone.
            const past = rows.flatMap((row, i) => (row[2] <= time ? [i] : []));
            const twin = logOf(
              past.map((i) => rows[i]),
              past.map((i) => (rows[i][2] < time - DAY ? label[i] : 1 - label[i])),
              DAY,
            );
            assert.deepEqual(
              family.compute(new AsOf(examples, twin), options, Controls.none),
              family.compute(new AsOf(examples, log), options, Controls.none),
            );
          }),
          { numRuns: 40 },
        );
      });
    }

  it('neighbourhood says that it leaves the edge asked about out', () => {
    assert.ok(families.get('neighbourhood').leavesEdgeOut);
  });
});

/** Every customer and item that was seen before the latest time, at every time. */
function everyPairAt(log: TransactionLog, times: readonly number[]): ExampleSet {
  const { customerCount, itemCount } = log.before(Math.max(...times));
  const rows = [...new Set(times)].flatMap((time) =>
    Array.from({ length: customerCount * itemCount }, (_, i) => [time, Math.floor(i / itemCount), i % itemCount]),
  );
  return new ExampleSet({
    time: Float64Array.from(rows, ([time]) => time),
    customer: Int32Array.from(rows, ([, customer]) => customer),
    item: Int32Array.from(rows, ([, , item]) => item),
    event: new Int32Array(rows.length).fill(-1),
  });
}

function eventsOf({ columns }: TransactionLog, event: Int32Array): ExampleSet {
  return new ExampleSet({
    time: Float64Array.from(event, (e) => columns.time[e]),
    customer: Int32Array.from(event, (e) => columns.customer[e]),
    item: Int32Array.from(event, (e) => columns.item[e]),
    event,
  });
}
