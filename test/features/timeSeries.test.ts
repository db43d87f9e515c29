import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { Dictionary } from '../../src/data/dictionary';
import { ExampleSet } from '../../src/data/examples';
import { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';

const DAYS = 140;

/** The families' columns of some customers' days of purchases, asked at the end of day 140. */
function columnsOf(family: string, options: object, daysOf: readonly (readonly number[])[]): number[][] {
  const rows = daysOf.flatMap((days, customer) => days.map((day) => ({ customer, day })));
  const log = new TransactionLog(
    {
      customer: Int32Array.from(rows, ({ customer }) => customer),
      item: new Int32Array(rows.length),
      time: Float64Array.from(rows, ({ day }) => (day + 0.25) * DAY),
      amount: Float64Array.from(rows, ({ day }) => 1 + day),
      quantity: new Float64Array(rows.length).fill(1),
    },
    { customers: new Dictionary(daysOf.map((_, c) => `c${c}`)), items: new Dictionary(['order']) },
  );
  const numbers = daysOf.map((_, c) => log.customers.indexOf(`c${c}`));
  const asOf = new AsOf(ExampleSet.at(DAYS * DAY, Int32Array.from(numbers)), log);
  const { entry, options: completed } = families.resolve(families.reference().parse({ name: family, ...options }));
  const values = entry.compute(asOf, completed, Controls.none);
  const F = values.length / daysOf.length;
  return daysOf.map((_, row) => Array.from(values.subarray(row * F, (row + 1) * F)));
}

/** Some customers' days, now and then two events on one. */
function someDays(): number[][] {
  const random = new Random(3);
  return Array.from({ length: 60 }, (_, customer) => {
    const days = Array.from({ length: 1 + (customer % 12) }, () => Math.floor(random.next() * DAYS));
    return [...days, ...days.slice(0, customer % 3)].sort((a, b) => a - b);
  });
}

/** Demand in each period of so many days, from the first one with any. */
function seriesOf(days: readonly number[], periodDays: number): number[] {
  const series = new Array<number>(DAYS / periodDays).fill(0);
  for (const day of new Set(days)) series[Math.floor(day / periodDays)]++;
  return series.slice(series.findIndex((demand) => demand > 0));
}

describe('purchases as a time series', () => {
  it('are counted and summed by period, the last one first, and unknown before the first', () => {
    const [columns] = columnsOf('lags', { periodDays: 10, count: 5 }, [[112, 112, 118, 139]]);
    const amounts = [140, 0, 113 + 113 + 119];
    assert.deepEqual(columns, [
      1,
      amounts[0],
      0,
      amounts[1],
      2,
      amounts[2],
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('are the same as counted period by period', () => {
    const all = someDays();
    columnsOf('lags', { periodDays: 20, count: 7 }, all).forEach((columns, c) => {
      const series = seriesOf(all[c], 20).reverse();
      for (let lag = 0; lag < 7; lag++) assert.equal(columns[2 * lag], series[lag] ?? Number.NaN);
    });
  });
});

describe('forecasts of intermittent demand', () => {
  const [ALPHA, BETA] = [0.2, 0.3];

  it('are those of the papers, period by period', () => {
    const all = someDays();
    columnsOf('intermittent-demand', { periodDays: 7, alpha: ALPHA, beta: BETA }, all).forEach((columns, c) => {
      const series = seriesOf(all[c], 7);
      let [size, interval, since] = [series[0], Number.NaN, 0];
      let [tsbSize, probability] = [series[0], 1];
      for (const demand of series.slice(1)) {
        since++;
        // Teunter, Syntetos and Babai: the probability in every period, the size where there is demand.
        probability += BETA * ((demand > 0 ? 1 : 0) - probability);
        if (demand === 0) continue;
        tsbSize += ALPHA * (demand - tsbSize);
        // Croston: both at demands alone.
        size += ALPHA * (demand - size);
        interval = Number.isNaN(interval) ? since : interval + BETA * (since - interval);
        since = 0;
      }
      const expected = [
        size / interval,
        interval,
        ((1 - BETA / 2) * size) / interval,
        probability,
        probability * tsbSize,
      ];
      columns.forEach((value, k) => {
        if (Number.isNaN(expected[k])) assert.ok(Number.isNaN(value));
        else
          assert.ok(
            Math.abs(value - expected[k]) < 1e-5 * expected[k],
            `customer ${c}, column ${k}: ${value}, not ${expected[k]}`,
          );
      });
    });
  });

  it('fall while nothing is bought where the probability is smoothed, and nowhere else', () => {
    const [long, just] = columnsOf('intermittent-demand', { methods: ['croston', 'tsb'] }, [
      [1, 15],
      [120, 134],
    ]);
    assert.equal(long[0], just[0]);
    assert.ok(long[2] < just[2]);
  });

  it('of who bought once know a probability and no interval', () => {
    const [columns] = columnsOf('intermittent-demand', {}, [[70]]);
    assert.deepEqual(columns.map(Number.isNaN), [true, true, true, false, false]);
  });
});
