import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Cutoff, distinct, Examples } from '../../src/data/examples';
import { logOf } from '../helpers/randomLog';

const arbitraryCutoffs: fc.Arbitrary<Cutoff[]> = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 1000 }),
      rows: fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -1, max: 3 }), fc.constantFrom(0, 1)), { maxLength: 8 }),
    }),
  )
  .map((cutoffs) =>
    cutoffs.map(({ time, rows }) => ({
      time,
      customers: Int32Array.from(rows, ([customer]) => customer),
      items: Int32Array.from(rows, ([, item]) => item),
      labels: Uint8Array.from(rows, ([, , label]) => label),
    })),
  );

/** Each example as [time, customer, item, label]. */
const rowsOf = (cutoffs: readonly Cutoff[]) =>
  cutoffs.flatMap(({ time, customers, items, labels }) =>
    Array.from(customers, (customer, i) => [time, customer, items[i], labels[i]]),
  );

describe('Examples', () => {
  it('lines the cutoffs up in order of time', () => {
    fc.assert(
      fc.property(arbitraryCutoffs, (cutoffs) => {
        const examples = new Examples(cutoffs);
        const rows = rowsOf(cutoffs.toSorted((a, b) => a.time - b.time));
        assert.equal(examples.size, rows.length);
        assert.equal(examples.positives, rows.filter(([, , , label]) => label).length);
        assert.deepEqual(
          rows.map(([, ...row]) => row),
          Array.from({ length: examples.size }, (_, i) => [examples.customer[i], examples.item[i], examples.label[i]]),
        );
        examples.cutoffs.forEach(({ customers }, c) => {
          assert.equal(examples.starts[c + 1] - examples.starts[c], customers.length);
        });
      }),
    );
  });

  it('keeps the rows that pass a filter, and every cutoff', () => {
    fc.assert(
      fc.property(arbitraryCutoffs, fc.func(fc.boolean()), (cutoffs, keep) => {
        const examples = new Examples(cutoffs);
        const kept = rowsOf(examples.cutoffs).filter((_, row) => keep(row));
        assert.deepEqual(rowsOf(examples.filter(keep).cutoffs), kept);
        assert.equal(examples.filter(keep).cutoffs.length, cutoffs.length);
      }),
    );
  });

  it('hands builders each query with the history before it, and no label', () => {
    const log = logOf([
      ['ann', 'tea', 100, 1],
      ['bob', 'tea', 200, 1],
    ]);
    const cutoff = { time: 200, customers: Int32Array.of(0), items: Int32Array.of(-1), labels: Uint8Array.of(1) };
    const [{ history, query }] = new Examples([cutoff]).asked(log);
    assert.equal(history.size, 1);
    assert.deepEqual(query, { time: 200, customers: Int32Array.of(0), items: Int32Array.of(-1) });
  });
});

describe('distinct', () => {
  it('numbers the values by first appearance', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (values) => {
        const { unique, position } = distinct(Int32Array.from(values));
        assert.deepEqual([...unique], [...new Set(values)]);
        assert.deepEqual(
          Array.from(position, (at) => unique[at]),
          values,
        );
      }),
    );
  });
});
