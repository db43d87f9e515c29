import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { featureTable } from '../../src/features/family';
import { logFeatures } from '../../src/fusion/logFeatures';
import { eventsOf } from '../../src/fusion/stepInputs';
import { lastSteps, type Windows } from '../../src/sequence/windows';
import { arbitraryRows, arbitraryTime, logOf } from '../helpers/randomLog';

const DELAY = 2 * DAY;
const FEATURES = [
  'asked-event',
  { name: 'customer-windows', days: [1, 4] },
  { name: 'item-risk', days: [3], delayDays: 2 },
  'item-labels',
].map((spec) => families.reference().parse(spec));

function eventsAsked({ columns: { time, customer, item } }: TransactionLog, event: Int32Array): ExampleSet {
  return new ExampleSet({
    time: Float64Array.from(event, (e) => time[e]),
    customer: event.map((e) => customer[e]),
    item: event.map((e) => item[e]),
    event,
  });
}

/** The features of each line, one after the other. */
function ofLines(log: TransactionLog, examples: ExampleSet, length: number): { windows: Windows; values: number[][] } {
  const asOf = new AsOf(examples, log);
  const windows = lastSteps(asOf, { length, step: 'event' });
  const { events, row } = eventsOf(asOf, windows);
  const table = logFeatures(events, FEATURES, Controls.none);
  const C = table.columns.length;
  return { windows, values: Array.from(row, (r) => [...table.values.subarray(r * C, (r + 1) * C)]) };
}

describe('features of each event of a window', () => {
  it('are the signed logarithms of what each family says of that event alone, at its own time', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.integer({ min: 1, max: 4 }), (rows, length) => {
        const log = logOf(
          rows,
          rows.map((_, i) => Number(i % 3 === 0)),
          DELAY,
        );
        const asked = Int32Array.from({ length: log.size }, (_, e) => log.size - 1 - e);
        const { windows, values } = ofLines(log, eventsAsked(log, asked), length);
        windows.events.forEach((event, line) => {
          const alone = new AsOf(eventsAsked(log, Int32Array.of(event)), log);
          const expected = featureTable(alone, FEATURES, Controls.none, families).values;
          assert.deepEqual(values[line], [...expected.map((x) => Math.sign(x) * Math.log1p(Math.abs(x)))]);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('know nothing of what comes after, nor a label before its delay has passed', () => {
    fc.assert(
      fc.property(arbitraryRows, arbitraryRows, arbitraryTime, (rows, others, time) => {
        const past = rows.filter(([, , t]) => t < time);
        const future = others.filter(([, , t]) => t >= time);
        const label = (t: number, i: number) => (t + DELAY < time ? i % 2 : 1);
        const twinLabel = (t: number, i: number) => (t + DELAY < time ? i % 2 : 0);
        const log = logOf(
          past,
          past.map(([, , t], i) => label(t, i)),
          DELAY,
        );
        const both = [...past, ...future];
        const twin = logOf(
          both,
          both.map(([, , t], i) => twinLabel(t, i)),
          DELAY,
        );
        const customers = Int32Array.from(log.customers.keys());
        const [ours, theirs] = [log, twin].map((each) => ofLines(each, ExampleSet.at(time, customers), 4));
        assert.deepEqual(theirs, ours);
      }),
      { numRuns: 40 },
    );
  });

  it('are not told of an event that no example may know', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['ann', 'tea', DAY, 1],
      ['ann', 'tea', 2 * DAY, 1],
    ]);
    const asOf = new AsOf(ExampleSet.at(DAY, Int32Array.of(0)), log);
    assert.throws(() => asOf.askEvents(Int32Array.of(0, 1)), /event 1 is not known/);
    const asking = new AsOf(eventsAsked(log, Int32Array.of(1)), log);
    assert.equal(asking.askEvents(Int32Array.of(0, 1)).size, 2);
    assert.throws(() => asking.askEvents(Int32Array.of(2)), /event 2 is not known/);
  });
});
