import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';

/** One event; the quantity is 1 where absent. */
export type Row = readonly [customer: string, item: string, time: number, amount: number, quantity?: number];

/** A log of rows written by hand or drawn; labels, if any, are given in the order of the rows. */
export function logOf(rows: readonly Row[], label?: readonly number[], labelDelay?: number): TransactionLog {
  const customers = new Dictionary();
  const items = new Dictionary();
  const columns = {
    customer: Int32Array.from(rows, ([customer]) => customers.add(customer)),
    item: Int32Array.from(rows, ([, item]) => items.add(item)),
    time: Float64Array.from(rows, ([, , time]) => time),
    amount: Float64Array.from(rows, ([, , , amount]) => amount),
    quantity: Float64Array.from(rows, ([, , , , quantity = 1]) => quantity),
    label: label && Uint8Array.from(label),
  };
  return new TransactionLog(columns, { customers, items, labelDelay });
}

/** Moments a quarter of a day apart over ten days, so that several events share one. */
export const arbitraryTime: fc.Arbitrary<number> = fc.integer({ min: 0, max: 40 }).map((n) => (n * DAY) / 4);

const arbitraryRow: fc.Arbitrary<Row> = fc.tuple(
  fc.constantFrom('ann', 'bob', 'cid', 'dee', 'eve', 'fay'),
  fc.constantFrom('tea', 'milk', 'jam', 'rice', 'oil', 'salt', 'corn'),
  arbitraryTime,
  fc.integer({ min: 0, max: 2000 }).map((pence) => pence / 100),
  fc.integer({ min: 1, max: 9 }),
);

/** Rows in any order of time. */
export const arbitraryRows: fc.Arbitrary<Row[]> = fc.array(arbitraryRow, {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});

/** Small logs: up to 6 customers, 7 items and 60 events within ten days. */
export const arbitraryLog: fc.Arbitrary<TransactionLog> = arbitraryRows.map((rows) => logOf(rows));

/**
 * Two logs with the same events before `time` and any others from then on: whatever looks at
 * `log.before(time)` must be the same for both, bit for bit.
 */
export const arbitraryTwins: fc.Arbitrary<{ log: TransactionLog; twin: TransactionLog; time: number }> = fc
  .record({ rows: arbitraryRows, others: arbitraryRows, time: arbitraryTime })
  .map(({ rows, others, time }) => {
    const past = rows.filter(([, , t]) => t < time);
    const future = others.filter(([, , t]) => t >= time);
    return { log: logOf(rows), twin: logOf([...future, ...past]), time };
  });
