import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import type { FusedModel } from '../../src/fusion/model';
import { assertClose } from '../../src/testing/laws';
import type { Callback, TrainingState } from '../../src/training/callback';
import { weightAveraging } from '../../src/training/callbacks/weightAveraging';
import { optimizerSchema, train as trainLoop } from '../../src/training/loop';
import { supervised } from '../../src/training/objectives/supervised';
import { loss, modelOf, sampleOf } from './harness';

const DECAY = 0.7;
const train = sampleOf(3, 60, 1);

/** Trains without early stopping, which would put the weights of an earlier epoch back. */
function run(model: FusedModel, seed: number, epochs: number, callbacks: readonly Callback[]): Promise<void> {
  const forward = (rows: Int32Array, random: Random) => ({ logits: model.forward([train.table], rows, random) });
  const objective = supervised(train, forward, loss, { size: 100 });
  return trainLoop(model, objective, { epochs, optimizer: optimizerSchema.parse({}) }, callbacks, new Random(seed));
}

/** Notes the model's weights at each moment. */
function witness(): Callback & { readonly steps: Float32Array[][]; readonly begins: Float32Array[][] } {
  const steps: Float32Array[][] = [];
  const begins: Float32Array[][] = [];
  return {
    steps,
    begins,
    onEpochBegin: ({ model }: TrainingState) => void begins.push(model.snapshot()),
    onStep: ({ model }: TrainingState) => void steps.push(model.snapshot()),
  };
}

describe('averaging of weights', () => {
  it('ends with the weighted mean of all steps, the latest counting most', async () => {
    const { model } = modelOf();
    const seen = witness();
    const epochs = 3;
    await run(model, 5, epochs, [weightAveraging(DECAY), seen]);
    const { steps } = seen;
    assert.ok(steps.length > 2 * epochs, `${steps.length} steps`);
    const factors = steps.map((_, s) => DECAY ** (steps.length - 1 - s));
    const total = factors.reduce((a, b) => a + b, 0);
    const expected = steps[0].map((weights, w) =>
      weights.map((_, i) => steps.reduce((sum, step, s) => sum + (factors[s] * step[w][i]) / total, 0)),
    );
    for (const [w, values] of model.snapshot().entries()) assertClose(values, expected[w], 1e-5, `weight ${w}`);
    model.dispose();
  });

  it('leaves each step what it is without', async () => {
    const stepsWith = async (...callbacks: Callback[]) => {
      const { model } = modelOf(0.2);
      const seen = witness();
      await run(model, 5, 3, [...callbacks, seen]);
      model.dispose();
      return seen;
    };
    const [without, averaged] = [await stepsWith(), await stepsWith(weightAveraging(DECAY))];
    assert.deepEqual(averaged.steps, without.steps);
    assert.deepEqual(averaged.begins, without.begins);
  });
});
