import { synthetic as task } from '../../src/data/tasks/synthetic';
import type { Experiment, RowSpec } from '../../src/experiment/experiment';

const training = { batchSize: 1024, epochs: 20, patience: 6, learningRate: 0.005 };
// The items of a customer's last visits were never seen with a label: what is learned of one among them is
// learned by heart. So all share one embedding in the sequence, and have none in the graph.
const sequence = { leastEvents: 1_000_000, itemWidth: 1, width: 16 };
const graph = { itemWidth: 0, width: 16 };

const rows: RowSpec[] = [
  { name: 'majority', title: 'majority class', learner: 'majority' },
  { name: 'rfm', title: 'boosting on RFM', learner: 'gradient-boosting', options: { features: ['rfm'] } },
  {
    name: 'boosting-graph',
    title: 'boosting on RFM + graph aggregates',
    learner: 'gradient-boosting',
    options: { features: ['rfm', 'neighbourhood', 'spectral'] },
  },
  { name: 'sequence', title: 'sequence (LSTM)', learner: 'fused', options: { branches: { sequence }, training } },
  {
    name: 'graph',
    title: 'graph (GraphSAGE + node2vec)',
    learner: 'fused',
    options: { branches: { graph }, training },
  },
  {
    name: 'fused',
    title: 'fused: sequence + graph',
    learner: 'fused',
    options: { branches: { sequence, graph }, training },
  },
  {
    name: 'fused-tabular',
    title: 'fused: sequence + graph + RFM',
    learner: 'fused',
    options: { branches: { tabular: { features: ['rfm'] }, sequence, graph }, training },
  },
  {
    name: 'stack',
    title: 'late stacking: boosting, sequence, graph',
    learner: 'stack',
    members: ['rfm', 'sequence', 'graph'],
  },
  {
    name: 'graph-shuffled',
    title: 'graph, shuffled',
    control: true,
    learner: 'fused',
    options: { branches: { graph }, training },
    controls: { shuffleGraph: true },
  },
  {
    name: 'sequence-permuted',
    title: 'sequence, events permuted',
    control: true,
    learner: 'fused',
    options: { branches: { sequence }, training },
    controls: { permuteEvents: true },
  },
  {
    name: 'fused-shuffled',
    title: 'fused, graph shuffled',
    control: true,
    learner: 'fused',
    options: { branches: { sequence, graph }, training },
    controls: { shuffleGraph: true },
  },
];

const comparisons: Experiment['comparisons'] = [
  ['fused', 'sequence'],
  ['fused', 'graph'],
  ['fused', 'fused-shuffled'],
  ['sequence', 'sequence-permuted'],
  ['fused-tabular', 'fused'],
  ['fused-tabular', 'rfm'],
  ['fused-tabular', 'stack'],
  ['boosting-graph', 'rfm'],
];

function variant(name: string, title: string, options: Record<string, number>): Experiment {
  return {
    name,
    title,
    dataset: { name: 'synthetic', options },
    task,
    negatives: { quick: 1, full: 1 },
    seeds: { quick: 3, full: 10 },
    rows,
    comparisons,
  };
}

/** The test of the whole machine: who finds which of the planted signals, and who none where it is not planted? */
export const synthetic: Experiment[] = [
  variant('synthetic', 'Simulated shop with planted signals', {}),
  variant('synthetic-no-graph', 'Simulated shop without a graph signal', { graphStrength: 0 }),
  variant('synthetic-no-sequence', 'Simulated shop without a sequence signal', { sequenceStrength: 0 }),
  variant('synthetic-no-frequency', 'Simulated shop without a frequency signal', { frequencyStrength: 0 }),
];
