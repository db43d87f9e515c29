import assert from 'node:assert/strict';
import { learners } from '../../src/learners';
import { training } from './world';

describe('training without patience', () => {
  it('runs through and keeps the last weights, and validation has no say in them', async () => {
    const fused = learners.get('fused');
    const fit = async (validation = training.validation) => {
      const options = fused.options.parse({
        branches: ['tabular'],
        // Steps so large that early stopping would end it sooner, or take another epoch's weights.
        training: { epochs: 6, patience: null, batchSize: 16, learningRate: 0.3 },
      });
      const model = await fused.fit({ ...training, validation }, options);
      const { epochs, bestEpoch } = model.diagnostics;
      const scores = model.predict(training.train.asOf);
      model.dispose();
      return { epochs, bestEpoch, scores };
    };
    const found = await fit();
    assert.deepEqual([found.epochs, found.bestEpoch], [6, 6]);
    const { asOf, label } = training.validation;
    assert.deepEqual(await fit({ asOf, label: label.map((y) => 1 - y) }), found);
  });
});
