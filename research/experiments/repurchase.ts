import { repurchase30d as task } from '../../src/data/tasks/repurchase-30d';
import type { Experiment } from '../../src/experiment/experiment';

// Five thousand questions a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };

/** The churn form: does a customer come back within 30 days? */
export const repurchase: Experiment = {
  name: 'repurchase-30d',
  title: 'Purchase within 30 days (Online Retail II)',
  dataset: { name: 'online-retail-ii', options: {} },
  task,
  negatives: { quick: 1, full: 1 },
  seeds: { quick: 3, full: 10 },
  rows: [
    { name: 'majority', title: 'majority class', learner: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', learner: 'logistic', options: { features: ['rfm'] } },
    { name: 'boosting', title: 'boosting on RFM', learner: 'gradient-boosting', options: { features: ['rfm'] } },
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
      members: ['boosting', 'sequence', 'graph'],
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
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['fused', 'boosting'],
    ['stack', 'boosting'],
  ],
};
