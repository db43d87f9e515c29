import assert from 'node:assert/strict';
import { stackScores } from '../../src/experiment/train';
import { learners } from '../../src/learners';
import { training, trial } from './world';

const MEMBERS = [
  { name: 'logistic', features: ['rfm'] },
  { name: 'gradient-boosting', features: ['rfm', 'own-history'], model: { numTrees: 10, minSamplesLeaf: 5 } },
];

describe('the stack as a learner', () => {
  const stack = learners.get('stack');

  it('scores as a stack of the scores of members that were trained apart', async () => {
    const fitted = await stack.fit(training, stack.options.parse({ members: MEMBERS }));
    const scores = await Promise.all(
      MEMBERS.map(async ({ name, ...given }) => {
        const learner = learners.get(name);
        const member = await learner.fit(training, learner.options.parse(given));
        return { validation: member.predict(trial.validation.asOf), test: member.predict(trial.test.asOf) };
      }),
    );
    const { fitted: weights, scores: expected } = stackScores(scores, trial);
    assert.deepEqual(fitted.predict(trial.validation.asOf), expected.validation);
    assert.deepEqual(fitted.predict(trial.test.asOf), expected.test);
    const { intercept, weights: ofMembers } = fitted.diagnostics;
    assert.deepEqual({ intercept, weights: ofMembers }, weights);
    fitted.dispose();
  });

  it('names members that there are not, and wants two', () => {
    assert.throws(() => stack.options.parse({ members: ['logistic', 'forest'] }), /unknown learner/);
    assert.throws(() => stack.options.parse({ members: ['logistic'] }));
  });
});
