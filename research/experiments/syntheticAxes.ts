import { defineExperiment } from '../../src/experiment/experiment';
import { operators } from '../../src/fusion/operators';
import { graphLayers } from '../../src/graph/layers';
import { samplers } from '../../src/graph/sampling';
import { losses } from '../../src/imbalance/losses';
import { encoders } from '../../src/sequence/encoders';
import { fused, graph, sequence, tabular } from './synthetic';

interface Axis {
  readonly name: string;
  readonly title: string;
  /** What stands on the axis; the first is what the others are compared with. */
  readonly kinds: readonly { readonly name: string }[];
  modelWith(name: string): object;
}

/** An experiment that exchanges one part of a model and leaves the rest as it is: a row for each kind that there is. */
function along({ name, title, kinds, modelWith }: Axis) {
  const [first, ...others] = kinds;
  return defineExperiment({
    name,
    title,
    dataset: 'synthetic',
    task: 'synthetic',
    presets: { quick: { seeds: 3 }, full: { seeds: 10 } },
    rows: kinds.map((kind) => ({ name: kind.name, title: kind.name, model: modelWith(kind.name) as { name: string } })),
    comparisons: others.map((other) => [other.name, first.name]),
  });
}

const withFirst = <T extends { readonly name: string }>(first: string, all: readonly T[]): T[] => [
  ...all.filter(({ name }) => name === first),
  ...all.filter(({ name }) => name !== first),
];

const plain = fused(tabular, sequence, graph);
const enriched = fused(tabular, { ...sequence, items: { name: 'graph' }, embeddingDim: graph.units }, graph);

/** Beyond the operator: what pretexts, alignment, enrichment and branch dropout are worth where the signals are known. */
const fusions = defineExperiment({
  name: 'synthetic-fusion',
  title: 'Simulated shop: RFM, sequence and graph, joined in other ways than by an operator',
  dataset: 'synthetic',
  task: 'synthetic',
  rows: [
    { name: 'plain', title: 'side by side', model: plain },
    { name: 'branch-dropout', title: 'with branch dropout', model: { ...plain, branchDropout: 0.2 } },
    { name: 'aligned', title: 'with branches aligned', model: { ...plain, alignment: {} } },
    { name: 'pretrained', title: 'with the graph pretrained', model: { ...plain, graphPretraining: {} } },
    { name: 'enriched', title: 'with steps enriched by the graph', model: enriched },
    {
      name: 'all',
      title: 'enriched, aligned and pretrained',
      model: { ...enriched, alignment: {}, graphPretraining: {} },
    },
    {
      name: 'codes',
      title: 'boosting on codes and RFM',
      model: {
        name: 'boosting-on-codes',
        network: { branches: plain.branches, training: plain.training },
        features: ['rfm'],
      },
    },
    { name: 'ceiling', title: 'ceiling: the true probabilities', seeds: 1, model: 'synthetic-ceiling' },
  ],
  ceiling: 'ceiling',
  comparisons: ['branch-dropout', 'aligned', 'pretrained', 'enriched', 'all', 'codes'].map((name) => [name, 'plain']),
});

/** Graphs that messages may travel along, as options of the graph branch. */
const GRAPHS: Readonly<Record<string, object>> = {
  purchases: {},
  decayed: { halfLifeDays: 60 },
  projections: { relations: ['item-projection', 'customer-projection'] },
  baskets: { relations: ['purchases', 'co-basket', 'next-basket'] },
  all: { relations: ['purchases', 'item-projection', 'customer-projection', 'co-basket', 'next-basket'] },
};

/** Families that boosting on RFM may read of the graph. */
const GRAPH_FAMILIES = ['structure', 'neighbourhood', 'spectral', 'pair-scores'];

/** One part of a model after another exchanged, on the simulated shop whose signals are known. */
export const syntheticAxes = [
  along({
    name: 'synthetic-layers',
    title: 'Simulated shop: the graph branch with each graph layer',
    kinds: withFirst('sage', graphLayers.all),
    modelWith: (layer) => fused({ ...graph, layer }),
  }),
  along({
    name: 'synthetic-graphs',
    title: 'Simulated shop: the graph branch on each kind of graph',
    kinds: Object.keys(GRAPHS).map((name) => ({ name })),
    modelWith: (name) => fused({ ...graph, ...GRAPHS[name] }),
  }),
  along({
    name: 'synthetic-graph-features',
    title: 'Simulated shop: boosting on RFM and one family of graph features',
    kinds: ['none', ...GRAPH_FAMILIES].map((name) => ({ name })),
    modelWith: (name) => ({ name: 'gradient-boosting', features: name === 'none' ? ['rfm'] : ['rfm', name] }),
  }),
  along({
    name: 'synthetic-sampling',
    title: 'Simulated shop: message passing on the whole graph, and on neighbours sampled from before each example',
    kinds: [{ name: 'whole-graph' }, ...samplers.all, { name: 'memory' }],
    // All rows read the whole past: how often somebody came tells, and a window would hide it from one of them.
    modelWith(name) {
      if (name === 'whole-graph') return fused({ ...graph, node2vec: null, windowDays: 3650 });
      const sampled = { name: 'sampled-graph', units: graph.units, fanout: 8 };
      return fused(name === 'memory' ? { ...sampled, memory: {} } : { ...sampled, sampling: name });
    },
  }),
  along({
    name: 'synthetic-encoders',
    title: 'Simulated shop: the sequence branch with each encoder',
    kinds: withFirst('lstm', encoders.all),
    modelWith: (name) => fused({ ...sequence, encoder: name === 'lstm' ? sequence.encoder : name }),
  }),
  along({
    name: 'synthetic-operators',
    title: 'Simulated shop: RFM, sequence and graph, fused by each operator',
    kinds: withFirst('concat', operators.all),
    modelWith: (operator) => ({ ...fused(tabular, sequence, graph), operator }),
  }),
  along({
    name: 'synthetic-losses',
    title: 'Simulated shop: RFM, sequence and graph, trained with each loss',
    kinds: withFirst('weighted-bce', losses.all),
    modelWith: (loss) => ({ ...fused(tabular, sequence, graph), loss }),
  }),
  fusions,
];
