import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';
import { arbitraryRows, logOf, type Row } from '../helpers/randomLog';

/** The events of a log as rows. */
function rowsOf({ size, columns, customers, items }: TransactionLog): Row[] {
  return Array.from({ length: size }, (_, e) => [
    customers[columns.customer[e]],
    items[columns.item[e]],
    columns.time[e],
    columns.amount[e],
    columns.quantity[e],
  ]);
}

describe('TransactionLog', () => {
  it('holds the rows in order of time, those of one moment in their order', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        assert.deepEqual(
          rowsOf(logOf(rows)),
          rows.toSorted((a, b) => a[2] - b[2]),
        );
      }),
    );
  });

  it('numbers customers and items by their first event', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        const log = logOf(rows);
        const sorted = rows.toSorted((a, b) => a[2] - b[2]);
        assert.deepEqual(log.customers, [...new Set(sorted.map(([customer]) => customer))]);
        assert.deepEqual(log.items, [...new Set(sorted.map(([, item]) => item))]);
      }),
    );
  });

  it('keeps each label with its event', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        const log = logOf(
          rows,
          rows.map((row) => Number(row[3] > 10)),
        );
        assert.deepEqual(
          [...log.columns.label!],
          Array.from(log.columns.amount, (amount) => Number(amount > 10)),
        );
      }),
    );
  });

  it('leaves out ids without an event, and names the items that have one', () => {
    const columns = {
      customer: Int32Array.of(2, 0),
      item: Int32Array.of(1, 2),
      time: Float64Array.of(20, 10),
      amount: Float64Array.of(1, 1),
      quantity: Float64Array.of(1, 1),
    };
    const options = { customers: new Dictionary(['a', 'b', 'c']), items: new Dictionary(['x', 'y', 'z']) };
    const log = new TransactionLog(columns, { ...options, itemNames: ['X', 'Y', 'Z'] });
    assert.deepEqual(log.customers, ['a', 'c']);
    assert.deepEqual(log.items, ['z', 'y']);
    assert.deepEqual(log.itemNames, ['Z', 'Y']);
    assert.deepEqual(new TransactionLog(columns, options).itemNames, ['z', 'y']);
    assert.deepEqual(log.timeRange, [10, 20]);
  });

  it('ends with the whole last day where it holds dates, and with the last second where it holds times', () => {
    const at = (...times: number[]) => logOf(times.map((time) => ['ann', 'tea', time, 1]));
    assert.equal(at(0, 3 * DAY).end, 4 * DAY);
    assert.equal(at(0, DAY / 2).end, DAY);
    assert.equal(at(-2 * DAY).end, -DAY);
  });

  it('covers every event, and counted back from its end a log of dates holds what the same log at noon holds', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.integer({ min: 1, max: 10 }), (rows, days) => {
        assert.equal(logOf(rows).before(logOf(rows).end).size, rows.length);
        const [dates, noons] = [0, DAY / 2].map((hour) =>
          logOf(rows.map(([who, what, time, paid]) => [who, what, Math.floor(time / DAY) * DAY + hour, paid])),
        );
        const within = (log: TransactionLog) => log.size - log.before(log.end - days * DAY).size;
        assert.equal(within(dates), within(noons));
      }),
    );
  });

  describe('fingerprint', () => {
    const distinctTimes = fc.uniqueArray(
      arbitraryRows.map((rows) => rows[0]),
      { minLength: 2, selector: (row) => row[2] },
    );

    it('is the same for the same events in any order', () => {
      fc.assert(
        fc.property(distinctTimes, (rows) => {
          assert.equal(logOf(rows.toReversed()).fingerprint, logOf(rows).fingerprint);
        }),
      );
    });

    it('differs when any cell of any row does', () => {
      const changes: ((row: Row) => Row)[] = [
        ([, item, time, amount, quantity]) => ['new', item, time, amount, quantity],
        ([customer, , time, amount, quantity]) => [customer, 'new', time, amount, quantity],
        ([customer, item, time, amount, quantity]) => [customer, item, time + 1, amount, quantity],
        ([customer, item, time, amount, quantity]) => [customer, item, time, amount + 0.01, quantity],
        ([customer, item, time, amount, quantity = 1]) => [customer, item, time, amount, quantity + 1],
      ];
      fc.assert(
        fc.property(distinctTimes, fc.nat(), fc.constantFrom(...changes), (rows, at, change) => {
          const changed = rows.with(at % rows.length, change(rows[at % rows.length]));
          assert.notEqual(logOf(changed).fingerprint, logOf(rows).fingerprint);
        }),
      );
    });

    it('differs when labels do, or the delay after which they are known', () => {
      const rows: Row[] = [['ann', 'tea', 0, 1]];
      const prints = [logOf(rows), logOf(rows, [0]), logOf(rows, [1]), logOf(rows, [1], 60)].map(
        (log) => log.fingerprint,
      );
      assert.equal(new Set(prints).size, 4);
    });
  });
});
