import { defineExperiment } from '../../src/experiment/experiment';
import { claim, networksAndStacks } from './sharedRows';

const rfm = ['rfm'];
// Without a product to ask about, the graph tells where the customer stands in it.
const graph = [{ name: 'structure', windowDays: 365 }];

/** The churn form: does a customer come back within 30 days? */
export const repurchase = defineExperiment({
  name: 'repurchase-30d',
  title: 'Purchase within 30 days (Online Retail II)',
  dataset: 'online-retail-ii',
  task: 'repurchase-30d',
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', model: { name: 'logistic', features: rfm } },
    { name: 'boosting', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: rfm } },
    {
      name: 'boosting-graph',
      title: 'boosting on RFM + graph aggregates',
      model: { name: 'gradient-boosting', features: [...rfm, ...graph] },
    },
    ...networksAndStacks([...rfm, ...graph]),
  ],
  comparisons: [
    ['fused', 'sequence'],
    ['fused', 'graph'],
    ['fused', 'fused-shuffled'],
    ['fused', 'boosting'],
    ['boosting-graph', 'boosting'],
    ['fused-tabular', 'fused'],
  ],
  claim,
});
