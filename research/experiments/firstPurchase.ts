import { firstPurchase as task } from '../../src/data/tasks/first-purchase';
import type { Experiment } from '../../src/experiment/experiment';

const own = ['rfm', 'popularity'];
const graph = ['neighbourhood', 'spectral'];
// The window that says who is active, too.
const windowDays = 365;

/** The headline: what do sequence, graph and their fusion add where a customer's own history cannot help? */
export const firstPurchase: Experiment = {
  name: 'first-purchase',
  title: 'First purchase of one of 100 products within 90 days (Online Retail II)',
  dataset: { name: 'online-retail-ii', options: {} },
  task,
  negatives: { quick: 0.05, full: 0.2 },
  seeds: { quick: 3, full: 10 },
  rows: [
    { name: 'majority', title: 'majority class', learner: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', learner: 'logistic', options: { features: own } },
    {
      name: 'boosting',
      title: 'boosting on RFM + popularity',
      learner: 'gradient-boosting',
      options: { features: own },
    },
    {
      name: 'boosting-graph',
      title: 'boosting on the same + graph aggregates',
      learner: 'gradient-boosting',
      options: { features: [...own, ...graph], windowDays },
    },
    { name: 'sequence', title: 'sequence (LSTM)', learner: 'fused', options: { branches: { sequence: {} } } },
    { name: 'graph', title: 'graph (GraphSAGE + node2vec)', learner: 'fused', options: { branches: { graph: {} } } },
    {
      name: 'fused',
      title: 'fused: sequence + graph',
      learner: 'fused',
      options: { branches: { sequence: {}, graph: {} } },
    },
    {
      name: 'fused-tabular',
      title: 'fused: sequence + graph + RFM + popularity',
      fullOnly: true,
      learner: 'fused',
      options: { branches: { tabular: { features: own }, sequence: {}, graph: {} } },
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      learner: 'stack',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'boosting-shuffled',
      title: 'boosting + aggregates of a shuffled graph',
      control: true,
      learner: 'gradient-boosting',
      options: { features: [...own, ...graph], windowDays },
      controls: { shuffleGraph: true },
    },
    {
      name: 'fused-shuffled',
      title: 'fused, graph shuffled',
      control: true,
      fullOnly: true,
      learner: 'fused',
      options: { branches: { sequence: {}, graph: {} } },
      controls: { shuffleGraph: true },
    },
    {
      name: 'sequence-permuted',
      title: 'sequence, events permuted',
      control: true,
      fullOnly: true,
      learner: 'fused',
      options: { branches: { sequence: {} } },
      controls: { permuteEvents: true },
    },
  ],
  comparisons: [
    ['boosting-graph', 'boosting'],
    ['boosting-shuffled', 'boosting'],
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['sequence', 'sequence-permuted'],
    ['fused', 'boosting-graph'],
    ['fused-tabular', 'boosting-graph'],
    ['stack', 'boosting-graph'],
  ],
};
