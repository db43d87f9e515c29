import { NO_OPTIONS } from '../../base/component';
import { defineWeighting } from './weighting';

export const binary = defineWeighting({
  name: 'binary',
  summary: 'every item alike, however often and long ago it was bought',
  options: NO_OPTIONS,
  title: () => 'all items',
  weigh: (graph) => new Float32Array(graph.edgeCount).fill(1),
});
