import assert from 'node:assert/strict';
import { learners } from '../../src/learners';
import type { FittedModel } from '../../src/training/learner';
import { training, trial } from './world';

const fused = learners.get('fused');

async function fit(given: object): Promise<FittedModel> {
  const loss = { name: 'weighted-bce', positiveWeight: 1 };
  const branches = [{ name: 'recent-events', length: 5 }, 'tabular'];
  return fused.fit(training, fused.options.parse({ branches, loss, training: { epochs: 2, batchSize: 64 }, ...given }));
}

describe('late fusion', () => {
  for (const [operator, join] of [
    ['noisy-or', (a: number, b: number) => 1 - (1 - a) * (1 - b)],
    ['additive', (a: number, b: number) => 1 / (1 + ((1 - a) * (1 - b)) / (a * b))],
  ] as const)
    it(`tells each branch's own probability, and ${operator} joins them`, async () => {
      const { asOf } = trial.test;
      const model = await fit({ operator });
      const whole = model.predict(asOf);
      const parts = model.predictByBranch?.(asOf);
      assert.deepEqual([...(parts?.keys() ?? [])], ['recent-events', 'tabular']);
      const [events, features] = [...parts!.values()];
      whole.forEach((p, i) => {
        assert.ok(Math.abs(p - join(events[i], features[i])) < 1e-5, `example ${i}`);
      });
      assert.ok(events.some((p, i) => Math.abs(p - features[i]) > 0.01));
      model.dispose();
    });

  it('is needed for that: of encodings side by side, no branch has a say of its own', async () => {
    const model = await fit({ operator: 'concat' });
    assert.equal(model.predictByBranch?.(trial.test.asOf), undefined);
    model.dispose();
  });
});

describe('negatives that are drawn for each epoch', () => {
  it('raise the odds that are learned, which are lowered again by their share', async () => {
    const shift = async (negativesPerEpoch: number) => {
      const model = await fit({ training: { epochs: 1, batchSize: 64, negativesPerEpoch } });
      const { logitShift } = model.toJSON() as { logitShift: number };
      model.dispose();
      return logitShift;
    };
    assert.ok(Math.abs(await shift(1)) < 1e-9);
    assert.ok(Math.abs((await shift(0.25)) - Math.log(0.25)) < 1e-9);
  });
});
