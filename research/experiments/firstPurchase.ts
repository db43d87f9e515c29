import { defineExperiment } from '../../src/experiment/experiment';

const own = ['rfm', 'popularity'];
// The window that says who is active, too.
const windowDays = 365;
const graph = ['neighbourhood', 'spectral'].map((name) => ({ name, windowDays }));
const pairs = ['pair-scores', 'price-nearness'];

// The order of an item's customers is all that its AUC and average precision read: so a loss of that order alone.
const ranking = {
  loss: { name: 'listwise', share: 1 },
  training: {
    epochs: 6,
    patience: null,
    learningRate: 0.003,
    schedule: 'one-cycle',
    weightDecay: 1e-4,
    batchSize: 5120,
    averaging: 0.97,
  },
};
const pairNetwork = { name: 'tabular', features: [...own, ...pairs], units: 64 };
const baskets = { name: 'sequence', encoder: { name: 'gru', units: 16 }, length: 16, embeddingDim: 0 };
const evidenceNetwork = {
  name: 'fused',
  branches: [pairNetwork, baskets, { name: 'evidence', length: 16 }],
  operator: 'evidence-attention',
  ...ranking,
};

/** The headline: what do sequence, graph and their fusion add where a customer's own history cannot help? */
export const firstPurchase = defineExperiment({
  name: 'first-purchase',
  title: 'First purchase of one of 100 products within 90 days (Online Retail II)',
  dataset: 'online-retail-ii',
  task: 'first-purchase',
  presets: { quick: { seeds: 2, negatives: 0.05 }, full: { seeds: 10, negatives: 0.2 } },
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
      name: 'network-pairs',
      title: 'network on pair scores + network on RFM + popularity, added',
      presets: ['full'],
      model: {
        name: 'fused',
        branches: [
          { name: 'tabular', features: pairs, units: 64 },
          { name: 'tabular', features: own, units: 64 },
        ],
        operator: 'additive',
        ...ranking,
      },
    },
    {
      name: 'fused-pairs',
      title: 'fused: pair scores + evidence of the graph, weighted by the sequence',
      model: evidenceNetwork,
    },
    {
      name: 'fused-pairs-ensemble',
      title: 'five of those, their log-odds averaged',
      presets: ['full'],
      seeds: 3,
      model: { name: 'deep-ensemble', model: evidenceNetwork, members: 5 },
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'stack-pairs',
      title: 'equal stack: boosting on pair scores, fused on them',
      members: ['boosting-pairs', 'fused-pairs'],
      weights: 'equal',
    },
    {
      name: 'stack-pairs-ensemble',
      title: 'equal stack: boosting on pair scores, five fused networks',
      presets: ['full'],
      seeds: 3,
      members: ['boosting-pairs', 'fused-pairs-ensemble'],
      weights: 'equal',
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
      name: 'fused-pairs-shuffled',
      title: 'fused: pair scores + evidence, graph shuffled',
      control: true,
      presets: ['full'],
      model: evidenceNetwork,
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
    ['network-pairs', 'boosting-pairs'],
    ['fused-pairs', 'network-pairs'],
    ['fused-pairs', 'boosting-pairs'],
    ['fused-pairs', 'fused-pairs-shuffled'],
    ['fused-pairs-shuffled', 'boosting'],
    ['stack', 'boosting-graph'],
    ['stack-pairs', 'boosting-pairs'],
    ['fused-pairs-ensemble', 'boosting-pairs'],
    ['stack-pairs-ensemble', 'boosting-pairs'],
  ],
  claim: {
    candidates: ['fused', 'fused-tabular', 'fused-pairs', 'stack', 'stack-pairs'],
    baselines: ['boosting', 'boosting-graph', 'boosting-pairs', 'sequence'],
  },
});
