import { NO_OPTIONS } from '../../base/component';
import { defineRelation } from './relation';

export const purchases = defineRelation({
  name: 'purchases',
  summary: 'customers and the items that they bought, by how often',
  options: NO_OPTIONS,
  between: 'customers and items',
  isDirected: false,
  // To customers and to items.
  types: 2,
  build(graph) {
    const adjacency = graph.adjacency();
    const toItems = adjacency.offsets[graph.customers.length];
    return {
      adjacency,
      counts: graph.entriesOf(graph.purchases().count),
      times: graph.edgeTimes(),
      types: new Uint8Array(adjacency.columns.length).fill(1, toItems),
      note: '',
    };
  },
});
