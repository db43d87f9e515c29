import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { simulate } from '../../datasets/synthetic/simulate';
import { InputError } from '../../src/base/errors';
import { bindTask } from '../../src/data/task';
import { synthetic } from '../../src/data/tasks/synthetic';
import { learners } from '../../src/learners';
import type { Lesson } from '../../src/training/learner';

/** What a learner needs to be told beside its defaults, to be quick here. */
const OPTIONS: Record<string, Record<string, unknown>> = {
  logistic: { features: ['rfm'] },
  'gradient-boosting': { features: ['rfm'], model: { numTrees: 20, minSamplesLeaf: 20 } },
  fused: { branches: { sequence: {}, tabular: {} }, training: { epochs: 2, batchSize: 512 } },
};

const { log } = simulate({ customers: 300, itemsPerSeason: 20, baseRate: 0.2 });
const task = bindTask(synthetic, log);
const split = (name: 'train' | 'validation' | 'test') => {
  const examples = task.examples(name);
  return { asked: examples.asked(log), label: examples.label };
};
const lesson = (seed: number): Lesson => ({
  train: split('train'),
  validation: split('validation'),
  items: task.items,
  controls: { shuffleGraph: false, permuteEvents: false },
  seed,
});
const questions = split('test').asked;

for (const learner of learners.all)
  describe(`learner ${learner.name}`, () => {
    const options = learner.complete(OPTIONS[learner.name] ?? {});

    it('gives a probability for every example, and frees all tensors', async () => {
      const before = tf.memory().numTensors;
      const fitted = await learner.fit(lesson(1), options);
      const scores = fitted.predict(questions);
      assert.equal(
        scores.length,
        questions.reduce((sum, { query }) => sum + query.customers.length, 0),
      );
      assert.ok(scores.every((p) => p >= 0 && p <= 1));
      fitted.dispose();
      assert.equal(tf.memory().numTensors, before, 'law "no tensor leaks" broken');
    });

    it('is the same for the same seed, bit for bit', async () => {
      const [first, second] = [await learner.fit(lesson(5), options), await learner.fit(lesson(5), options)];
      assert.deepEqual(second.predict(questions), first.predict(questions));
      first.dispose();
      second.dispose();
    });

    it('saves and loads', async () => {
      const fitted = await learner.fit(lesson(2), options);
      const loaded = learner.load(JSON.parse(JSON.stringify(fitted.toJSON())));
      assert.deepEqual(loaded.predict(questions), fitted.predict(questions), 'law "save, load, same output" broken');
      fitted.dispose();
      loaded.dispose();
    });

    it('names an option that it does not have, and a saved model that is not its own', () => {
      assert.throws(
        () => learner.complete({ ...OPTIONS[learner.name], nonsense: 1 }),
        (error: unknown) => error instanceof InputError && /nonsense/.test(error.message),
      );
      assert.throws(() => learner.load({ kind: 'another' }), InputError);
    });
  });
