import { defineExperiment } from '../../src/experiment/experiment';

const own = ['rfm', 'popularity'];
// The window that says who is active, too.
const windowDays = 365;
const graph = ['neighbourhood', 'spectral'].map((name) => ({ name, windowDays }));
const pairs = ['pair-scores', 'price-nearness'];

/** The headline: what do sequence, graph and their fusion add where a customer's own history cannot help? */
export const firstPurchase = defineExperiment({
  name: 'first-purchase',
  title: 'First purchase of one of 100 products within 90 days (Online Retail II)',
  dataset: 'online-retail-ii',
  task: 'first-purchase',
  presets: { quick: { seeds: 3, negatives: 0.05 }, full: { seeds: 10, negatives: 0.2 } },
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', model: { name: 'logistic', features: own } },
    { name: 'boosting', title: 'boosting on RFM + popularity', model: { name: 'gradient-boosting', features: own } },
    {
      name: 'boosting-graph',
      title: 'boosting on the same + graph aggregates',
      model: { name: 'gradient-boosting', features: [...own, ...graph] },
    },
    {
      name: 'boosting-pairs',
      title: 'boosting on the same + pair scores',
      presets: ['full'],
      model: { name: 'gradient-boosting', features: [...own, ...pairs] },
    },
    { name: 'sequence', title: 'sequence (LSTM)', model: { name: 'fused', branches: ['sequence'] } },
    { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: { name: 'fused', branches: ['graph'] } },
    { name: 'fused', title: 'fused: sequence + graph', model: { name: 'fused', branches: ['sequence', 'graph'] } },
    {
      name: 'fused-tabular',
      title: 'fused: sequence + graph + RFM + popularity',
      presets: ['full'],
      model: { name: 'fused', branches: [{ name: 'tabular', features: own }, 'sequence', 'graph'] },
    },
    {
      name: 'fused-pairs',
      title: 'fused: sequence + graph + RFM + popularity + pair scores',
      presets: ['full'],
      model: { name: 'fused', branches: [{ name: 'tabular', features: [...own, ...pairs] }, 'sequence', 'graph'] },
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'boosting-shuffled',
      title: 'boosting + aggregates of a shuffled graph',
      control: true,
      model: { name: 'gradient-boosting', features: [...own, ...graph] },
      controls: ['rewire-edges'],
    },
    {
      name: 'boosting-pairs-shuffled',
      title: 'boosting + pair scores of a shuffled graph',
      control: true,
      presets: ['full'],
      model: { name: 'gradient-boosting', features: [...own, ...pairs] },
      controls: ['rewire-edges'],
    },
    {
      name: 'fused-shuffled',
      title: 'fused, graph shuffled',
      control: true,
      presets: ['full'],
      model: { name: 'fused', branches: ['sequence', 'graph'] },
      controls: ['rewire-edges'],
    },
    {
      name: 'fused-random',
      title: 'fused, random node embeddings',
      control: true,
      presets: ['full'],
      model: { name: 'fused', branches: ['sequence', 'graph'] },
      controls: ['random-embeddings'],
    },
    {
      name: 'sequence-permuted',
      title: 'sequence, events permuted',
      control: true,
      presets: ['full'],
      model: { name: 'fused', branches: ['sequence'] },
      controls: ['permute-events'],
    },
  ],
  comparisons: [
    ['boosting-graph', 'boosting'],
    ['boosting-shuffled', 'boosting'],
    ['boosting-pairs', 'boosting-graph'],
    ['boosting-pairs-shuffled', 'boosting'],
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['fused', 'fused-random'],
    ['sequence', 'sequence-permuted'],
    ['fused', 'boosting-graph'],
    ['fused-tabular', 'boosting-graph'],
    ['fused-pairs', 'boosting-pairs'],
    ['stack', 'boosting-graph'],
  ],
  claim: {
    candidates: ['fused', 'fused-tabular', 'fused-pairs', 'stack'],
    baselines: ['boosting', 'boosting-graph', 'boosting-pairs', 'sequence'],
  },
});
