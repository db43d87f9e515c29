import assert from 'node:assert/strict';
import { loadDataset } from '../../datasets';
import type { TransactionLog } from '../../src/data/log';
import { bindTask } from '../../src/data/task';
import { tasks } from '../../src/data/tasks';

describe('tasks on online-retail-ii', () => {
  let log: TransactionLog;
  before(async () => {
    log = await loadDataset('online-retail-ii');
  });
  const test = (name: string) => bindTask(tasks.get(name), log).examples('test');

  it('first-purchase asks 379,389 pairs, 5,355 of them positive', () => {
    const examples = test('first-purchase');
    assert.equal(examples.size, 379_389);
    assert.equal(examples.positives, 5_355);
    // One of the 4,317 active customers has bought all 100 products before: nothing is left to ask of her.
    assert.equal(new Set(examples.customer).size, 4_316);
  });

  for (const [item, percent] of [
    ['85099b', '7.2'],
    ['85123a', '7.2'],
    ['22423', '6.4'],
  ])
    it(`target-product-${item} asks 4,317 customers, ${percent} % of them positive`, () => {
      const examples = test(`target-product-${item}`);
      assert.equal(examples.size, 4_317);
      assert.equal((100 * examples.baseRate).toFixed(1), percent);
    });

  it('repurchase-30d asks 5,633 customers, 26 % of them positive', () => {
    const examples = test('repurchase-30d');
    assert.equal(examples.size, 5_633);
    assert.equal(examples.baseRate.toFixed(4), '0.2608');
  });
});
