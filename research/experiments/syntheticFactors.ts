import { defineExperiment } from '../../src/experiment/experiment';
import { fused, graph, sequence, tabular } from './synthetic';

const row = { model: fused(tabular, sequence, graph) };
const withGraph = { branches: ['all', 'graph'] };

/** What branches, layer, operator and loss each do, over all settings of the others, on the simulated shop. */
export const syntheticFactors = defineExperiment({
  name: 'synthetic-factors',
  title: 'Simulated shop: branches × layer × operator × loss',
  dataset: 'synthetic',
  task: 'synthetic',
  rows: [],
  factors: {
    row,
    factors: [
      {
        name: 'branches',
        levels: [
          { name: 'all', title: 'RFM + sequence + graph' },
          { name: 'sequence', title: 'RFM + sequence', set: { 'model.branches': [tabular, sequence] } },
          { name: 'graph', title: 'RFM + graph', set: { 'model.branches': [tabular, graph] } },
        ],
      },
      {
        name: 'layer',
        title: 'graph layer',
        path: 'model.branches.graph.layer',
        levels: ['sage', 'gcn'],
        when: withGraph,
      },
      { name: 'operator', path: 'model.operator', levels: ['concat', 'gated'], when: { branches: ['all'] } },
      { name: 'loss', path: 'model.loss', levels: ['weighted-bce', 'focal'] },
    ],
    // One row of each kind of branches is enough to see what the controls take off.
    controls: [
      {
        name: 'rewired',
        title: 'graph shuffled',
        set: { controls: ['rewire-edges'] },
        when: { ...withGraph, layer: ['sage'], loss: ['weighted-bce'] },
      },
      {
        name: 'permuted',
        title: 'events permuted',
        set: { controls: ['permute-events'] },
        when: { branches: ['sequence'], loss: ['weighted-bce'] },
      },
    ],
  },
});
