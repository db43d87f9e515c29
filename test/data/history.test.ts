import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import type { History } from '../../src/data/history';
import { arbitraryRows, arbitraryTime, arbitraryTwins, logOf, type Row } from '../helpers/randomLog';

/** All that a history tells, except the fingerprint of the log that it comes from. */
function toldBy(history: History): unknown {
  const owners = Array.from({ length: 10 }, (_, owner) => owner);
  return {
    ...history,
    eventsOfCustomer: owners.map((customer) => history.eventsOfCustomer(customer)),
    eventsOfItem: owners.map((item) => history.eventsOfItem(item)),
    firstEventSince: owners.map((day) => history.firstEventSince(day * DAY)),
    itemIds: owners.slice(0, history.itemCount).map((item) => history.itemId(item)),
    yesterday: history.before(history.time - DAY).size,
    tomorrow: history.before(history.time + DAY).size,
  };
}

/** The rows before a moment in order of time, those of one moment in their order. */
const pastOf = (rows: Row[], time: number) => rows.filter((row) => row[2] < time).sort((a, b) => a[2] - b[2]);

describe('History', () => {
  it('tells the same whatever happens from its moment on', () => {
    fc.assert(
      fc.property(arbitraryTwins, ({ log, twin, time }) => {
        assert.deepEqual(toldBy(twin.before(time)), toldBy(log.before(time)));
      }),
    );
  });

  it('tells the same whatever the labels that are not known yet', () => {
    const drawn = fc.record({
      rows: arbitraryRows,
      labels: fc.array(fc.constantFrom(0, 1), { minLength: 60, maxLength: 60 }),
      time: arbitraryTime,
      delay: fc.integer({ min: 0, max: 12 }).map((n) => (n * DAY) / 4),
    });
    fc.assert(
      fc.property(drawn, ({ rows, labels, time, delay }) => {
        const known = (i: number) => rows[i][2] < time - delay;
        const otherwise = rows.map((_, i) => (known(i) ? labels[i] : 1 - labels[i]));
        const history = logOf(rows, labels.slice(0, rows.length), delay).before(time);
        assert.deepEqual(toldBy(logOf(rows, otherwise, delay).before(time)), toldBy(history));
        assert.equal(history.label.length, rows.filter((_, i) => known(i)).length);
      }),
    );
  });

  it('agrees with a search through all rows', () => {
    fc.assert(
      fc.property(arbitraryRows, arbitraryTime, (rows, time) => {
        const history = logOf(rows).before(time);
        const past = pastOf(rows, time);
        const customers = [...new Set(past.map(([customer]) => customer))];
        const items = [...new Set(past.map(([, item]) => item))];
        const eventsWhere = (holds: (row: Row) => boolean) =>
          Int32Array.from(past.flatMap((row, event) => (holds(row) ? [event] : [])));

        assert.equal(history.size, past.length);
        assert.equal(history.customerCount, customers.length);
        assert.equal(history.itemCount, items.length);
        assert.deepEqual(
          [...history.times],
          past.map((row) => row[2]),
        );
        assert.deepEqual(
          [...history.amount],
          past.map((row) => row[3]),
        );
        assert.deepEqual(
          [...history.quantity],
          past.map((row) => row[4]),
        );
        customers.forEach((id, customer) => {
          assert.deepEqual(
            history.eventsOfCustomer(customer),
            eventsWhere((row) => row[0] === id),
          );
        });
        items.forEach((id, item) => {
          assert.equal(history.itemId(item), id);
          assert.deepEqual(
            history.eventsOfItem(item),
            eventsWhere((row) => row[1] === id),
          );
        });
        assert.equal(history.eventsOfCustomer(customers.length).length, 0);
        assert.equal(history.eventsOfItem(items.length).length, 0);
      }),
    );
  });

  const log = logOf([
    ['ann', 'tea', 100, 1],
    ['bob', 'milk', 200, 1],
    ['ann', 'milk', 300, 1],
  ]);

  it('holds no event at exactly its moment', () => {
    assert.equal(log.before(200).size, 1);
    assert.equal(log.before(200.001).size, 2);
    assert.equal(log.before(200).customerCount, 1);
  });

  it('holds nothing before the first event', () => {
    const history = log.before(100);
    assert.deepEqual([history.size, history.customerCount, history.itemCount], [0, 0, 0]);
    assert.equal(history.eventsOfCustomer(0).length, 0);
  });

  it('finds the first event at or after a moment', () => {
    assert.deepEqual(
      [99, 100, 101, 300].map((time) => log.before(250).firstEventSince(time)),
      [0, 0, 1, 2],
    );
  });

  it('never reaches beyond its moment', () => {
    assert.equal(log.before(200).before(1000).size, 1);
    assert.throws(() => log.before(200).itemId(1), /item 1 has not been seen before 200/);
  });
});
