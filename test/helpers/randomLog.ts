import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import type { TransactionLog } from '../../src/data/log';
import { logOf, type Row } from '../../src/testing/logs';

export { logOf, type Row };

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
