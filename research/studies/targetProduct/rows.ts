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

// Five thousand examples a cutoff are few: smaller batches make enough steps of them (by validation). Training ends early,
// for the quick preset is to take about four minutes.
const training = { batchSize: 1024, patience: 2 };
/** The features that boosting reads: recency, frequency, amounts, and the customer's past with the product. */
export const OWN = ['rfm', 'own-history'];

/** The network whose remedies the quick preset compares; of the others it trains what does nothing. */
const QUICK_NETWORK = 'lstm';

/** Seeds of what the answer on a product rests on, of the question with products in it, and of the grid's many rows. */
const SEEDS = { quick: { answer: 1, query: 1, grid: 1 }, full: { answer: 5, query: 3, grid: 1 } } as const;

/** The rows of the grid, by network and remedy, as the preset has it. */
function gridRows(preset: Preset, networks: readonly string[]): RowInput[] {
  return NETWORKS.filter(({ name }) => networks.includes(name)).flatMap((network) =>
    (Object.keys(REMEDIES) as Remedy[])
      .filter((remedy) => preset === 'full' || remedy === 'none' || network.name === QUICK_NETWORK)
      .filter((remedy) => readsNumbers(network) || !NEEDS_NUMBERS.includes(remedy))
      .map((remedy) => ({
        name: `${network.name}-${remedy}`,
        title: `${network.title}, ${REMEDIES[remedy].title}`,
        seeds: SEEDS[preset].grid,
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
const anomalyRow = (preset: Preset): RowInput => ({
  name: 'anomaly-none',
  title: 'autoencoder anomaly, nothing',
  seeds: SEEDS[preset].grid,
  // Its training takes longer than any other's. Three epochs rank a little worse than ten, and it ranks badly either way.
  model: { name: 'sequence-anomaly', sequence: { length: 10 }, training: { epochs: 3 } },
});

/** What a network of the grid is called: `lstm`, for `lstm-smote-enn`. */
export function networkOf(row: string): { network: string; remedy: Remedy } | undefined {
  const found = (Object.keys(REMEDIES) as Remedy[]).find((remedy) => row.endsWith(`-${remedy}`));
  return found && { network: row.slice(0, -found.length - 1), remedy: found };
}

/** Whether a row reads the columns of boosting, beside sequences or the graph or both. */
export function hasSameColumns(row: string): boolean {
  return row.startsWith('same-');
}

/**
 * What the answer rests on: a network that reads the columns of boosting with sequences and the graph, alone and stacked
 * with boosting; where there is time for it, one without the graph and one without either.
 * @param features those of boosting
 * @param options of every network
 */
function sameColumnsRows(
  features: readonly string[],
  options: object,
  { lstm, dense }: { lstm: boolean; dense: boolean },
): RowInput[] {
  const own = { name: 'tabular', features };
  const model = (...branches: readonly (object | string)[]) => ({
    name: 'fused',
    branches: [own, ...branches],
    ...options,
  });
  return [
    ...(lstm ? [{ name: 'same-lstm', title: 'LSTM + columns of boosting', model: model(sequence('lstm')) }] : []),
    { name: 'same-fused', title: 'fused + columns of boosting', model: model(sequence('lstm'), 'graph') },
    {
      name: 'same-stack',
      title: 'late stacking: boosting, fused + columns of boosting',
      members: ['boosting', 'same-fused'],
    },
    ...(dense ? [{ name: 'same-dense', title: 'dense network, columns of boosting', model: model() }] : []),
  ];
}

/** The share of the training negatives that the question with products in it keeps: it has a hundred times as many. */
const QUERY_NEGATIVES = 0.03;

type Pair = [row: string, against: string];

const TESTED_REMEDIES: Pair[] = [
  ['lstm-smote', 'lstm-none'],
  ['lstm-under', 'lstm-none'],
];
const FUSED_AGAINST_LSTM: Pair = ['fused-none', 'lstm-none'];

/** What a product is called in names of experiments and files. */
export function idOf(item: string): string {
  return item
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/**
 * The experiment on one product.
 * @param hasGrid whether all networks and remedies are compared on it, or only what the answer rests on
 */
export function productExperiment(
  item: string,
  preset: Preset,
  { dataset, task, networks }: Options,
  hasGrid: boolean,
): ExperimentInput {
  const id = idOf(item);
  const same = sameColumnsRows(OWN, { ...REMEDIES.none.options, training }, { lstm: true, dense: preset === 'full' });
  const isThere = (...names: string[]) => hasGrid && names.every((name) => networks.includes(name));
  return {
    name: `product-${id}`,
    title: `Purchase of ${item}`,
    dataset,
    task: task ? { ...task, name: 'horizon', items: [item] } : `target-product-${id}`,
    presets: presetsOf('answer'),
    rows: [
      { name: 'majority', title: 'majority class', model: 'majority' },
      { name: 'rfm', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
      { name: 'boosting', title: 'boosting on RFM + own history', model: { name: 'gradient-boosting', features: OWN } },
      ...(hasGrid ? gridRows(preset, networks) : []),
      ...(isThere('anomaly') ? [anomalyRow(preset)] : []),
      ...same,
    ],
    comparisons: [
      ...same.map(({ name }): Pair => [name, 'boosting']),
      ...(isThere('lstm') ? TESTED_REMEDIES : []),
      ...(isThere('lstm', 'fused') ? [FUSED_AGAINST_LSTM] : []),
    ],
  };
}

/** The product as part of the question: who buys which of a hundred products for the first time? */
export function queryExperiment(preset: Preset, { dataset, query }: Options): ExperimentInput[] {
  if (!query) return [];
  const own = ['rfm', 'popularity'];
  const isFull = preset === 'full';
  const same = sameColumnsRows(own, {}, { lstm: isFull, dense: isFull });
  const alone: RowInput[] = [
    { name: 'lstm', title: 'LSTM', model: { name: 'fused', branches: ['sequence'] } },
    { name: 'graph', title: 'graph (GraphSAGE + node2vec)', model: { name: 'fused', branches: ['graph'] } },
    { name: 'fused', title: 'fused: LSTM + graph', model: { name: 'fused', branches: ['sequence', 'graph'] } },
  ];
  const pairs: Pair[] = [
    ['fused', 'lstm'],
    ['fused', 'graph'],
    ['fused', 'boosting'],
  ];
  return [
    {
      name: 'query',
      title: 'The product as part of the question',
      dataset,
      task: query,
      presets: presetsOf('query', QUERY_NEGATIVES),
      rows: [
        { name: 'majority', title: 'majority class', model: 'majority' },
        {
          name: 'boosting',
          title: 'boosting on RFM + popularity',
          model: { name: 'gradient-boosting', features: own },
        },
        ...(isFull ? alone : []),
        ...same,
      ],
      comparisons: [...same.map(({ name }): Pair => [name, 'boosting']), ...(isFull ? pairs : [])],
    },
  ];
}

function presetsOf(what: 'answer' | 'query', negatives = 1): ExperimentInput['presets'] {
  return { quick: { seeds: SEEDS.quick[what], negatives }, full: { seeds: SEEDS.full[what], negatives } };
}
