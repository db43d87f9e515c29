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
  /** What stands on the axis, by name and summary; the first is what the others are compared with. */
  readonly kinds: readonly { readonly name: string; readonly summary: string }[];
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

/** One part of a model after another exchanged, on the simulated shop whose signals are known. */
export const syntheticAxes = [
  along({
    name: 'synthetic-layers',
    title: 'Simulated shop: the graph branch with each graph layer',
    kinds: withFirst('sage', graphLayers.all),
    modelWith: (layer) => fused({ ...graph, layer }),
  }),
  along({
    name: 'synthetic-sampling',
    title: 'Simulated shop: message passing on the whole graph, and on neighbours sampled from before each example',
    kinds: [
      { name: 'whole-graph', summary: 'the graph as of each time, without node2vec' },
      ...samplers.all,
      { name: 'memory', summary: 'the latest events, and a memory of each node' },
    ],
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
];
