import { DAY } from '../base/time';
import type { InteractionGraph } from './interactions';

/** What is told of each node beside its embeddings. */
export const NODE_FEATURES = ['is a customer', 'log degree', 'log events', 'log days since the last event'] as const;

/** `NODE_FEATURES` of every node, beside its vector: [N, 4 + D]. @param vectors [N, D] */
export function nodeFeatures(graph: InteractionGraph, vectors: Float32Array, D: number): Float32Array {
  const N = graph.nodeCount;
  const K = NODE_FEATURES.length;
  const F = K + D;
  const degree = new Float64Array(N);
  const events = new Float64Array(N);
  const last = new Float64Array(N).fill(Number.NEGATIVE_INFINITY);
  const { edgeCount, edgeCustomer, edgeItem, edgeEvents, edgeLast, decay, history } = graph;
  for (const nodes of [edgeCustomer, edgeItem])
    for (let e = 0; e < edgeCount; e++) {
      degree[nodes[e]]++;
      last[nodes[e]] = Math.max(last[nodes[e]], edgeLast[e]);
    }
  // Weighed as of the node's last event: as of the history's time, the weights of old ones could all vanish.
  for (const nodes of [edgeCustomer, edgeItem])
    for (let e = 0; e < edgeCount; e++)
      events[nodes[e]] += edgeEvents[e] * Math.exp(decay * (edgeLast[e] - last[nodes[e]]));
  const features = new Float32Array(N * F);
  for (let i = 0; i < N; i++) {
    features[i * F] = i < graph.customers.length ? 1 : 0;
    features[i * F + 1] = Math.log(degree[i]);
    features[i * F + 2] = Math.log(events[i]) - decay * (history.time - last[i]);
    features[i * F + 3] = Math.log1p((history.time - last[i]) / DAY);
    features.set(vectors.subarray(i * D, (i + 1) * D), i * F + K);
  }
  return features;
}
