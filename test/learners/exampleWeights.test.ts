import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { losses } from '../../src/imbalance/losses';
import { learners } from '../../src/learners';
import { assertClose } from '../../src/testing/laws';
import type { TrainingData } from '../../src/training/learner';
import { supervised } from '../../src/training/objectives/supervised';
import { training, trial } from './world';

const { label, asOf } = training.train;

/** The training data with a weight for each example. */
function weighted(weightOf: (row: number) => number): TrainingData {
  return { ...training, train: { asOf, label, weight: Float32Array.from(label.keys(), weightOf) } };
}

async function scoresOf(name: string, given: object, data: TrainingData): Promise<Float32Array> {
  const learner = learners.get(name);
  const model = await learner.fit(data, learner.options.parse(given));
  const scores = model.predict(trial.test.asOf);
  model.dispose();
  return scores;
}

const logits = (scores: Float32Array) => scores.map((p) => Math.log(p / (1 - p)));

/** A network without dropout, all examples in one batch. */
const NETWORK = {
  branches: [{ name: 'tabular', dropout: 0 }],
  dropout: 0,
  loss: { name: 'weighted-bce', positiveWeight: 1 },
  training: { epochs: 3, patience: 3, batchSize: 1e6, learningRate: 0.01, clipNorm: 1e6 },
};
const FEATURES = { features: ['rfm'] };
const random = new Random(3);
const uneven = weighted(() => 0.5 + random.next());

describe('weights of examples', () => {
  it('count in the supervised objective as examples that come several times', () => {
    const kind = losses.get('focal');
    const loss = kind.build(kind.options.parse({}), { positives: 1, negatives: 1 });
    const examples = asOf.examples.select(Int32Array.of(0, 1, 2, 3));
    const labels = Uint8Array.of(1, 0, 0, 1);
    const lossOf = (rows: number[], weight?: Float32Array, times?: Uint32Array) => {
      const forward = (some: Int32Array) => ({ logits: tf.tensor1d([...some].map((row) => row - 1.3)) });
      const objective = supervised({ examples, label: labels, weight }, forward, loss, { size: 9, times });
      return tf.tidy(() => objective.loss(Int32Array.from(rows), { epoch: 1, random: new Random(1) }).dataSync()[0]);
    };
    const weight = Float32Array.of(3, 1, 2, 1);
    assertClose([lossOf([0, 1, 2, 3], weight)], [lossOf([0, 0, 0, 1, 2, 2, 3])], 1e-6, 'repeated');
    // Each of the weights counts as often as its example comes.
    const times = Uint32Array.of(1, 2, 1, 1);
    const expected = lossOf([0, 0, 0, 1, 1, 2, 2, 3]);
    assertClose([lossOf([0, 1, 1, 2, 3], weight, times)], [expected], 1e-6, 'repeated, resampled');
  });

  it('that are all alike change nothing of a network', async () => {
    const [none, alike] = [
      await scoresOf('fused', NETWORK, training),
      await scoresOf(
        'fused',
        NETWORK,
        weighted(() => 2),
      ),
    ];
    assertClose(alike, none, 1e-6, 'scores');
  });

  it('of positives are what the weight of a loss is, but for its correction', async () => {
    const loss = { name: 'weighted-bce', positiveWeight: 4 };
    const byLoss = await scoresOf('fused', { ...NETWORK, loss }, training);
    const byWeight = await scoresOf(
      'fused',
      NETWORK,
      weighted((row) => (label[row] ? 4 : 1)),
    );
    const shifted = logits(byWeight).map((z) => z - Math.log(4));
    assertClose(shifted, logits(byLoss), 2e-3, 'logits');
  });

  for (const name of ['majority', 'logistic', 'decision-tree', 'random-forest', 'gradient-boosting'])
    it(`are kept by ${name} where rows are resampled`, async () => {
      const given = { ...FEATURES, resampling: { name: 'random-over', ratio: 0.001 } };
      assert.deepEqual(await scoresOf(name, given, uneven), await scoresOf(name, FEATURES, uneven));
      assert.notDeepEqual(await scoresOf(name, given, uneven), await scoresOf(name, FEATURES, training));
    });

  it('of positives are what `positiveWeight` is, but for its correction', async () => {
    const byOption = await scoresOf('logistic', { ...FEATURES, positiveWeight: 4 }, training);
    const byWeight = await scoresOf(
      'logistic',
      FEATURES,
      weighted((row) => (label[row] ? 4 : 1)),
    );
    assertClose(
      logits(byWeight).map((z) => z - Math.log(4)),
      logits(byOption),
      1e-4,
      'logits',
    );
  });

  it('that cannot be are refused with their example', async () => {
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      await assert.rejects(
        scoresOf(
          'fused',
          NETWORK,
          weighted((row) => (row === 5 ? wrong : 1)),
        ),
        {
          name: 'InputError',
          message: `the weight of training example 5 is ${wrong}; expected a finite number, 0 or more`,
        },
      );
  });
});
