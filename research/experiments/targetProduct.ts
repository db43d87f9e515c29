import { defineExperiment } from '../../src/experiment/experiment';

// Five thousand examples a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };

const own = ['rfm', 'own-history'];
const graph = ['neighbourhood', 'spectral'].map((name) => ({ name, windowDays: 365 }));

/** The classic form, one product an experiment: the customer's own history with it dominates. */
export const targetProduct = ['85099B', '85123A', '22423'].map((item) =>
  defineExperiment({
    name: `target-product-${item.toLowerCase()}`,
    title: `Purchase of ${item} within 90 days (Online Retail II)`,
    dataset: 'online-retail-ii',
    task: `target-product-${item.toLowerCase()}`,
    rows: [
      { name: 'majority', title: 'majority class', model: 'majority' },
      { name: 'rfm', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
      { name: 'boosting', title: 'boosting on RFM + own history', model: { name: 'gradient-boosting', features: own } },
      {
        name: 'boosting-graph',
        title: 'boosting on the same + graph aggregates',
        model: { name: 'gradient-boosting', features: [...own, ...graph] },
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
          branches: [{ name: 'tabular', features: [...own, ...graph] }, 'sequence', 'graph'],
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
      ['boosting', 'rfm'],
      ['boosting-graph', 'boosting'],
      ['fused', 'sequence'],
      ['fused', 'graph'],
      ['fused', 'fused-shuffled'],
      ['fused', 'boosting-graph'],
      ['fused-tabular', 'fused'],
    ],
    claim: {
      candidates: ['fused', 'fused-tabular', 'stack', 'stack-fused'],
      baselines: ['boosting', 'boosting-graph', 'sequence'],
    },
  }),
);
