import type { ExperimentInput } from '../../src/experiment/experiment';

// Five thousand examples a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };
const network = (...branches: (string | object)[]) => ({ name: 'fused', branches, training });

/**
 * What stands beside `boosting` and `boosting-graph` where customers are asked about: networks, stacks and a control.
 * @param features what `boosting-graph` reads
 */
export function networksAndStacks(features: readonly (string | object)[]): ExperimentInput['rows'] {
  return [
    { name: 'sequence', title: 'sequence (LSTM)', model: network('sequence') },
    { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: network('graph') },
    { name: 'fused', title: 'fused: sequence + graph', model: network('sequence', 'graph') },
    {
      name: 'fused-tabular',
      title: 'fused: sequence + graph + boosting’s inputs',
      model: network({ name: 'tabular', features }, 'sequence', 'graph'),
    },
    {
      name: 'stack',
      title: 'late stacking: boosting, sequence, graph',
      members: ['boosting-graph', 'sequence', 'graph'],
    },
    {
      name: 'stack-fused',
      title: 'late stacking: both boostings, fused with boosting’s inputs',
      members: ['boosting', 'boosting-graph', 'fused-tabular'],
    },
    {
      name: 'fused-shuffled',
      title: 'fused, graph shuffled',
      control: true,
      model: network('sequence', 'graph'),
      controls: ['rewire-edges'],
    },
  ];
}

/** Which of these rows is claimed to beat which. */
export const claim: NonNullable<ExperimentInput['claim']> = {
  candidates: ['fused', 'fused-tabular', 'stack', 'stack-fused'],
  baselines: ['boosting', 'boosting-graph', 'sequence'],
};
