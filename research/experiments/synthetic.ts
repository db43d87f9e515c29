import { defineExperiment, type ExperimentInput } from '../../src/experiment/experiment';

// Chosen on validation. There are 633 positives to learn from: without a strong pull to small weights, a branch that has
// nothing to tell costs what the others found.
const training = {
  batchSize: 1024,
  epochs: 20,
  patience: 20,
  learningRate: 0.005,
  schedule: 'one-cycle',
  weightDecay: 1,
};
// The items of a customer's last visits were never seen with a label: what is learned of one among them is
// learned by heart. So all share one embedding in the sequence, and have none in the graph.
export const sequence = {
  name: 'sequence',
  minCount: 1_000_000,
  embeddingDim: 1,
  encoder: { name: 'lstm', units: 16 },
};
export const graph = { name: 'graph', embeddingDim: 0, units: 16 };
export const tabular = { name: 'tabular', features: ['rfm'] };
export const fused = (...branches: object[]) => ({ name: 'fused', branches, training });

/** @param simulation options of the data set */
const rows = (simulation: object): ExperimentInput['rows'] => [
  { name: 'majority', title: 'majority class', model: 'majority' },
  { name: 'rfm', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
  {
    name: 'boosting-graph',
    title: 'boosting on RFM + graph aggregates',
    model: { name: 'gradient-boosting', features: ['rfm', 'neighbourhood', 'spectral'] },
  },
  { name: 'tabular', title: 'RFM (dense layer)', model: fused(tabular) },
  { name: 'sequence', title: 'sequence (LSTM)', model: fused(sequence) },
  { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: fused(graph) },
  { name: 'fused', title: 'fused: sequence + graph', model: fused(sequence, graph) },
  { name: 'tabular-sequence', title: 'fused: RFM + sequence', model: fused(tabular, sequence) },
  { name: 'tabular-graph', title: 'fused: RFM + graph', model: fused(tabular, graph) },
  { name: 'fused-tabular', title: 'fused: sequence + graph + RFM', model: fused(tabular, sequence, graph) },
  { name: 'stack', title: 'late stacking: boosting, sequence, graph', members: ['rfm', 'sequence', 'graph'] },
  {
    name: 'ceiling',
    title: 'ceiling: the true probabilities',
    seeds: 1,
    model: { name: 'synthetic-ceiling', simulation },
  },
  { name: 'graph-shuffled', title: 'graph, shuffled', control: true, model: fused(graph), controls: ['rewire-edges'] },
  {
    name: 'sequence-permuted',
    title: 'sequence, events permuted',
    control: true,
    model: fused(sequence),
    controls: ['permute-events'],
  },
  {
    name: 'fused-shuffled',
    title: 'fused: sequence + graph, graph shuffled',
    control: true,
    model: fused(sequence, graph),
    controls: ['rewire-edges'],
  },
  {
    name: 'fused-permuted',
    title: 'fused: sequence + graph, events permuted',
    control: true,
    model: fused(sequence, graph),
    controls: ['permute-events'],
  },
  {
    name: 'fused-tabular-shuffled',
    title: 'fused: sequence + graph + RFM, graph shuffled',
    control: true,
    model: fused(tabular, sequence, graph),
    controls: ['rewire-edges'],
  },
  {
    name: 'fused-tabular-permuted',
    title: 'fused: sequence + graph + RFM, events permuted',
    control: true,
    model: fused(tabular, sequence, graph),
    controls: ['permute-events'],
  },
];

/** Each branch's rows alone, and each control beside the model without the branch that it destroys. */
const gap: ExperimentInput['gap'] = {
  singles: ['rfm', 'tabular', 'sequence', 'graph'],
  controls: [
    ['graph', 'graph-shuffled', 'majority'],
    ['sequence', 'sequence-permuted', 'majority'],
    ['fused', 'fused-shuffled', 'sequence'],
    ['fused', 'fused-permuted', 'graph'],
    ['fused-tabular', 'fused-tabular-shuffled', 'tabular-sequence'],
    ['fused-tabular', 'fused-tabular-permuted', 'tabular-graph'],
  ],
};

const comparisons: ExperimentInput['comparisons'] = [
  ['fused', 'sequence'],
  ['fused', 'graph'],
  ['fused', 'fused-shuffled'],
  ['sequence', 'sequence-permuted'],
  ['fused-tabular', 'fused'],
  ['fused-tabular', 'rfm'],
  ['fused-tabular', 'stack'],
  ['fused-tabular', 'ceiling'],
  ['boosting-graph', 'rfm'],
];

const variant = (name: string, title: string, options: Record<string, number>) =>
  defineExperiment({
    name,
    title,
    dataset: { name: 'synthetic', ...options },
    task: 'synthetic',
    rows: rows(options),
    ceiling: 'ceiling',
    gap,
    comparisons,
  });

/** The test of the whole machine: who finds which of the planted signals, and who none where it is not planted? */
export const synthetic = [
  variant('synthetic', 'Simulated shop with planted signals', {}),
  variant('synthetic-no-graph', 'Simulated shop without a graph signal', { graphStrength: 0 }),
  variant('synthetic-no-sequence', 'Simulated shop without a sequence signal', { sequenceStrength: 0 }),
  variant('synthetic-no-frequency', 'Simulated shop without a frequency signal', { frequencyStrength: 0 }),
];
