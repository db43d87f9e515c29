import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countPositives,
  ExampleSet,
  filterExamples,
  type Groups,
  type LabelledExamples,
  selectExamples,
} from '../../src/data/examples';

const row = fc.record(
  {
    time: fc.integer({ min: 0, max: 6 }).map((n) => n / 2),
    customer: fc.nat(4),
    item: fc.integer({ min: -1, max: 3 }),
    event: fc.integer({ min: -1, max: 5 }),
    label: fc.nat(1),
    weight: fc.nat(4).map((n) => n / 2),
  },
  { noNullPrototype: true },
);
const rows = fc.array(row, { maxLength: 40, size: 'max' });
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const examplesOf = (drawn: readonly Row[]) =>
  new ExampleSet({
    time: Float64Array.from(drawn, ({ time }) => time),
    customer: Int32Array.from(drawn, ({ customer }) => customer),
    item: Int32Array.from(drawn, ({ item }) => item),
    event: Int32Array.from(drawn, ({ event }) => event),
  });
const labelledOf = (drawn: readonly Row[]): LabelledExamples => ({
  examples: examplesOf(drawn),
  label: Uint8Array.from(drawn, ({ label }) => label),
  weight: Float32Array.from(drawn, ({ weight }) => weight),
});
const rowsOf = ({ examples, label, weight }: LabelledExamples): Row[] =>
  Array.from(label, (y, i) => ({
    time: examples.time[i],
    customer: examples.customer[i],
    item: examples.item[i],
    event: examples.event[i],
    label: y,
    weight: weight![i],
  }));

/** The rows of each group, found by trying every key. */
function bruteForce(drawn: readonly Row[], keyOf: (row: Row) => readonly number[]): number[][] {
  const compare = (a: readonly number[], b: readonly number[]) => a[0] - b[0] || (a[1] ?? 0) - (b[1] ?? 0);
  const keys = [...new Map(drawn.map((one) => [keyOf(one).join(), keyOf(one)])).values()].sort(compare);
  return keys.map((key) => [...drawn.keys()].filter((i) => compare(keyOf(drawn[i]), key) === 0));
}

const listed = ({ count, starts, rows }: Groups) =>
  Array.from({ length: count }, (_, g) => [...rows.subarray(starts[g], starts[g + 1])]);

describe('ExampleSet', () => {
  for (const [name, groupsOf, keyOf] of [
    ['time', (set: ExampleSet) => set.byTime, ({ time }: Row) => [time]],
    ['time and customer', (set: ExampleSet) => set.byCustomer, ({ time, customer }: Row) => [time, customer]],
    ['time and item', (set: ExampleSet) => set.byItem, ({ time, item }: Row) => [time, item]],
  ] as const)
    it(`groups its rows by ${name}, in order`, () => {
      fc.assert(
        fc.property(rows, (drawn) => {
          const groups = groupsOf(examplesOf(drawn));
          const expected = bruteForce(drawn, keyOf);
          assert.deepEqual(listed(groups), expected);
          assert.equal(groups.starts.length, groups.count + 1);
          expected.forEach((group, g) => {
            for (const i of group) assert.equal(groups.of[i], g);
          });
        }),
      );
    });

  it('groups once', () => {
    const set = examplesOf([{ time: 0, customer: 0, item: 0, event: -1, label: 0, weight: 1 }]);
    assert.equal(set.byTime, set.byTime);
    assert.equal(set.byCustomer, set.byCustomer);
    assert.equal(set.byItem, set.byItem);
  });

  it('at one time asks about no item and no event, unless told', () => {
    const set = ExampleSet.at(5, Int32Array.of(2, 1));
    assert.deepEqual(
      [[...set.time], [...set.customer]],
      [
        [5, 5],
        [2, 1],
      ],
    );
    assert.deepEqual(
      [[...set.item], [...set.event]],
      [
        [-1, -1],
        [-1, -1],
      ],
    );
    assert.deepEqual([...ExampleSet.at(5, Int32Array.of(2, 1), Int32Array.of(7, 8)).item], [7, 8]);
  });

  it('is selected with labels and weights, in any order and more than once', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat()), (drawn, picks) => {
        fc.pre(drawn.length > 0);
        const chosen = picks.map((pick) => pick % drawn.length);
        const labelled = labelledOf(drawn);
        const some = Int32Array.from(chosen);
        const expected = chosen.map((i) => drawn[i]);
        assert.deepEqual(rowsOf(selectExamples(labelled, some)), expected);
        assert.deepEqual(labelled.examples.select(some), labelledOf(expected).examples);
      }),
    );
  });

  it('keeps the rows that pass a filter, in their order', () => {
    fc.assert(
      fc.property(rows, fc.func(fc.boolean()), (drawn, keep) => {
        const kept = filterExamples(labelledOf(drawn), keep);
        const expected = drawn.filter((_, i) => keep(i));
        assert.deepEqual(rowsOf(kept), expected);
        assert.equal(countPositives(kept.label), expected.filter(({ label }) => label === 1).length);
      }),
    );
  });

  it('has no weights of its own making', () => {
    const { examples, label } = labelledOf([{ time: 0, customer: 0, item: 0, event: -1, label: 1, weight: 1 }]);
    assert.equal(filterExamples({ examples, label }, () => true).weight, undefined);
  });

  it('has the same fingerprint where the same is asked, and another where anything differs', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.constantFrom('time', 'customer', 'item', 'event'), (drawn, pick, column) => {
        const { fingerprint } = examplesOf(drawn);
        assert.equal(examplesOf(drawn).fingerprint, fingerprint);
        if (drawn.length === 0) return;
        const at = pick % drawn.length;
        const changed = drawn.map((one, i) => (i === at ? { ...one, [column]: one[column] + 1 } : one));
        assert.notEqual(examplesOf(changed).fingerprint, fingerprint);
        assert.notEqual(examplesOf([...drawn, drawn[at]]).fingerprint, fingerprint);
      }),
    );
  });
});
