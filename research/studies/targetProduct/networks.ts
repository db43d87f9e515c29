import type { ComponentInput } from '../../../src/base/component';

/** The last ten baskets through an encoder. */
export const sequence = (encoder: ComponentInput) => ({ name: 'sequence', length: 10, encoder });
/** The node's own vector, without a message from others. */
const graphEmbedding = { name: 'graph', depth: 0 };
const gnn = { name: 'graph', node2vec: null };

/** A network of the grid. */
interface Network {
  readonly name: string;
  readonly title: string;
  readonly branches: readonly (object | string)[];
  readonly pretraining?: object;
}

/** Networks: what they read, and how. */
export const NETWORKS: readonly Network[] = [
  { name: 'lstm', title: 'LSTM', branches: [sequence('lstm')] },
  { name: 'cnn-lstm', title: 'CNN-LSTM', branches: [sequence('cnn-lstm')] },
  { name: 'gru', title: 'GRU', branches: [sequence('gru')] },
  { name: 'attention', title: 'self-attention', branches: [sequence('self-attention')] },
  {
    name: 'code',
    title: 'autoencoder code',
    branches: [sequence('lstm')],
    // Frozen to the end: the labels train the head alone.
    pretraining: { task: 'reconstruction', frozenEpochs: 1000 },
  },
  { name: 'embedding', title: 'graph embedding (node2vec)', branches: [graphEmbedding] },
  { name: 'gnn', title: 'GNN (GraphSAGE)', branches: [gnn] },
  { name: 'fused', title: 'fused: LSTM + graph', branches: [sequence('lstm'), 'graph'] },
];

/** What the networks are called. */
export const NETWORK_NAMES = [...NETWORKS.map(({ name }) => name), 'anomaly'];

/** Whether a network reads numbers, between which an example can be made; nodes of a graph are none. */
export function readsNumbers({ branches }: Network): boolean {
  return branches.some((one) => one !== graphEmbedding && one !== gnn);
}
