import assert from 'node:assert/strict';
import type { Control, Destroyer } from '../data/controls/control';
import { type Check, defineLaws } from './laws';

/** Who bought what: customers ascending, as controls are given them. */
const CUSTOMER = Int32Array.from([0, 0, 0, 1, 1, 2, 3, 3, 3, 3, 4, 4]);
const ITEM = Int32Array.from([0, 1, 2, 3, 4, 1, 0, 2, 4, 5, 3, 5]);
const ITEMS = 6;
const BASKETS = Int32Array.from({ length: 12 }, (_, b) => b);
const DIMENSIONS = 4;
const NAMES = ['ann', 'bob', 'tea', 'jam', 'oil'];

/** Laws of negative controls. */
export const controlLaws = defineLaws<Control>({
  'something is destroyed': (control, given) => {
    const destroyer = build(control, given, 1);
    assert.ok(destroyer.edges || destroyer.order || destroyer.embeddings, 'it has no method');
    assert.notDeepEqual(destroyed(destroyer), destroyed({}));
  },

  'the same for the same seed, another for another': (control, given) => {
    assert.deepEqual(destroyed(build(control, given, 3)), destroyed(build(control, given, 3)));
    assert.notDeepEqual(destroyed(build(control, given, 3)), destroyed(build(control, given, 4)), 'two seeds');
  },

  'edges stay those of a graph of the same size, every degree kept': (control, given) => {
    for (let seed = 0; seed < 20; seed++) {
      const { customer, item } = destroyed(build(control, given, seed));
      assert.deepEqual(degrees(customer), degrees(CUSTOMER), 'customers');
      assert.deepEqual(degrees(item), degrees(ITEM), 'items');
      const pairs = new Set(customer.map((c, e) => c * ITEMS + item[e]));
      assert.equal(pairs.size, customer.length, 'an edge stands twice');
    }
  },

  'every basket stands in one place': (control, given) => {
    for (let seed = 0; seed < 20; seed++)
      assert.deepEqual(destroyed(build(control, given, seed)).order.toSorted(), BASKETS);
  },

  'an embedding is that of its node, wherever it stands': (control, given) => {
    const run = (names: string[]) => {
      const vectors = Float32Array.from(names.flatMap(vectorOf));
      build(control, given, 2).embeddings?.(vectors, DIMENSIONS, (row) => names[row]);
      return names.map((name, row) => [name, [...vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)]] as const);
    };
    const sorted = run(NAMES).sort();
    assert.ok(
      sorted.every(([, vector]) => vector.every(Number.isFinite)),
      'a number is not finite',
    );
    assert.deepEqual(run(NAMES.toReversed()).sort(), sorted);
  },
});

function build(control: Control, given: Parameters<Check<Control>>[1], seed: number): Destroyer {
  return control.build(control.options.parse(given ?? {}), seed);
}

/** What is left of everything that there is to destroy. */
function destroyed({ edges, order, embeddings }: Destroyer) {
  const left = {
    customer: CUSTOMER.slice(),
    item: ITEM.slice(),
    order: BASKETS.slice(),
    vectors: Float32Array.from(NAMES.flatMap(vectorOf)),
  };
  edges?.(left.customer, left.item, ITEMS);
  order?.(left.order, 100, 1);
  embeddings?.(left.vectors, DIMENSIONS, (row) => NAMES[row]);
  return left;
}

function vectorOf(name: string): number[] {
  return Array.from({ length: DIMENSIONS }, (_, d) => name.charCodeAt(0) / 100 + d);
}

/** How often each number stands. */
function degrees(ids: Int32Array): Map<number, number> {
  const count = new Map<number, number>();
  for (const id of ids.toSorted()) count.set(id, (count.get(id) ?? 0) + 1);
  return count;
}
