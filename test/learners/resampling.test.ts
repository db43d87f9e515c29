import assert from 'node:assert/strict';
import { learners } from '../../src/learners';
import { training, trial } from './world';

const TRAINING = { epochs: 2, batchSize: 64 };
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

async function fit(name: string, given: object) {
  const learner = learners.get(name);
  const model = await learner.fit(training, learner.options.parse(given));
  const scores = model.predict(trial.test.asOf);
  const loaded = learner.load(JSON.parse(JSON.stringify(model.toJSON())));
  assert.deepEqual(loaded.predict(trial.test.asOf), scores);
  model.dispose();
  loaded.dispose();
  return scores;
}

const SMOTE = { name: 'smote', k: 3 };
const SMOTE_ENN = { name: 'smote-enn', enn: { agree: 'most' } };
const GRAPH = { name: 'graph', node2vec: null };

describe('learners on resampled examples', () => {
  for (const [title, branches, resampling] of [
    ['features, SMOTE', ['tabular'], SMOTE],
    ['windows, SMOTE', ['sequence'], SMOTE],
    [
      'windows with features of events, Borderline-SMOTE',
      [{ name: 'sequence', features: ['rfm'] }],
      'borderline-smote',
    ],
    ['all branches, SMOTE and edited neighbours', ['tabular', 'sequence', GRAPH], SMOTE_ENN],
    ['windows, Tomek links', ['sequence'], 'tomek-links'],
  ] as const)
    it(`a fused model: ${title}`, async () => {
      const scores = await fit('fused', { branches, resampling, training: TRAINING });
      assert.ok(scores.every((p) => p > 0 && p < 1));
    });

  for (const resampling of [SMOTE, 'adasyn', 'smote-tomek', 'edited-neighbours'])
    it(`a table: ${JSON.stringify(resampling)}`, async () => {
      const scores = await fit('logistic', { features: ['rfm'], resampling });
      assert.ok(scores.every((p) => p > 0 && p < 1));
    });

  it('give probabilities under the base rate that there was before', async () => {
    const { label } = training.train;
    const rate = sum(label) / label.length;
    for (const resampling of [null, SMOTE, 'random-over']) {
      const scores = await fit('logistic', { features: ['rfm'], resampling, model: { C: 0.001 } });
      assert.ok(Math.abs(sum(scores) / scores.length - rate) < 0.1, `${JSON.stringify(resampling)}`);
    }
  });

  for (const resampling of ['smote', 'borderline-smote', 'adasyn', 'tomek-links', 'edited-neighbours', 'smote-enn'])
    it(`${resampling} names the branch that has no numbers to measure distances by, and says what to use instead`, () =>
      assert.rejects(fit('fused', { branches: [GRAPH], resampling }), {
        name: 'InputError',
        message: `learner fused: resampler ${resampling} measures distances, and branch graph has no numbers to measure them by; expected a branch with numbers beside it (tabular, sequence), a resampler that reads labels alone (random-over, random-under), or a loss that weighs the classes`,
      }));

  it('names the branch of which no example can be made between two', () =>
    assert.rejects(
      fit('fused', { branches: ['tabular', { name: 'recent-events', of: 'customer' }], resampling: SMOTE }),
      {
        name: 'InputError',
        message:
          'learner fused: resampler smote makes new examples, of which branch recent-events cannot be made; expected a resampler that takes examples as they are (random-over, random-under), or a loss that weighs the classes',
      },
    ));

  for (const resampling of ['random-over', 'random-under'])
    it(`${resampling} serves a network on the graph alone`, async () => {
      const scores = await fit('fused', { branches: [GRAPH], resampling, training: { epochs: 1, batchSize: 64 } });
      assert.ok(scores.every((p) => p > 0 && p < 1));
    });

  it('takes categories by the names of columns', async () => {
    const resampling = { name: 'smote-nc', k: 3, categorical: ['no such column'] };
    await assert.rejects(
      fit('logistic', { features: ['rfm'], resampling }),
      /no column "no such column"; expected some of /,
    );
  });
});
