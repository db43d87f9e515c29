import { learners } from '../../src/learners';
import { learnerLaws } from '../../src/testing/learner';
import { obeys } from './obeys';

const BOOSTING = { features: ['rfm', 'own-history'], model: { numTrees: 10, minSamplesLeaf: 5 } };
const TRAINING = { epochs: 2, batchSize: 64 };

/** What learners need to be told beside their defaults, or to be quick here. */
const GIVEN = {
  logistic: { features: ['rfm'] },
  'gradient-boosting': BOOSTING,
  fused: { branches: ['sequence', 'tabular'], training: TRAINING },
  stack: {
    members: [
      { name: 'logistic', features: ['rfm'] },
      { name: 'gradient-boosting', ...BOOSTING },
    ],
  },
  calibrated: { model: { name: 'logistic', features: ['rfm'] } },
  'balanced-bagging': { model: { name: 'logistic', features: ['rfm'] }, members: 2 },
  'easy-ensemble': { model: { name: 'decision-tree', features: ['rfm'] }, members: 2 },
};

obeys('learner', learners.all, learnerLaws, GIVEN);

const fused = [learners.get('fused')];
obeys('learner, two sequences side by side, resampled and pretrained:', fused, learnerLaws, {
  fused: {
    branches: ['sequence', { name: 'sequence', encoder: 'gru', step: 'event' }],
    resampling: 'random-under',
    loss: 'focal',
    pretraining: { epochs: 1, frozenEpochs: 1 },
    training: TRAINING,
  },
});
obeys('learner, a sequence that attends over a graph:', fused, learnerLaws, {
  fused: {
    branches: [
      { name: 'sequence', encoder: 'self-attention' },
      { name: 'graph', node2vec: null, everyDays: 7 },
    ],
    operator: 'cross-attention',
    training: TRAINING,
  },
});
obeys('learner, recent events of both sides in late fusion, negatives sampled for each epoch:', fused, learnerLaws, {
  fused: {
    branches: [
      { name: 'recent-events', withAsked: true },
      { name: 'recent-events', of: 'item', labelled: true },
    ],
    operator: 'noisy-or',
    training: { ...TRAINING, negativesPerEpoch: 0.5 },
  },
});
obeys('learner, with its rows resampled:', [learners.get('logistic')], learnerLaws, {
  logistic: { features: ['rfm'], resampling: { name: 'random-over', ratio: 0.8 } },
});
