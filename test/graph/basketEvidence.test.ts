import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { basketEvidence } from '../../src/graph/basketEvidence';
import { InteractionGraph } from '../../src/graph/interactions';
import { scorers } from '../../src/graph/scorers';
import { lastSteps } from '../../src/sequence/windows';
import { arbitraryLog, logOf } from '../helpers/randomLog';

const EASE = { name: 'ease', lambda: 2, minBuyers: 1 };
const NOW = 20 * DAY;

function evidenceOf(asOf: AsOf, length: number, kernels: readonly { name: string }[]): Float32Array {
  const windows = lastSteps(asOf, { length, step: 'basket' });
  return basketEvidence(
    asOf,
    windows,
    kernels.map((one) => scorers.reference().parse(one)),
    undefined,
    Controls.none,
  );
}

describe('basket evidence', () => {
  it('of all baskets together is the score of all that was bought, over the mean size of all customers’', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const { customerCount, itemCount } = log.before(NOW);
        if (itemCount === 0) return;
        const pairs = Array.from({ length: customerCount * itemCount }, (_, i) => i);
        const examples = ExampleSet.at(
          NOW,
          Int32Array.from(pairs, (i) => Math.floor(i / itemCount)),
          Int32Array.from(pairs, (i) => i % itemCount),
        );
        const asOf = new AsOf(examples, log);
        const T = log.columns.time.length;
        const evidence = evidenceOf(asOf, T, [EASE, { name: 'cosine' }]);
        const graph = new InteractionGraph(log.before(NOW));
        const [C, I] = [graph.customers.length, graph.items.length];
        const targets = graph.items.map((_, i) => C + i);
        for (const [k, { name, ...options }] of [EASE, { name: 'cosine', k: 50 }].entries()) {
          const fitted = scorers.get(name).fit(graph, targets, options);
          const ones = fitted(new Float32Array(graph.edgeCount).fill(1));
          examples.customer.forEach((customer, row) => {
            const m = graph.nodeOfItem(examples.item[row]) - C;
            const size = graph.customers.reduce((sum, _, c) => sum + Math.abs(ones[c * I + m]) / C, 0);
            let sum = 0;
            for (let t = 0; t < T; t++) sum += evidence[(row * T + t) * 2 + k];
            const expected = size > 0 ? ones[graph.nodeOfCustomer(customer) * I + m] / size : 0;
            assert.ok(
              Math.abs(sum - expected) < 1e-3 * Math.max(1, Math.abs(expected)),
              `${sum}, expected ${expected}`,
            );
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stands at the basket that it comes from, the last ones at the end', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['ann', 'cup', 0, 1],
      ['bob', 'tea', DAY / 2, 1],
      ['bob', 'tea', DAY, 1],
      ['bob', 'tea', DAY, 2],
      ['bob', 'pot', 2 * DAY, 1],
      ['cid', 'pot', 3 * DAY, 1],
    ]);
    const [bob, cup] = [1, 1];
    const asOf = new AsOf(ExampleSet.at(NOW, Int32Array.of(bob, bob), Int32Array.of(cup, -1)), log);
    // Of bob's baskets only the last one with tea has an item that was bought together with a cup.
    const [none, first, last, ...unasked] = evidenceOf(asOf, 3, [{ name: 'cosine' }]);
    assert.deepEqual([none, last], [0, 0]);
    // Means over three customers: ann's tea (and her own cup, which says nothing of itself), bob's tea.
    assert.ok(Math.abs(first - 3 / 2) < 1e-6, `${first}`);
    assert.deepEqual(unasked, [0, 0, 0]);
  });

  it('needs weights between items', () => {
    const log = logOf([['ann', 'tea', 0, 1]]);
    const asOf = new AsOf(ExampleSet.at(NOW, Int32Array.of(0), Int32Array.of(0)), log);
    assert.throws(() => evidenceOf(asOf, 2, [{ name: 'customer-neighbours' }]), /no weights between items/);
  });
});
