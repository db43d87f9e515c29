import { defineExperiment } from '../../src/experiment/experiment';

// Five thousand examples a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };

const rfm = ['rfm'];
// Without a product to ask about, the graph tells where the customer stands in it.
const graph = [{ name: 'structure', windowDays: 365 }];

/** The churn form: does a customer come back within 30 days? */
export const repurchase = defineExperiment({
  name: 'repurchase-30d',
  title: 'Purchase within 30 days (Online Retail II)',
  dataset: 'online-retail-ii',
  task: 'repurchase-30d',
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', model: { name: 'logistic', features: rfm } },
    { name: 'boosting', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: rfm } },
    {
      name: 'boosting-graph',
      title: 'boosting on RFM + graph aggregates',
      model: { name: 'gradient-boosting', features: [...rfm, ...graph] },
    },
    { name: 'sequence', title: 'sequence (LSTM)', model: { name: 'fused', branches: ['sequence'], training } },
    { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: { name: 'fused', branches: ['graph'], training } },
    {
      name: 'fused',
      title: 'fused: sequence + graph',
      model: { name: 'fused', branches: ['sequence', 'graph'], training },
    },
    {
      name: 'fused-tabular',
      title: 'fused: sequence + graph + boosting’s inputs',
      model: {
        name: 'fused',
        branches: [{ name: 'tabular', features: [...rfm, ...graph] }, 'sequence', 'graph'],
        training,
      },
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'stack-fused',
      title: 'late stacking: both boostings, fused with boosting’s inputs',
      members: ['boosting', 'boosting-graph', 'fused-tabular'],
    },
    {
      name: 'fused-shuffled',
      title: 'fused, graph shuffled',
      control: true,
      model: { name: 'fused', branches: ['sequence', 'graph'], training },
      controls: ['rewire-edges'],
    },
  ],
  comparisons: [
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['fused', 'boosting'],
    ['boosting-graph', 'boosting'],
    ['fused-tabular', 'fused'],
  ],
  claim: {
    candidates: ['fused', 'fused-tabular', 'stack', 'stack-fused'],
    baselines: ['boosting', 'boosting-graph', 'sequence'],
  },
});
