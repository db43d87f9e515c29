import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { lastSteps, STEP_FEATURES, type WindowOptions, type Windows } from '../../src/sequence/windows';
import { arbitraryRows, arbitraryTime, logOf, type Row } from '../helpers/randomLog';

const F = STEP_FEATURES.length;
const log = logOf([
  ['ann', 'tea', 0, 4, 2],
  ['ann', 'jam', 0, 6, 1],
  ['bob', 'tea', 1 * DAY, 2],
  ['ann', 'oil', 10 * DAY, 8, 4],
  ['ann', 'tea', 30 * DAY, 1],
]);

/** The features of a step, and the names of its items. */
const step = ({ numeric, length }: Windows, window: number, t: number) => [
  ...numeric.subarray((window * length + t) * F, (window * length + t + 1) * F),
];
const names = ({ items, starts, length }: Windows, window: number, t: number, of: TransactionLog = log) =>
  [...items.subarray(starts[window * length + t], starts[window * length + t + 1])].map((item) => of.items[item]);

function closeToLogs(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - Math.log1p(expected[i])) < 1e-6, `${STEP_FEATURES[i]}: ${value}`);
  });
}

const stepsAt = (time: number, customers: number[], options: WindowOptions, of = log) =>
  lastSteps(new AsOf(ExampleSet.at(time, Int32Array.from(customers)), of), options);

/** Every event of a log, asked about as it happens. */
const everyEvent = ({ columns: { time, customer, item }, size }: TransactionLog) =>
  new ExampleSet({ time, customer, item, event: Int32Array.from({ length: size }, (_, e) => e) });

describe('windows of last steps', () => {
  it('say how large an amount is for its customer, as of each step', () => {
    const added = (options: WindowOptions, time = 40 * DAY) => {
      const { numeric, columns, length } = stepsAt(time, [0], { ...options, relativeAmount: true });
      assert.equal(columns.length, F + 1);
      return Array.from({ length }, (_, t) => numeric[t * (F + 1) + F]);
    };
    const ratio = (amount: number, mean: number) => Math.fround(Math.log1p(amount) - Math.log1p(mean));
    // Baskets of 10, 8 and 1; events of 4 and 6 at once, of 8 and of 1.
    assert.deepEqual(added({ length: 3, step: 'basket' }), [0, ratio(8, 10), ratio(1, 9)]);
    assert.deepEqual(added({ length: 1, step: 'basket' }, 20 * DAY), [ratio(8, 10)]);
    assert.deepEqual(added({ length: 4, step: 'event' }), [0, 0, ratio(8, 5), ratio(1, 6)]);
    const asked = lastSteps(new AsOf(everyEvent(log).select(Int32Array.of(4)), log), {
      length: 1,
      step: 'event',
      relativeAmount: true,
    });
    assert.equal(asked.numeric[F], ratio(1, 6));
  });

  it('say where a step lies in the cycles of the calendar', () => {
    const at = logOf([['ann', 'tea', 3.25 * DAY, 1]]);
    const calendar = ['week', 'day'] as const;
    const { numeric, columns } = stepsAt(9 * DAY, [0], { length: 1, step: 'event', calendar }, at);
    assert.deepEqual(columns.slice(F), [
      'sine of the time of week',
      'cosine of the time of week',
      'sine of the time of day',
      'cosine of the time of day',
    ]);
    const week = (2 * Math.PI * 3.25) / 7;
    [Math.sin(week), Math.cos(week), 1, 0].forEach((expected, i) => {
      assert.ok(Math.abs(numeric[F + i] - expected) < 1e-6, columns[F + i]);
    });
  });

  it('stand newest last, padded in front, with their numbers and items', () => {
    const windows = stepsAt(40 * DAY, [0, 1], { length: 4, step: 'basket' });
    assert.deepEqual([...windows.mask], [0, 1, 1, 1, 0, 0, 0, 1]);
    assert.deepEqual(step(windows, 0, 0), [0, 0, 0, 0, 0]);
    closeToLogs(step(windows, 0, 1), [0, 40, 10, 2, 3]);
    closeToLogs(step(windows, 0, 2), [10, 30, 8, 1, 4]);
    closeToLogs(step(windows, 0, 3), [20, 10, 1, 1, 1]);
    closeToLogs(step(windows, 1, 3), [0, 39, 2, 1, 1]);
    assert.deepEqual(
      [0, 1, 2, 3].map((t) => names(windows, 0, t)),
      [[], ['tea', 'jam'], ['oil'], ['tea']],
    );
  });

  it('hold single events where these are the steps', () => {
    const windows = stepsAt(40 * DAY, [0], { length: 5, step: 'event' });
    assert.deepEqual([...windows.mask], [0, 1, 1, 1, 1]);
    closeToLogs(step(windows, 0, 1), [0, 40, 4, 1, 2]);
    closeToLogs(step(windows, 0, 2), [0, 40, 6, 1, 1]);
    closeToLogs(step(windows, 0, 3), [10, 30, 8, 1, 4]);
    assert.deepEqual(
      [1, 2, 3, 4].map((t) => names(windows, 0, t)),
      [['tea'], ['jam'], ['oil'], ['tea']],
    );
  });

  it('keep the newest when there are more than fit', () => {
    const windows = stepsAt(40 * DAY, [0], { length: 2, step: 'basket' });
    assert.deepEqual([...windows.mask], [1, 1]);
    // The gap reaches back to the basket that no longer fits.
    closeToLogs(step(windows, 0, 0), [10, 30, 8, 1, 4]);
  });

  it('are shared by the examples of one customer and time', () => {
    const customers = Int32Array.of(1, 0, 1, 0);
    const examples = new ExampleSet({
      time: Float64Array.of(40 * DAY, 40 * DAY, 40 * DAY, 5 * DAY),
      customer: customers,
      item: Int32Array.of(0, 1, 2, 0),
      event: new Int32Array(4).fill(-1),
    });
    const windows = lastSteps(new AsOf(examples, log), { length: 3, step: 'basket' });
    assert.equal(windows.count, 3);
    assert.equal(windows.of[0], windows.of[2]);
    assert.equal(new Set(windows.of).size, 3);
    closeToLogs(step(windows, windows.of[3], 2), [0, 5, 10, 2, 3]);
  });

  it('of a customer who was never seen are padding alone', () => {
    const windows = stepsAt(0, [0, 7], { length: 3, step: 'basket' });
    assert.deepEqual([...windows.mask], [0, 0, 0, 0, 0, 0]);
    assert.equal(windows.items.length, 0);
  });

  it('of an event end with it, though with nothing else of its moment', () => {
    const windows = lastSteps(new AsOf(everyEvent(log), log), { length: 3, step: 'basket' });
    assert.equal(windows.count, log.size);
    // ann's first two events are one basket later on, but each is asked about alone as it happens.
    closeToLogs(step(windows, windows.of[0], 2), [0, 0, 4, 1, 2]);
    closeToLogs(step(windows, windows.of[1], 2), [0, 0, 6, 1, 1]);
    for (const event of [0, 1])
      assert.deepEqual([...windows.mask.subarray(3 * windows.of[event])].slice(0, 3), [0, 0, 1]);
    const last = windows.of[4];
    closeToLogs(step(windows, last, 0), [0, 30, 10, 2, 3]);
    closeToLogs(step(windows, last, 1), [10, 20, 8, 1, 4]);
    closeToLogs(step(windows, last, 2), [20, 0, 1, 1, 1]);
    assert.deepEqual(
      [0, 1, 2].map((t) => names(windows, last, t)),
      [['tea', 'jam'], ['oil'], ['tea']],
    );
  });

  for (const unit of ['basket', 'event'] as const) {
    it(`of ${unit}s agree with a search through all rows`, () => {
      fc.assert(
        fc.property(arbitraryRows, arbitraryTime, fc.integer({ min: 1, max: 6 }), (rows, time, length) => {
          const drawn = logOf(rows);
          const { customer, item, time: at } = drawn.columns;
          const customers = [...drawn.customers.keys()];
          const windows = stepsAt(time, customers, { length, step: unit }, drawn);
          for (const c of customers) {
            const events = [...at.keys()].filter((e) => customer[e] === c && at[e] < time);
            const steps: number[][] = [];
            for (const e of events) {
              const open = steps[steps.length - 1];
              if (unit === 'basket' && open && at[open[0]] === at[e]) open.push(e);
              else steps.push([e]);
            }
            const last = steps.slice(-length);
            const mask = Array.from({ length }, (_, t) => (t < length - last.length ? 0 : 1));
            assert.deepEqual([...windows.mask.subarray(windows.of[c] * length, (windows.of[c] + 1) * length)], mask);
            last.forEach((some, i) => {
              const t = length - last.length + i;
              const before = steps[steps.length - last.length + i - 1];
              const total = (column: Float64Array) => some.reduce((sum, e) => sum + column[e], 0);
              closeToLogs(step(windows, windows.of[c], t), [
                before ? (at[some[0]] - at[before[0]]) / DAY : 0,
                (time - at[some[0]]) / DAY,
                total(drawn.columns.amount),
                some.length,
                total(drawn.columns.quantity),
              ]);
              assert.deepEqual(
                names(windows, windows.of[c], t, drawn),
                some.map((e) => drawn.items[item[e]]),
              );
            });
          }
        }),
      );
    });

    it(`of ${unit}s know nothing of what comes at or after each example's own time`, () => {
      fc.assert(
        fc.property(arbitraryRows, arbitraryRows, arbitraryTime, (rows, others, time) => {
          const future = others.filter((row) => row[2] >= time);
          const drawn = logOf(rows);
          const twin = logOf([...future, ...rows.filter((row) => row[2] < time)]);
          const customers = Array.from({ length: drawn.before(time).customerCount }, (_, c) => c);
          const options = { length: 4, step: unit };
          assert.deepEqual(stepsAt(time, customers, options, twin), stepsAt(time, customers, options, drawn));
        }),
      );
    });

    it(`of ${unit}s, of an event asked about, know nothing of its label nor of what comes at or after it`, () => {
      fc.assert(
        fc.property(arbitraryRows, fc.nat(), (rows, pick) => {
          const label = rows.map((_, i) => i % 2);
          const drawn = logOf(rows, label);
          const asked = Int32Array.of(pick % drawn.size);
          const time = drawn.columns.time[asked[0]];
          const past = rows.filter((row) => row[2] < time);
          const moment = rows.filter((row) => row[2] === time);
          const later: Row = ['later', 'later', time + DAY, 1];
          const twin = logOf(
            [...past, ...moment, later],
            [...past, ...moment, later].map((_, i) => (i + 1) % 2),
          );
          const options = { length: 4, step: unit };
          const windows = (of: TransactionLog) => lastSteps(new AsOf(everyEvent(of).select(asked), of), options);
          assert.deepEqual(windows(twin), windows(drawn));
        }),
      );
    });

    it(`of ${unit}s, permuted, hold the same contents at the same times; an event asked about stays last`, () => {
      let moved = 0;
      fc.assert(
        fc.property(arbitraryRows, arbitraryTime, fc.nat(20), fc.boolean(), (rows, time, seed, asksEvents) => {
          const drawn = logOf(rows);
          const customers = Int32Array.from(drawn.customers.keys());
          const asOf = new AsOf(asksEvents ? everyEvent(drawn) : ExampleSet.at(time, customers), drawn);
          const length = 5;
          const controls = new Controls([{ name: 'permute-events' }], seed);
          const real = lastSteps(asOf, { length, step: unit });
          const permuted = lastSteps(asOf, { length, step: unit, controls });
          assert.deepEqual(lastSteps(asOf, { length, step: unit, controls }), permuted, 'seeded');
          assert.deepEqual([permuted.mask, permuted.of], [real.mask, real.of]);
          for (let window = 0; window < real.count; window++) {
            /** Of each step its times, and what it holds. */
            const told = (windows: Windows) =>
              Array.from({ length }, (_, t) => {
                const [gap, age, ...contents] = step(windows, window, t);
                return { times: [gap, age], contents: [...contents, ...names(windows, window, t, drawn)].join() };
              });
            const [ours, theirs] = [told(real), told(permuted)];
            assert.deepEqual(
              theirs.map(({ times }) => times),
              ours.map(({ times }) => times),
            );
            const contents = (of: typeof ours) => of.map((one) => one.contents);
            assert.deepEqual(contents(theirs).sort(), contents(ours).sort());
            if (asksEvents) assert.deepEqual(theirs[length - 1], ours[length - 1]);
            if (contents(told(permuted)).join(';') !== contents(told(real)).join(';')) moved++;
          }
        }),
      );
      assert.ok(moved > 20, `${moved} windows are in another order`);
    });
  }
});
