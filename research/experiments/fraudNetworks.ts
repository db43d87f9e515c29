import type { ExperimentInput } from '../../src/experiment/experiment';

// Settings were found on folds whose test weeks lie before the first test week of the table.
const customerEvents = {
  name: 'recent-events',
  withAsked: true,
  length: 24,
  days: 30,
  eventDropout: 0.25,
  dropout: 0.3,
};
const terminalEvents = {
  name: 'recent-events',
  of: 'item',
  labelled: true,
  length: 32,
  days: 50,
  ageWaves: 6,
  eventDropout: 0.25,
  dropout: 0.3,
};
// Every amount above a limit is fraud, and the limit lies far out in the tail.
const amount = {
  name: 'tabular',
  features: [{ name: 'asked-event', columns: ['amount'] }],
  pieces: 13,
  units: 16,
  dropout: 0,
};

const training = {
  batchSize: 512,
  epochs: 24,
  patience: 24,
  learningRate: 0.003,
  schedule: { name: 'one-cycle', warmup: 0.15 },
  weightDecay: 0.001,
  negativesPerEpoch: 0.25,
  validationExamples: 20_000,
};
/** Training ends sooner where the weights come from earlier events. */
const pretrained = {
  earlierLabels: { days: 28, epochs: 5 },
  training: { ...training, epochs: 4, patience: 4 },
};
const fused = (operator: string, branches: object[], more: object = {}) => ({
  name: 'fused',
  branches,
  operator,
  units: 24,
  loss: { name: 'weighted-bce', positiveWeight: 4 },
  training,
  ...more,
});
const sides = [customerEvents, terminalEvents, amount];
const twoHops = [{ ...customerEvents, aroundDays: 14 }, { ...terminalEvents, aroundDays: 14 }, amount];

const fifteen = [
  { name: 'asked-event', columns: ['amount', 'weekend', 'night'] },
  { name: 'customer-windows', days: [1, 7, 30] },
  { name: 'item-risk', days: [1, 7, 30], delayDays: 7 },
];
const node2vec = { name: 'graph', depth: 0, windowDays: 30, everyDays: 7 };

/**
 * Rows of the fraud table that read the customer–terminal graph. The stacks' other members, `boosting-richer` and
 * `filter`, are the table's own rows.
 */
export const networkRows: ExperimentInput['rows'] = [
  {
    name: 'node2vec',
    title: '15 features + node2vec of card holder and terminal',
    presets: ['full'],
    seeds: 1,
    model: fused('concat', [{ name: 'tabular', features: fifteen }, node2vec], {
      training: { ...training, epochs: 8, patience: 8 },
    }),
  },
  {
    name: 'temporal-graph',
    title: 'temporal graph attention over the last edges of both nodes',
    presets: ['full'],
    seeds: 1,
    model: fused('concat', sides),
  },
  {
    name: 'network-lstm',
    title: 'noisy-or of both sides, LSTM on each',
    presets: ['full'],
    seeds: 1,
    model: fused('noisy-or', [
      { ...customerEvents, encoder: { name: 'lstm', units: 24 } },
      { ...terminalEvents, encoder: { name: 'lstm', units: 24 } },
      amount,
    ]),
  },
  {
    name: 'network',
    title: 'fused: noisy-or of card holder, terminal and amount',
    presets: ['full'],
    model: fused('noisy-or', sides),
  },
  {
    name: 'network-two-hops',
    title: 'the same, each event with what happened around it on its other side',
    presets: ['full'],
    seeds: 1,
    model: fused('noisy-or', twoHops),
  },
  {
    name: 'network-pretrained',
    title: 'fused, pretrained on the 28 days whose labels were known before',
    model: fused('noisy-or', sides, pretrained),
  },
  {
    name: 'network-stack',
    title: 'late stacking: fused and pretrained, boosting',
    members: ['network-pretrained', 'boosting-richer'],
  },
  {
    name: 'network-filter-stack',
    title: 'late stacking: fused and pretrained, boosting, filter',
    seeds: 1,
    members: ['network-pretrained', 'boosting-richer', 'filter'],
  },
];

/** What the networks are tested against. */
export const networkComparisons: NonNullable<ExperimentInput['comparisons']> = [
  ['node2vec', 'feed-forward'],
  ['network', 'network-lstm'],
  ['network', 'temporal-graph'],
  ['network', 'boosting-richer'],
  ['network-two-hops', 'network'],
  ['network-pretrained', 'network'],
  ['network-pretrained', 'boosting-richer'],
  ['network-stack', 'boosting-richer'],
  ['network-stack', 'network-pretrained'],
];
