import { defineExperiment } from '../../src/experiment/experiment';
import { claim, networksAndStacks } from './sharedRows';

const own = ['rfm', 'own-history'];
const graph = ['neighbourhood', 'spectral'].map((name) => ({ name, windowDays: 365 }));

/** The classic form, one product an experiment: the customer's own history with it dominates. */
export const targetProduct = ['85099B', '85123A', '22423'].map((item) =>
  defineExperiment({
    name: `target-product-${item.toLowerCase()}`,
    title: `Purchase of ${item} within 90 days (Online Retail II)`,
    dataset: 'online-retail-ii',
    task: `target-product-${item.toLowerCase()}`,
    rows: [
      { name: 'majority', title: 'majority class', model: 'majority' },
      { name: 'rfm', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
      { name: 'boosting', title: 'boosting on RFM + own history', model: { name: 'gradient-boosting', features: own } },
      {
        name: 'boosting-graph',
        title: 'boosting on the same + graph aggregates',
        model: { name: 'gradient-boosting', features: [...own, ...graph] },
      },
      ...networksAndStacks([...own, ...graph]),
    ],
    comparisons: [
      ['boosting', 'rfm'],
      ['boosting-graph', 'boosting'],
      ['fused', 'sequence'],
      ['fused', 'graph'],
      ['fused', 'fused-shuffled'],
      ['fused', 'boosting-graph'],
      ['fused-tabular', 'fused'],
    ],
    claim,
  }),
);
