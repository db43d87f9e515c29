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
  const last = new Float64Array(N);
  for (let e = 0; e < graph.edgeCount; e++)
    for (const node of [graph.edgeCustomer[e], graph.edgeItem[e]]) {
      degree[node]++;
      events[node] += graph.edgeWeight[e];
      last[node] = Math.max(last[node], graph.edgeLast[e]);
    }
  const features = new Float32Array(N * F);
  for (let i = 0; i < N; i++) {
    features[i * F] = i < graph.customers.length ? 1 : 0;
    features[i * F + 1] = Math.log(degree[i]);
    features[i * F + 2] = Math.log(events[i]);
    features[i * F + 3] = Math.log1p((graph.history.time - last[i]) / DAY);
    features.set(vectors.subarray(i * D, (i + 1) * D), i * F + K);
  }
  return features;
}
