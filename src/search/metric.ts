import type { Metrics } from '../evaluation/metrics';

/** What a search can go by, and what tables call it. */
export const METRICS = {
  averagePrecision: { title: 'AP', higherIsBetter: true },
  auc: { title: 'AUC', higherIsBetter: true },
  macroAveragePrecision: { title: 'AP, items', higherIsBetter: true },
  macroAuc: { title: 'AUC, items', higherIsBetter: true },
  cardPrecisionAtK: { title: 'card precision', higherIsBetter: true },
  logLoss: { title: 'log loss', higherIsBetter: false },
} as const satisfies Partial<Record<keyof Metrics, { title: string; higherIsBetter: boolean }>>;

export type SearchMetric = keyof typeof METRICS;
