import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { History } from '../../src/data/history';
import { neighbourhood } from '../../src/features/neighbourhood';
import { arbitraryLog, logOf, type Row } from '../helpers/randomLog';

const COLUMNS = neighbourhood.columns({});
const NEAREST = 100;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The formulas written down on sets of items without the edge from c to p; undefined where one of the two has no other. */
function bruteForce(history: History, c: number, p: number): Record<string, number> | undefined {
  const baskets = Array.from({ length: history.customerCount }, () => new Map<number, number>());
  for (let e = 0; e < history.size; e++) baskets[history.customer[e]].set(history.item[e], history.times[e]);
  baskets[c].delete(p);
  const buyers = (item: number) => [...baskets.keys()].filter((d) => baskets[d].has(item));
  if (baskets[c].size === 0 || buyers(p).length === 0) return undefined;
  const own = [...baskets[c].keys()].filter((item) => item !== p);
  const cosines = own.map((item) => {
    const [a, b] = [buyers(item).filter((d) => d !== c), buyers(p)];
    const both = a.filter((d) => b.includes(d)).length;
    return both === 0 ? 0 : both / Math.sqrt(a.length * b.length);
  });
  const age = (item: number) => (history.time - baskets[c].get(item)!) / DAY;
  const newest = Math.min(...own.map(age));
  const ofLastBasket = cosines.filter((_, i) => age(own[i]) === newest);
  const weight = (item: number) => Math.max(1e-3, Math.log(baskets.length / buyers(item).length)) ** 2;
  const similarity = baskets.map((items, d) => {
    if (d === c) return 0;
    const norm = Math.sqrt(sum([...items.keys()].map(weight)));
    return sum(own.filter((item) => items.has(item)).map(weight)) / norm;
  });
  const total = sum(similarity);
  const share = (customers: number[]) => (total > 0 ? sum(customers.map((d) => similarity[d])) / total : Number.NaN);
  const recent = buyers(p).filter((d) => baskets[d].get(p)! >= history.time - 90 * DAY);
  const ranked = similarity.toSorted((a, b) => b - a);
  // Equal but for rounding is as near.
  const least = (ranked[NEAREST - 1] ?? 0) * (1 - 1e-12);
  const near = (customers: number[]) => customers.filter((d) => similarity[d] > 0 && similarity[d] >= least).length;
  return {
    'items of the customer in the graph': own.length,
    'customers of the item in the graph': buyers(p).length,
    'sum of item similarities': sum(cosines),
    'mean item similarity': sum(cosines) / own.length,
    'highest item similarity': Math.max(0, ...cosines),
    'sum of item similarities, recent weighted': sum(cosines.map((cosine, i) => cosine * 2 ** (-age(own[i]) / 60))),
    'sum of item similarities, last basket': sum(ofLastBasket),
    'highest item similarity, last basket': Math.max(0, ...ofLastBasket),
    'share of the neighbours with the item': share(buyers(p)),
    'share of the neighbours with the item 90d': share(recent),
    'nearest 100 customers with the item': near(buyers(p)),
    'nearest 100 customers with the item 90d': near(recent),
  };
}

/** Compares all columns of some pairs of a customer and an item. */
function compare(history: History, asOf: AsOf): void {
  const { customer, item } = asOf.examples;
  const values = neighbourhood.compute(asOf, {}, Controls.none);
  for (let row = 0; row < asOf.size; row++) {
    const expected = bruteForce(history, customer[row], item[row]);
    COLUMNS.forEach((column, j) => {
      const actual = values[row * COLUMNS.length + j];
      const wanted = expected?.[column] ?? Number.NaN;
      const equal = Number.isNaN(wanted) ? Number.isNaN(actual) : Math.abs(actual - wanted) < 1e-5 * (1 + wanted);
      assert.ok(equal, `${column} of ${customer[row]}, ${item[row]}: ${actual}, not ${wanted}`);
    });
  }
}

function everyPair({ time, customerCount, itemCount }: History): ExampleSet {
  const pairs = Array.from({ length: customerCount * itemCount }, (_, i) => i);
  return ExampleSet.at(
    time,
    Int32Array.from(pairs, (pair) => Math.floor(pair / itemCount)),
    Int32Array.from(pairs, (pair) => pair % itemCount),
  );
}

describe('neighbourhood features', () => {
  it('are the formulas', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.constantFrom(20, 95), (log, days) => {
        const history = log.before(days * DAY);
        compare(history, new AsOf(everyPair(history), log));
      }),
      { numRuns: 60 },
    );
  });

  it('are the formulas where only some of the customers are among the nearest', () => {
    const random = new Random(3);
    const rows = Array.from({ length: 1000 }, (): Row => {
      const item = Math.floor(12 * random.next() ** 2);
      return [`c${random.int(250)}`, `i${item}`, random.int(200) * DAY, 1];
    });
    const log = logOf(rows);
    const history = log.before(200 * DAY);
    const asked = new AsOf(everyPair(history), log).select(Int32Array.from({ length: 60 }, (_, i) => 29 * i));
    const values = neighbourhood.compute(asked, {}, Controls.none);
    const counts = values.filter(
      (_, i) => i % COLUMNS.length === COLUMNS.indexOf('nearest 100 customers with the item'),
    );
    assert.ok(
      counts.some((count) => count > 0 && count < NEAREST),
      'the bound at 100 is met',
    );
    compare(history, asked);
  });

  it('do not depend on the order in which pairs are asked about', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(), (log, seed) => {
        const asOf = new AsOf(everyPair(log.before(20 * DAY)), log);
        const order = new Random(seed).shuffle(Int32Array.from({ length: asOf.size }, (_, i) => i));
        const values = neighbourhood.compute(asOf, {}, Controls.none);
        const shuffled = neighbourhood.compute(asOf.select(order), {}, Controls.none);
        const F = COLUMNS.length;
        order.forEach((row, i) => {
          assert.deepEqual(shuffled.slice(i * F, (i + 1) * F), values.slice(row * F, (row + 1) * F));
        });
      }),
      { numRuns: 40 },
    );
  });
});
