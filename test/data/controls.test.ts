import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { controls } from '../../src/data/controls';
import type { Destroyer } from '../../src/data/controls/control';
import { Controls, type SavedControls, savedControlsSchema } from '../../src/data/controls/controls';

const build = (name: string, seed: number): Destroyer => {
  const { entry, options } = controls.resolve(controls.reference().parse(name));
  return entry.build(options, seed);
};

/** A graph without double edges, as two columns sorted by customer. */
const arbitraryEdges = fc
  .uniqueArray(fc.tuple(fc.nat(9), fc.nat(7)), { maxLength: 50, size: 'max', selector: (edge) => edge.join() })
  .map((edges) => edges.toSorted(([a], [b]) => a - b));
const ITEMS = 8;

const rewire = (edges: readonly (readonly [number, number])[], seed: number) => {
  const customer = Int32Array.from(edges, ([c]) => c);
  const item = Int32Array.from(edges, ([, i]) => i);
  build('rewire-edges', seed).edges!(customer, item, ITEMS);
  return { customer, item };
};
const countsOf = (values: Int32Array) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

describe('control rewire-edges', () => {
  it('keeps every degree, and no edge stands twice', () => {
    fc.assert(
      fc.property(arbitraryEdges, fc.nat(50), (edges, seed) => {
        const { customer, item } = rewire(edges, seed);
        assert.deepEqual(
          [...customer],
          edges.map(([c]) => c),
        );
        assert.deepEqual(countsOf(item), countsOf(Int32Array.from(edges, ([, i]) => i)));
        assert.equal(new Set(item.map((i, e) => customer[e] * ITEMS + i)).size, edges.length);
        assert.deepEqual(rewire(edges, seed).item, item, 'the same for the same seed');
      }),
    );
  });

  it('brings up all graphs with the degrees equally often', () => {
    // Three customers with one item each of three: six graphs.
    const edges = [
      [0, 0],
      [1, 1],
      [2, 2],
    ] as const;
    const counts = new Map<string, number>();
    const draws = 3000;
    for (let seed = 0; seed < draws; seed++) {
      const key = rewire(edges, seed).item.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const expected = draws / 6;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.equal(counts.size, 6);
    // 99.9 % quantile of χ² with 5 degrees of freedom
    assert.ok(chiSquare < 20.5, `${chiSquare}`);
  });
});

describe('control permute-events', () => {
  const permute = (n: number, seed: number, time: number, customer: number) => {
    const contents = Int32Array.from({ length: n }, (_, i) => i);
    build('permute-events', seed).order!(contents, time, customer);
    return contents;
  };

  it('deals the contents anew, the same for the same customer, time and seed', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(9), fc.nat(99), fc.nat(99), (n, seed, time, customer) => {
        const contents = permute(n, seed, time, customer);
        assert.deepEqual(
          [...contents].sort((a, b) => a - b),
          Array.from({ length: n }, (_, i) => i),
        );
        assert.deepEqual(permute(n, seed, time, customer), contents);
      }),
    );
    const of = (seed: number, time: number, customer: number) => permute(20, seed, time, customer).join();
    assert.equal(new Set([of(1, 1, 1), of(2, 1, 1), of(1, 2, 1), of(1, 1, 2)]).size, 4);
  });
});

describe('control random-embeddings', () => {
  const D = 16;
  const nodes = (names: readonly string[], seed = 1, vectors = new Float32Array(names.length * D).fill(5)) => {
    build('random-embeddings', seed).embeddings!(vectors, D, (row) => names[row]);
    return Array.from(names, (_, row) => [...vectors.subarray(row * D, (row + 1) * D)]);
  };

  it('gives a node the same vector at all times, whatever was learned and whoever else is there', () => {
    const [ann, bob] = nodes(['customer 0', 'customer 1']);
    const grown = new Float32Array(3 * D).map((_, i) => 100 * i);
    const [tea, bobLater, annLater] = nodes(['item 0', 'customer 1', 'customer 0'], 1, grown);
    assert.deepEqual([annLater, bobLater], [ann, bob]);
    assert.notDeepEqual(ann, bob);
    assert.notDeepEqual(tea, ann);
    assert.notDeepEqual(nodes(['customer 0'], 2)[0], ann);
  });

  it('draws standard normal numbers', () => {
    const values = nodes(Array.from({ length: 2000 }, (_, i) => `item ${i}`)).flat();
    const mean = (of: readonly number[]) => of.reduce((sum, x) => sum + x, 0) / of.length;
    const n = values.length;
    // Five standard errors.
    assert.ok(Math.abs(mean(values)) < 5 / Math.sqrt(n));
    assert.ok(Math.abs(mean(values.map((x) => x * x)) - 1) < 5 * Math.sqrt(2 / n));
  });
});

describe('controls', () => {
  it('each destroy one thing and leave the others alone', () => {
    for (const { name } of controls.all) assert.equal(Object.keys(build(name, 0)).length, 1, name);
  });

  it('act in cache keys where they act, by name, options and seed, and nowhere else', () => {
    const rewired = new Controls([{ name: 'rewire-edges' }], 3);
    assert.equal(rewired.keyOf('order'), undefined);
    assert.equal(rewired.keyOf('embeddings'), undefined);
    assert.equal(Controls.none.keyOf('edges'), undefined);
    assert.notDeepEqual(rewired.keyOf('edges'), new Controls([{ name: 'rewire-edges' }], 4).keyOf('edges'));
    const both = new Controls([{ name: 'permute-events' }, { name: 'rewire-edges' }], 3);
    assert.deepEqual(both.keyOf('edges'), rewired.keyOf('edges'));
  });

  it('act one after the other', () => {
    const contents = () => Int32Array.from({ length: 10 }, (_, i) => i);
    const [once, twice] = [contents(), contents()];
    new Controls([{ name: 'permute-events' }], 1).order(once, 5, 6);
    new Controls([{ name: 'permute-events' }, { name: 'permute-events' }], 1).order(twice, 5, 6);
    const expected = once.slice();
    Random.of(1, '5/6').shuffle(expected);
    assert.deepEqual(twice, expected);
  });

  it('are the same after they were written as JSON', () => {
    const written = new Controls([{ name: 'permute-events' }], 7);
    const loaded = Controls.load(savedControlsSchema.parse(JSON.parse(JSON.stringify(written))) as SavedControls);
    assert.deepEqual([loaded.specs, loaded.seed], [written.specs, written.seed]);
    const [ours, theirs] = [written, loaded].map((one) => {
      const contents = Int32Array.from({ length: 10 }, (_, i) => i);
      one.order(contents, 5, 6);
      return contents;
    });
    assert.deepEqual(theirs, ours);
  });
});
