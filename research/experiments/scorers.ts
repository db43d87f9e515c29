import { defineExperiment } from '../../src/experiment/experiment';
import { scorers } from '../../src/graph/scorers';

/**
 * Each scorer alone, on the binary history. A logistic regression on one column turns scores into probabilities and
 * keeps their order; nothing in it is left to chance.
 */
function alone(dataset: string, task: string, title: string) {
  const [first, ...others] = scorers.names;
  return defineExperiment({
    name: `${task}-scorers`,
    title: `${title}: each scorer of customer and item alone`,
    dataset,
    task,
    presets: { quick: { seeds: 3, negatives: 0.05 }, full: { seeds: 10, negatives: 0.2 } },
    rows: scorers.names.map((name) => ({
      name,
      title: name,
      seeds: 1,
      model: {
        name: 'logistic',
        features: [{ name: 'pair-scores', scores: [{ scorer: name, histories: ['binary'] }] }],
      },
    })),
    comparisons: others.map((other) => [other, first]),
  });
}

export const scorersAlone = [
  alone('synthetic', 'synthetic', 'Simulated shop'),
  alone('online-retail-ii', 'first-purchase', 'First purchase of one of 100 products within 90 days'),
];
