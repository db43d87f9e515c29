import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { controls } from '../../src/data/controls';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { UsualAmount } from '../../src/data/usualAmount';
import { ASKED_FEATURES, eventFeatures, type RecentEventsOptions } from '../../src/sequence/eventFeatures';
import { RecentEvents } from '../../src/sequence/recentEvents';
import { arbitraryRows, arbitraryTime, logOf } from '../helpers/randomLog';

const DELAY = 2 * DAY;
const WAVES = 3;
const [F, A] = [eventFeatures({ ageWaves: WAVES, aroundDays: 2 }).length, ASKED_FEATURES.length];
const REST = { ageWaves: WAVES, aroundDays: 2, priorEvents: 1, largeRatio: 1.5, settledAfter: 2 };
const OPTIONS: readonly RecentEventsOptions[] = [
  { of: 'customer', labelled: false, length: 3, days: 4, ...REST },
  { of: 'customer', labelled: true, length: 2, days: 20, ...REST },
  { of: 'item', labelled: false, length: 20, days: 2.5, ...REST },
  { of: 'item', labelled: true, length: 2, days: 5, ...REST },
];

/** All events, each asked about when it happens, and every customer with every item at a time. */
function everything(log: TransactionLog, time: number): ExampleSet {
  const { columns, customers, items } = log;
  const rows = [
    ...Array.from({ length: log.size }, (_, e) => [columns.time[e], columns.customer[e], columns.item[e], e]),
    ...customers.flatMap((_, c) => [-1, ...items.keys()].map((i) => [time, c, i, -1])),
    [time, customers.length, items.length, -1],
  ];
  return new ExampleSet({
    time: Float64Array.from(rows, ([time]) => time),
    customer: Int32Array.from(rows, ([, customer]) => customer),
    item: Int32Array.from(rows, ([, , item]) => item),
    event: Int32Array.from(rows, ([, , , event]) => event),
  });
}

const labelled = fc.record({ rows: arbitraryRows, time: arbitraryTime }).map(({ rows, time }) => ({
  time,
  log: logOf(
    rows,
    rows.map(([, , t, amount]) => ((t / DAY + Math.round(amount * 100)) % 3) & 1),
    DELAY,
  ),
}));

/** The same by its definition: a look through all events for every example. */
function steps(log: TransactionLog, options: RecentEventsOptions, examples: ExampleSet, row: number): number[][] {
  const { of, labelled, length, days } = options;
  const { columns } = log;
  const now = examples.time[row];
  const owner = of === 'customer' ? examples.customer[row] : examples.item[row];
  const owners = of === 'customer' ? columns.customer : columns.item;
  const isKnown = (event: number) => columns.time[event] < now - DELAY;
  const sign = (event: number | undefined) =>
    event === undefined || !isKnown(event) ? 0 : columns.label![event] ? 1 : -1;
  const others = of === 'customer' ? columns.item : columns.customer;
  const past = Array.from({ length: log.size }, (_, event) => event).filter((event) => columns.time[event] < now);
  const around = (event: number) =>
    past.filter(
      (e) =>
        e !== event &&
        others[e] === others[event] &&
        Math.abs(columns.time[e] - columns.time[event]) <= REST.aroundDays * DAY,
    );
  return past
    .filter((event) => owners[event] === owner)
    .filter((event) => (!labelled || isKnown(event)) && columns.time[event] > now - days * DAY)
    .slice(-length)
    .map((event, i, found) => [
      (now - columns.time[event]) / DAY / days,
      ...Array.from({ length: WAVES }, (_, k) =>
        Math.cos((Math.PI * (k + 1) * (now - columns.time[event])) / DAY / days),
      ),
      Math.log1p(columns.amount[event]),
      logRatio(log, event, event),
      isKnown(event) ? 1 : 0,
      isKnown(event) ? columns.label![event] : 0,
      sign(found[i - 1]),
      sign(found[i + 1]),
      Math.log1p(found.slice(i + 1).filter((later) => sign(later) > 0).length),
      Math.log1p(found.slice(i + 1).filter((later) => sign(later) < 0).length),
      Math.log1p(around(event).filter((e) => sign(e) > 0).length),
      Math.log1p(around(event).filter((e) => logRatio(log, e, e) >= Math.log(REST.largeRatio)).length),
    ]);
}

/** An event's amount over what was usual for its customer after the first so many events. */
function logRatio({ columns, customers }: TransactionLog, event: number, before: number): number {
  const usual = new UsualAmount(customers.length, REST);
  for (let e = 0; e < before; e++) usual.add(columns.customer[e], columns.amount[e]);
  const ratio = usual.ratio(columns.customer[event], columns.amount[event]);
  return Number.isNaN(ratio) ? 0 : Math.log(Math.max(1 / 32, ratio));
}

describe('recent events', () => {
  for (const options of OPTIONS)
    it(`are the last ones by definition: ${JSON.stringify(options)}`, () =>
      fc.assert(
        fc.property(labelled, ({ log, time }) => {
          const examples = everything(log, time);
          const events = new RecentEvents(new AsOf(examples, log), options);
          const rows = Int32Array.from({ length: examples.size }, (_, row) => row);
          const found = events.read(rows, true, Controls.none);
          const T = options.length;
          for (const row of rows) {
            const expected = steps(log, options, examples, row);
            const event = examples.event[row];
            const before = log.columns.time.filter((t) => t < examples.time[row]).length;
            const asked = event < 0 ? [0, 0] : [Math.log1p(log.columns.amount[event]), logRatio(log, event, before)];
            assertNear(events.asked.subarray(A * row, A * (row + 1)), asked, `asked, ${row}`);
            for (let t = 0; t < T; t++) {
              const step = row * T + t;
              const there = expected[t - (T - expected.length)];
              assert.equal(found.mask[step], there ? 1 : 0, `mask of step ${t} of ${row}`);
              const numbers = there ? [...there, ...asked] : new Array(F + A).fill(0);
              assertNear(found.steps.subarray(step * (F + A), (step + 1) * (F + A)), numbers, `step ${t} of ${row}`);
            }
          }
        }),
        { numRuns: 15 },
      ));

  it('keep their ages, and nothing else, where their order is destroyed', () => {
    const log = logOf(Array.from({ length: 12 }, (_, i) => ['ann', 'tea', i * DAY, i + 1]));
    const examples = ExampleSet.at(12 * DAY, Int32Array.of(0));
    const events = new RecentEvents(new AsOf(examples, log), { ...OPTIONS[0], length: 10, days: 20 });
    const column = (c: number, by: Controls) => {
      const { steps } = events.read(Int32Array.of(0), false, by);
      return Array.from({ length: 10 }, (_, t) => steps[t * F + c]);
    };
    const permuting = new Controls([{ name: controls.get('permute-events').name }], 1);
    assert.deepEqual(column(0, permuting), column(0, Controls.none));
    assert.notDeepEqual(column(WAVES + 1, permuting), column(WAVES + 1, Controls.none));
    assert.deepEqual(column(WAVES + 1, permuting).toSorted(), column(WAVES + 1, Controls.none).toSorted());
  });
});

function assertNear(actual: Float32Array, expected: readonly number[], what: string): void {
  const isNear = expected.every((value, i) => Math.abs(actual[i] - value) < 1e-5 * Math.max(1, Math.abs(value)));
  assert.ok(isNear, `${what}: ${actual}, expected ${expected}`);
}
