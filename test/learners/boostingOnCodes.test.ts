import assert from 'node:assert/strict';
import { gradientBoosting } from '../../src/baselines/boosting/boosting';
import { boostingOnCodes } from '../../src/learners/boostingOnCodes';
import { fused } from '../../src/learners/fused';
import { training, trial } from './world';

const GIVEN = {
  network: { branches: ['tabular', { name: 'sequence', length: 3 }], training: { epochs: 1, batchSize: 64 } },
  features: ['rfm'],
  folds: 3,
  model: { numTrees: 3, minSamplesLeaf: 3 },
};

describe('boosting on codes', () => {
  it('never has trees learn from codes of customers whom the network was trained on', async () => {
    const { fit: fitNetwork } = fused;
    const { fit: fitTrees } = gradientBoosting;
    const learned: Set<number>[] = [];
    const held: number[] = [];
    let columns: readonly string[] = [];
    fused.fit = (data, options) => {
      learned.push(new Set(data.train.asOf.examples.customer));
      return fitNetwork(data, options);
    };
    gradientBoosting.fit = (train, ...rest) => {
      held.push(train.table.rows);
      columns = train.table.columns;
      return fitTrees(train, ...rest);
    };
    try {
      const model = await boostingOnCodes.fit(training, boostingOnCodes.options.parse(GIVEN));
      assert.ok(model.predict(trial.test.asOf).every((p) => p > 0 && p < 1));
      model.dispose();
    } finally {
      fused.fit = fitNetwork;
      gradientBoosting.fit = fitTrees;
    }
    const all = new Set(training.train.asOf.examples.customer);
    assert.equal(learned.length, 3);
    for (const [f, customers] of learned.entries()) {
      const rest = [...all].filter((one) => !customers.has(one));
      // Each customer is asked about once here.
      assert.equal(held[f], rest.length);
      assert.ok(rest.length >= Math.floor(all.size / 3) && rest.length <= Math.ceil(all.size / 3));
      for (const [other, theirs] of learned.entries())
        if (other !== f)
          assert.ok(
            rest.every((one) => theirs.has(one)),
            'a customer is held out twice',
          );
    }
    assert.ok(columns.includes('code 1') && columns.length > 64);
  });
});
