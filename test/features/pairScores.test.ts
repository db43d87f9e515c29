import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { InteractionGraph } from '../../src/graph/interactions';
import { scorers } from '../../src/graph/scorers';
import { arbitraryLog, logOf } from '../helpers/randomLog';

/** Small graphs have no items with twenty buyers. */
const GIVEN = {
  scores: [
    { scorer: { name: 'ease', lambda: 2, minBuyers: 1 }, histories: ['binary', 'last-baskets'] },
    { scorer: 'cosine', histories: [{ name: 'decayed', halfLifeDays: 3 }] },
    { scorer: 'customer-neighbours', histories: ['binary'] },
  ],
};

/** Every known customer asked about every known item, and one of each whom nobody has seen. */
function all(log: TransactionLog, time: number): AsOf {
  const { customerCount, itemCount } = log.before(time);
  const pairs = Array.from({ length: (customerCount + 1) * (itemCount + 1) }, (_, i) => i);
  return new AsOf(
    ExampleSet.at(
      time,
      Int32Array.from(pairs, (i) => Math.floor(i / (itemCount + 1))),
      Int32Array.from(pairs, (i) => i % (itemCount + 1)),
    ),
    log,
  );
}

function compute(name: string, asOf: AsOf, given: Record<string, unknown> = {}) {
  const family = families.get(name);
  const options = family.options.parse(given);
  return { columns: family.columns(options), values: family.compute(asOf, options, Controls.none) };
}

describe('pair scores', () => {
  it('are named by scorer and history, EASE with four histories by default', () => {
    const { columns } = compute('pair-scores', all(logOf([['ann', 'tea', 0, 1]]), DAY));
    assert.deepEqual(columns, [
      'ease, half-life 60d',
      'ease, half-life 180d',
      'ease, all items',
      'ease, last 3 baskets',
      'cosine, half-life 180d',
      'customer-neighbours, half-life 180d',
    ]);
    const twice = families.get('pair-scores').options.parse({
      scores: [10, 1000].map((lambda) => ({ scorer: { name: 'ease', lambda }, histories: ['binary'] })),
    });
    assert.deepEqual(families.get('pair-scores').columns(twice), ['ease, all items', 'ease, all items (2)']);
  });

  it('are standard scores of logarithms among the customers without the item', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const asOf = all(log, 20 * DAY);
        const { values, columns } = compute('pair-scores', asOf, GIVEN);
        const graph = new InteractionGraph(log.before(20 * DAY));
        const C = graph.customers.length;
        const targets = graph.items.map((_, i) => C + i);
        const scorer = scorers.get('ease');
        const ones = new Float32Array(graph.edgeCount).fill(1);
        const raw = scorer.fit(graph, targets, { lambda: 2, minBuyers: 1 })(ones);
        const owned = new Set(graph.edgeCustomer.map((c, e) => c * targets.length + graph.edgeItem[e] - C));
        targets.forEach((_, m) => {
          const score = Array.from(graph.customers, (_, c) => raw[c * targets.length + m]);
          const others = score.filter((_, c) => !owned.has(c * targets.length + m));
          const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
          const scale = mean(others.map(Math.abs));
          const log1p = (v: number) => (scale > 0 ? Math.sign(v) * Math.log1p((3 * Math.abs(v)) / scale) : 0);
          const centre = mean(others.map(log1p));
          const std = Math.sqrt(mean(others.map((v) => (log1p(v) - centre) ** 2)));
          asOf.examples.item.forEach((item, row) => {
            if (item !== graph.items[m]) return;
            const actual = values[row * columns.length];
            const c = graph.nodeOfCustomer(asOf.examples.customer[row]);
            if (c < 0 || others.length === 0) assert.ok(Number.isNaN(actual));
            // Where all are alike but for rounding, any standard score will do.
            else if (std > 1e-5)
              assert.ok(Math.abs(actual - Math.max(-8, Math.min(8, (log1p(score[c]) - centre) / std))) < 1e-2);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('know nothing of items with few buyers, of customers never seen, and of no item', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['bob', 'tea', 0, 1],
      ['bob', 'jam', 0, 1],
    ]);
    const asOf = new AsOf(ExampleSet.at(DAY, Int32Array.of(0, 2, 0, 0), Int32Array.of(1, 1, -1, 2)), log);
    const ease = (minBuyers: number) => ({
      scores: [{ scorer: { name: 'ease', minBuyers }, histories: ['binary'] }],
    });
    assert.deepEqual([...compute('pair-scores', asOf, ease(1)).values], [0, Number.NaN, Number.NaN, Number.NaN]);
    assert.ok(compute('pair-scores', asOf, ease(2)).values.every(Number.isNaN));
  });
});

describe('price nearness', () => {
  const log = logOf([
    ['ann', 'tea', 0, 4, 2],
    ['ann', 'jam', 0, 2.5, 1],
    ['ann', 'oil', 0, 9, 3],
    ['ann', 'gift', 0, 0, 1],
    ['bob', 'pie', 0, 1.9, 1],
    ['bob', 'tea', DAY, 2, 1],
    ['cid', 'gift', DAY, 0, 1],
  ]);

  function nearness(customer: string, item: string): number {
    const examples = ExampleSet.at(
      2 * DAY,
      Int32Array.of(log.customers.indexOf(customer)),
      Int32Array.of(log.items.indexOf(item)),
    );
    return compute('price-nearness', new AsOf(examples, log)).values[0];
  }

  it("is the share of the customer's other items with a price near the item's", () => {
    // Prices: tea 2, jam 2.5, oil 3, pie 1.9; ln(2.5 / 1.9) < .35 < ln(3 / 1.9).
    assert.ok(Math.abs(nearness('ann', 'pie') - 2 / 3) < 1e-6);
    assert.equal(nearness('ann', 'jam'), 1);
    assert.equal(nearness('ann', 'oil'), 0.5);
    assert.equal(nearness('bob', 'jam'), 1);
  });

  it('is unknown for items without a price, and for customers with no other item that has one', () => {
    assert.ok(Number.isNaN(nearness('ann', 'gift')));
    assert.ok(Number.isNaN(nearness('cid', 'tea')));
  });
});
