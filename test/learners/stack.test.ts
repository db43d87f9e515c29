import assert from 'node:assert/strict';
import { stackScores } from '../../src/experiment/train';
import type { StackWeights } from '../../src/fusion/stacking';
import { learners } from '../../src/learners';
import { training, trial } from './world';

const MEMBERS = [
  { name: 'logistic', features: ['rfm'] },
  { name: 'gradient-boosting', features: ['rfm', 'own-history'], model: { numTrees: 10, minSamplesLeaf: 5 } },
];

describe('the stack as a learner', () => {
  const stack = learners.get('stack');

  for (const kind of ['fitted', 'equal'] as const)
    it(`scores as a stack with ${kind} weights of the scores of members that were trained apart`, () => agrees(kind));

  async function agrees(kind: StackWeights) {
    const fitted = await stack.fit(training, stack.options.parse({ members: MEMBERS, weights: kind }));
    const scores = await Promise.all(
      MEMBERS.map(async ({ name, ...given }) => {
        const learner = learners.get(name);
        const member = await learner.fit(training, learner.options.parse(given));
        return { validation: member.predict(trial.validation.asOf), test: member.predict(trial.test.asOf) };
      }),
    );
    const { fitted: weights, scores: expected } = stackScores(scores, trial, kind);
    assert.deepEqual(fitted.predict(trial.validation.asOf), expected.validation);
    assert.deepEqual(fitted.predict(trial.test.asOf), expected.test);
    const { intercept, weights: ofMembers } = fitted.diagnostics;
    assert.deepEqual({ intercept, weights: ofMembers }, weights);
    assert.equal(weights.weights[0] === weights.weights[1], kind === 'equal');
    fitted.dispose();
  }

  it('names members that there are not, and wants two', () => {
    assert.throws(() => stack.options.parse({ members: ['logistic', 'forest'] }), /unknown learner/);
    assert.throws(() => stack.options.parse({ members: ['logistic'] }));
  });
});
