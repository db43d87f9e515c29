import { defineExperiment } from '../../src/experiment/experiment';

/** The handbook's fifteen. */
const features = [
  { name: 'asked-event', columns: ['amount', 'weekend', 'night'] },
  { name: 'customer-windows', days: [1, 7, 30] },
  { name: 'item-risk', days: [1, 7, 30], delayDays: 7 },
];
const richer = [...features, 'customer-surprise', 'item-labels'];

const tabular = { name: 'tabular', features };
// The handbook's LSTM reads the fifteen features of each of the last five transactions; this one those of the last alone,
// and of all five amounts, times and a shared embedding of the terminal: there are too many terminals to learn by heart.
const sequence = {
  name: 'sequence',
  step: 'event',
  length: 5,
  embeddingDim: 1,
  minCount: 1_000_000,
  encoder: { name: 'lstm', units: 16 },
};
// Six hundred frauds a week are few for leaves of a hundred rows, and most lie in the tails (by validation).
const boosting = { minSamplesLeaf: 20, bins: 'classes' };
const fused = (...branches: object[]) => ({
  name: 'fused',
  branches,
  loss: { name: 'weighted-bce', positiveWeight: 4 },
  training: { batchSize: 512, epochs: 20, patience: 5 },
});

/** The table of the handbook's chapter 7, and what richer features of the same log add. */
export const fraudHandbook = defineExperiment({
  name: 'fraud-handbook',
  title: 'Frauds among card transactions (Fraud Detection Handbook)',
  dataset: 'fraud-handbook',
  task: 'fraud-handbook',
  presets: { quick: { seeds: 1 }, full: { seeds: 5 } },
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    {
      name: 'tree',
      title: 'decision tree on 15 features',
      model: { name: 'decision-tree', features, model: { maxDepth: 4 } },
    },
    { name: 'logistic', title: 'logistic on 15 features', model: { name: 'logistic', features } },
    {
      name: 'forest',
      title: 'random forest on 15 features',
      model: { name: 'random-forest', features, model: { maxDepth: 20 } },
    },
    {
      name: 'boosting',
      title: 'boosting on 15 features',
      model: { name: 'gradient-boosting', features, model: boosting },
    },
    { name: 'feed-forward', title: 'feed-forward on 15 features', model: fused(tabular) },
    { name: 'lstm', title: 'LSTM over 5 transactions + 15 features of the last', model: fused(tabular, sequence) },
    {
      name: 'boosting-richer',
      title: 'boosting on 15 + richer features',
      model: { name: 'gradient-boosting', features: richer, model: boosting },
    },
  ],
  comparisons: [
    ['boosting', 'forest'],
    ['feed-forward', 'boosting'],
    ['lstm', 'feed-forward'],
    ['boosting-richer', 'boosting'],
    ['boosting-richer', 'lstm'],
  ],
});
