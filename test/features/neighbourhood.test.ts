import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import type { History } from '../../src/data/history';
import { neighbourhood } from '../../src/features/neighbourhood';
import { arbitraryLog } from '../helpers/randomLog';

/** The formulas written down on sets of items, pair by pair. */
function bruteForce(history: History, c: number, p: number): Record<string, number> | undefined {
  const baskets = Array.from({ length: history.customerCount }, () => new Map<number, number>());
  for (let e = 0; e < history.size; e++) baskets[history.customer[e]].set(history.item[e], history.times[e]);
  const buyers = (item: number, except: number) =>
    baskets.flatMap((items, d) => (d !== except && items.has(item) ? [d] : []));
  const all = (item: number) => buyers(item, -1);
  if (c >= baskets.length || p >= history.itemCount) return undefined;
  const own = [...baskets[c].keys()].filter((item) => item !== p);
  const cosines = own.map((item) => {
    const [a, b] = [buyers(item, c), buyers(p, c)];
    const both = a.filter((d) => b.includes(d)).length;
    return both === 0 ? 0 : both / Math.sqrt(a.length * b.length);
  });
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const weight = (item: number) => Math.max(1e-3, Math.log(baskets.length / all(item).length)) ** 2;
  const similarity = baskets.map((items, d) => {
    if (d === c) return 0;
    const norm = Math.sqrt(sum([...items.keys()].map(weight)));
    return sum(own.filter((item) => items.has(item)).map(weight)) / norm;
  });
  const total = sum(similarity);
  const share = (customers: number[]) => (total > 1e-9 ? sum(customers.map((d) => similarity[d])) / total : Number.NaN);
  const recent = buyers(p, c).filter((d) => baskets[d].get(p)! >= history.time - 90 * DAY);
  return {
    'items of the customer in the graph': own.length,
    'customers of the item in the graph': buyers(p, c).length,
    'sum of item similarities': sum(cosines),
    'mean item similarity': own.length ? sum(cosines) / own.length : Number.NaN,
    'highest item similarity': Math.max(0, ...cosines),
    'share of the neighbours with the item': share(buyers(p, c)),
    'share of the neighbours with the item 90d': share(recent),
  };
}

describe('neighbourhood features', () => {
  it('are the formulas', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const history = log.before(20 * DAY);
        const pairs = Array.from({ length: history.customerCount }, (_, c) =>
          Array.from({ length: history.itemCount }, (_, p) => [c, p] as const),
        ).flat();
        const query = {
          time: history.time,
          customers: Int32Array.from(pairs, ([c]) => c),
          items: Int32Array.from(pairs, ([, p]) => p),
        };
        const values = neighbourhood.compute({ history, query }, { graph: {} });
        pairs.forEach(([c, p], row) => {
          for (const [column, expected] of Object.entries(bruteForce(history, c, p)!)) {
            const actual = values[row * neighbourhood.columns.length + neighbourhood.columns.indexOf(column)];
            const equal = Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) < 1e-3;
            assert.ok(equal, `${column} of ${c}, ${p}: ${actual}, not ${expected}`);
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});
