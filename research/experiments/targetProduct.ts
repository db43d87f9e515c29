import { targetProducts } from '../../src/data/tasks/target-product';
import type { Experiment } from '../../src/experiment/experiment';

// Five thousand questions a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };

const own = ['rfm', 'own-history'];
const graph = ['neighbourhood', 'spectral'];

/** The classic form, one product an experiment: the customer's own history with it dominates. */
export const targetProduct: Experiment[] = targetProducts.map((task) => ({
  name: task.name,
  title: `Purchase of ${task.items} within 90 days (Online Retail II)`,
  dataset: { name: 'online-retail-ii', options: {} },
  task,
  negatives: { quick: 1, full: 1 },
  seeds: { quick: 3, full: 10 },
  rows: [
    { name: 'majority', title: 'majority class', learner: 'majority' },
    { name: 'rfm', title: 'boosting on RFM', learner: 'gradient-boosting', options: { features: ['rfm'] } },
    {
      name: 'boosting',
      title: 'boosting on RFM + own history',
      learner: 'gradient-boosting',
      options: { features: own },
    },
    {
      name: 'boosting-graph',
      title: 'boosting on the same + graph aggregates',
      learner: 'gradient-boosting',
      options: { features: [...own, ...graph], windowDays: 365 },
    },
    { name: 'sequence', title: 'sequence (LSTM)', learner: 'fused', options: { branches: { sequence: {} }, training } },
    {
      name: 'graph',
      title: 'graph (GraphSAGE + node2vec)',
      learner: 'fused',
      options: { branches: { graph: {} }, training },
    },
    {
      name: 'fused',
      title: 'fused: sequence + graph',
      learner: 'fused',
      options: { branches: { sequence: {}, graph: {} }, training },
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      learner: 'stack',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'fused-shuffled',
      title: 'fused, graph shuffled',
      control: true,
      learner: 'fused',
      options: { branches: { sequence: {}, graph: {} }, training },
      controls: { shuffleGraph: true },
    },
  ],
  comparisons: [
    ['boosting', 'rfm'],
    ['boosting-graph', 'boosting'],
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['fused', 'boosting-graph'],
  ],
}));
