import type { ExperimentInput } from '../../../src/experiment/experiment';
import type { Preset } from '../study';
import { NETWORKS, readsNumbers, sequence } from './networks';
import type { Options } from './options';

type RowInput = ExperimentInput['rows'][number];

/** What is done about the imbalance while training: options of the fused model. Without it, nothing is. */
export const REMEDIES = {
  none: { title: 'nothing', options: { loss: { name: 'weighted-bce', positiveWeight: 1 } } },
  weight: { title: 'class weight', options: { loss: { name: 'weighted-bce', positiveWeight: 'balanced' } } },
  focal: { title: 'focal loss', options: { loss: 'focal' } },
  smote: {
    title: 'SMOTE',
    options: { loss: { name: 'weighted-bce', positiveWeight: 1 }, resampling: 'smote' },
  },
  under: {
    title: 'undersampling',
    options: { loss: { name: 'weighted-bce', positiveWeight: 1 }, resampling: 'random-under' },
  },
  'smote-enn': {
    title: 'SMOTE-ENN',
    options: { loss: { name: 'weighted-bce', positiveWeight: 1 }, resampling: 'smote-enn' },
  },
} as const;
export type Remedy = keyof typeof REMEDIES;

/** Remedies that make new examples between two others, for which a branch needs numbers. */
const NEEDS_NUMBERS: readonly Remedy[] = ['smote', 'smote-enn'];

// Five thousand examples a cutoff are few: smaller batches make enough steps of them (by validation).
const training = { batchSize: 1024 };
/** The features that boosting reads: recency, frequency, amounts, and the customer's past with the product. */
export const OWN = ['rfm', 'own-history'];

/** The network whose remedies the quick preset compares; of the others it trains what does nothing. */
const QUICK_NETWORK = 'lstm';

/** The rows of the grid, by network and remedy, as the preset has it. */
function gridRows(preset: Preset, networks: readonly string[]): RowInput[] {
  return NETWORKS.filter(({ name }) => networks.includes(name)).flatMap((network) =>
    (Object.keys(REMEDIES) as Remedy[])
      .filter((remedy) => preset === 'full' || remedy === 'none' || network.name === QUICK_NETWORK)
      .filter((remedy) => readsNumbers(network) || !NEEDS_NUMBERS.includes(remedy))
      .map((remedy) => ({
        name: `${network.name}-${remedy}`,
        title: `${network.title}, ${REMEDIES[remedy].title}`,
        model: {
          name: 'fused',
          branches: network.branches,
          ...(network.pretraining ? { pretraining: network.pretraining } : {}),
          ...REMEDIES[remedy].options,
          training,
        },
      })),
  );
}

/** The reconstruction error of an autoencoder that learns from negatives alone, so that no remedy applies to it. */
const ANOMALY: RowInput = {
  name: 'anomaly-none',
  title: 'autoencoder anomaly, nothing',
  model: { name: 'sequence-anomaly', sequence: { length: 10 } },
};

/** What a network of the grid is called: `lstm`, for `lstm-smote-enn`. */
export function networkOf(row: string): { network: string; remedy: Remedy } | undefined {
  const found = (Object.keys(REMEDIES) as Remedy[]).find((remedy) => row.endsWith(`-${remedy}`));
  return found && { network: row.slice(0, -found.length - 1), remedy: found };
}

/** Whether a row reads the columns of boosting, beside sequences or the graph or both. */
export function hasSameColumns(row: string): boolean {
  return row.startsWith('same-');
}

function sameColumnsRows(preset: Preset): RowInput[] {
  const own = { name: 'tabular', features: OWN };
  const model = (...branches: readonly (object | string)[]) => ({
    name: 'fused',
    branches: [own, ...branches],
    ...REMEDIES.none.options,
    training,
  });
  return [
    { name: 'same-lstm', title: 'LSTM + columns of boosting', model: model(sequence('lstm')) },
    { name: 'same-fused', title: 'fused + columns of boosting', model: model(sequence('lstm'), 'graph') },
    {
      name: 'same-stack',
      title: 'late stacking: boosting, fused + columns of boosting',
      members: ['boosting', 'same-fused'],
    },
    ...(preset === 'full' ? [{ name: 'same-dense', title: 'dense network, columns of boosting', model: model() }] : []),
  ];
}

type Pair = [row: string, against: string];

const TESTED_REMEDIES: Pair[] = [
  ['lstm-smote', 'lstm-none'],
  ['lstm-under', 'lstm-none'],
];
const FUSED_AGAINST_LSTM: Pair = ['fused-none', 'lstm-none'];

/** The experiment on one product. */
export function productExperiment(item: string, preset: Preset, { dataset, task, networks }: Options): ExperimentInput {
  const id = item.toLowerCase();
  const same = sameColumnsRows(preset);
  return {
    name: `product-${id}`,
    title: `Purchase of ${item}`,
    dataset,
    task: task ? { ...task, name: 'horizon', items: [item] } : `target-product-${id}`,
    presets: { quick: { seeds: 1 }, full: { seeds: 5 } },
    rows: [
      { name: 'majority', title: 'majority class', model: 'majority' },
      { name: 'rfm', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
      { name: 'boosting', title: 'boosting on RFM + own history', model: { name: 'gradient-boosting', features: OWN } },
      ...gridRows(preset, networks),
      ...(networks.includes('anomaly') ? [ANOMALY] : []),
      ...same,
    ],
    comparisons: [
      ...same.map(({ name }): Pair => [name, 'boosting']),
      ...(networks.includes('lstm') ? TESTED_REMEDIES : []),
      ...(networks.includes('lstm') && networks.includes('fused') ? [FUSED_AGAINST_LSTM] : []),
    ],
  };
}

/** The product as part of the question: who buys which of a hundred products for the first time? */
export function queryExperiment(): ExperimentInput {
  const own = ['rfm', 'popularity'];
  const model = (...branches: readonly (object | string)[]) => ({ name: 'fused', branches });
  return {
    name: 'query',
    title: 'First purchase of one of 100 products within 90 days (Online Retail II)',
    dataset: 'online-retail-ii',
    task: 'first-purchase',
    presets: { quick: { seeds: 1, negatives: 0.05 }, full: { seeds: 3, negatives: 0.05 } },
    rows: [
      { name: 'majority', title: 'majority class', model: 'majority' },
      { name: 'boosting', title: 'boosting on RFM + popularity', model: { name: 'gradient-boosting', features: own } },
      { name: 'lstm', title: 'LSTM', model: model('sequence') },
      { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: model('graph') },
      { name: 'fused', title: 'fused: LSTM + graph', model: model('sequence', 'graph') },
    ],
    comparisons: [
      ['fused', 'lstm'],
      ['fused', 'graph'],
      ['fused', 'boosting'],
    ],
  };
}
