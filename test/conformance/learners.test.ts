import '../../datasets';
import { learners } from '../../src/learners';
import { learnerLaws } from '../../src/testing/learner';
import { obeys } from './obeys';

const BOOSTING = { features: ['rfm', 'own-history'], model: { numTrees: 10, minSamplesLeaf: 5 } };
const TRAINING = { epochs: 2, batchSize: 64 };

/** What learners need to be told beside their defaults, or to be quick here. */
const GIVEN = {
  logistic: { features: ['rfm'] },
  'gradient-boosting': BOOSTING,
  'bg-nbd': { horizonDays: 5 },
  'pareto-nbd': { horizonDays: 5, score: 'expected-count' },
  fused: { branches: ['sequence', 'tabular'], training: TRAINING },
  'boosting-on-codes': {
    network: { branches: ['tabular'], training: TRAINING },
    features: ['rfm'],
    model: { numTrees: 5, minSamplesLeaf: 5 },
  },
  'sequence-anomaly': { sequence: { encoder: { name: 'lstm', units: 8 } }, training: TRAINING },
  stack: {
    members: [
      { name: 'logistic', features: ['rfm'] },
      { name: 'gradient-boosting', ...BOOSTING },
    ],
  },
  calibrated: { model: { name: 'logistic', features: ['rfm'] } },
  'balanced-bagging': { model: { name: 'logistic', features: ['rfm'] }, members: 2 },
  'deep-ensemble': { model: { name: 'fused', branches: ['tabular'], training: TRAINING }, members: 2 },
  'easy-ensemble': { model: { name: 'decision-tree', features: ['rfm'] }, members: 2 },
};

// A ceiling answers for the log of its own simulation alone, and is tested there.
const general = learners.all.filter(({ name }) => !name.endsWith('-ceiling'));
obeys('learner', general, learnerLaws, GIVEN);

const fused = [learners.get('fused')];
obeys('learner, two sequences side by side, resampled and pretrained:', fused, learnerLaws, {
  fused: {
    branches: ['sequence', { name: 'sequence', encoder: 'gru', step: 'event', augmentations: ['drop-steps', 'crop'] }],
    resampling: 'random-under',
    loss: 'focal',
    pretraining: { task: 'reconstruction', epochs: 1, frozenEpochs: 1 },
    training: TRAINING,
  },
});
obeys(
  'learner, a sequence that attends over a graph, either of which may be missing, aligned, the graph pretrained:',
  fused,
  learnerLaws,
  {
    fused: {
      branches: [
        { name: 'sequence', encoder: 'self-attention' },
        { name: 'graph', node2vec: null, everyDays: 7 },
      ],
      operator: 'cross-attention',
      branchDropout: 0.3,
      alignment: { weight: 0.2 },
      graphPretraining: { epochs: 1 },
      training: TRAINING,
    },
  },
);
obeys(
  'learner, recent events of both sides in late fusion, from earlier labels first, negatives sampled anew:',
  fused,
  learnerLaws,
  {
    fused: {
      branches: [
        { name: 'recent-events', withAsked: true, length: 3 },
        { name: 'recent-events', of: 'item', labelled: true, length: 3 },
      ],
      operator: 'noisy-or',
      earlierLabels: { days: 20, epochs: 1 },
      training: { epochs: 1, batchSize: 256, negativesPerEpoch: 0.5 },
    },
  },
);
obeys('learner, with its rows resampled:', [learners.get('logistic')], learnerLaws, {
  logistic: { features: ['rfm'], resampling: { name: 'random-over', ratio: 0.8 } },
});
