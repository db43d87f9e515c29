import assert from 'node:assert/strict';
import { learners } from '../../src/learners';
import { training } from './world';

describe('a loss that leaves the level of logits open', () => {
  it('gives probabilities that expect as many positives in training as there are', async () => {
    const fused = learners.get('fused');
    const shares = [];
    for (const resampling of [null, 'random-over'] as const) {
      const options = fused.options.parse({
        branches: ['tabular'],
        loss: { name: 'listwise', share: 1 },
        resampling,
        training: { epochs: 3, batchSize: 16, averaging: 0.9 },
      });
      const model = await fused.fit(training, options);
      const { asOf, label } = training.train;
      const expected = model.predict(asOf).reduce((sum, p) => sum + p, 0);
      const positives = label.reduce((sum, y) => sum + y, 0);
      assert.ok(Math.abs(expected - positives) < 1e-3 * positives, `${expected} of ${positives}, ${resampling}`);
      shares.push(positives / label.length);
      model.dispose();
    }
    // A level of 0 would expect another number.
    assert.ok(shares.every((share) => share < 0.45));
  });
});
