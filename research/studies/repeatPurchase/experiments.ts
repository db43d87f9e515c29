import type { ExperimentInput } from '../../../src/experiment/experiment';
import type { Preset } from '../study';

/** The stores, by the names of their data sets. */
export const STORES = [
  { name: 'online-retail-ii', title: 'Online Retail II' },
  { name: 'cdnow', title: 'CDNOW' },
  { name: 'simulated-store', title: 'the simulated store' },
] as const;

/** The experiment on all stores together. */
export const POOLED = 'pooled';

/** The row that is put forward, chosen before any result was seen, and those that it has to beat. */
export const CANDIDATE = 'stack';
export const RIVALS = ['bg-nbd', 'pareto-nbd', 'boosting'] as const;

/** How much of the study a preset runs. */
const SIZES = {
  quick: { folds: 2, cutoffs: 3, seeds: 1 },
  full: { folds: 6, cutoffs: 6, seeds: 3 },
} satisfies Record<Preset, { folds: number; cutoffs: number; seeds: number }>;

/** One experiment on all stores together and one on each alone, on the same days, so that all ask about the same. */
export function experimentsOf(horizonDays: number, preset: Preset): ExperimentInput[] {
  const each = STORES.map((store) => experiment(store.name, store.title, [store.name], horizonDays, preset));
  const all = STORES.map(({ name }) => name);
  return [experiment(POOLED, 'all three stores', all, horizonDays, preset), ...each];
}

function experiment(
  name: string,
  title: string,
  stores: readonly string[],
  horizonDays: number,
  preset: Preset,
): ExperimentInput {
  const { folds, cutoffs, seeds } = SIZES[preset];
  return {
    name,
    title: `Purchase within ${horizonDays} days: ${title}`,
    dataset: { name: 'pooled', stores },
    task: {
      name: 'horizon',
      horizonDays,
      folds: { name: 'rolling', count: folds, everyDays: 30, train: { count: cutoffs, everyDays: 30 } },
    },
    presets: { quick: { seeds }, full: { seeds } },
    rows: rowsOf(stores, horizonDays),
    comparisons: [
      ...RIVALS.map((rival): [string, string] => [CANDIDATE, rival]),
      ['boosting-series', 'boosting'],
      ['lstm', 'static'],
      ['lstm', 'boosting'],
      ['time-series', 'static'],
      ['boosting', 'bg-nbd'],
    ],
  };
}

function rowsOf(stores: readonly string[], horizonDays: number): ExperimentInput['rows'] {
  // Which store a customer belongs to is told to every model that reads features, where there are several.
  const store = stores.length > 1 ? [{ name: 'attributes', attributes: [{ attribute: 'store', oneHot: stores }] }] : [];
  const rfm = ['rfm', ...store];
  const series = [{ name: 'lags', periodDays: 30, count: 12 }, 'intermittent-demand', ...store];
  const both = ['rfm', ...series];
  return [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'static', title: 'static model: logistic on RFM', model: { name: 'logistic', features: rfm } },
    {
      name: 'tsb',
      title: 'Teunter–Syntetos–Babai forecast alone',
      model: { name: 'logistic', features: [{ name: 'intermittent-demand', methods: ['tsb'] }] },
    },
    {
      name: 'time-series',
      title: 'time-series model: logistic on lags, Croston and TSB',
      model: { name: 'logistic', features: series },
    },
    { name: 'bg-nbd', title: 'BG/NBD', model: { name: 'bg-nbd', horizonDays } },
    { name: 'pareto-nbd', title: 'Pareto/NBD', model: { name: 'pareto-nbd', horizonDays } },
    { name: 'boosting', title: 'gradient boosting on RFM', model: { name: 'gradient-boosting', features: rfm } },
    {
      name: 'boosting-series',
      title: 'gradient boosting on RFM, lags, Croston and TSB',
      model: { name: 'gradient-boosting', features: both },
    },
    {
      name: 'lstm',
      title: 'LSTM on the last ten baskets, with the same columns',
      model: {
        name: 'fused',
        branches: [
          { name: 'sequence', calendar: ['year'], embeddingDim: 0 },
          { name: 'tabular', features: both },
        ],
        training: { batchSize: 1024 },
      },
    },
    {
      name: CANDIDATE,
      title: 'stack: boosting on all columns, LSTM, Pareto/NBD',
      members: ['boosting-series', 'lstm', 'pareto-nbd'],
    },
  ];
}
