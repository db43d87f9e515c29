import type { ResultSet } from '../experiment/result';
import { differenceFigure, percent, pValue } from './cells';
import { effectsOf } from './effects';
import type { ResultTable } from './resultTable';

/** What each level of each factor does, over all settings of the others; undefined where rows follow no design. */
export function effectTable(set: ResultSet): ResultTable | undefined {
  const effects = effectsOf(set);
  if (effects.length === 0) return undefined;
  const { margins } = set.experiment;
  const factors = [...new Set(effects.map(({ factor }) => factor))];
  return {
    name: 'effects',
    title: 'Effects of factors',
    grid: {
      header: [
        'factor',
        'level against',
        'settings',
        'Δ\u00a0AUC [95\u00a0%]',
        'p (AUC)',
        'Δ\u00a0AP [95\u00a0%]',
        'p (AP)',
        'verdict',
      ],
      align: ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'l'],
      blocks: factors.map((factor) =>
        effects
          .filter((one) => one.factor === factor)
          .map((one) => [
            one.factor,
            `${one.level} against ${one.against}`,
            String(one.settings),
            differenceFigure(one.auc),
            pValue(one.auc.p, one.averagePrecision.floor),
            differenceFigure(one.averagePrecision),
            pValue(one.averagePrecision.p, one.averagePrecision.floor),
            one.verdict,
          ]),
      ),
    },
    notes: [
      'An effect is the mean difference between rows that have the one level or the other and agree in all factors that are a question for both; “settings” is how many such pairs there are.',
      `Intervals and p-values come from bootstrap samples of customers, on each of which the mean is taken; p-values have Holm’s correction over ${effects.length} effect${effects.length === 1 ? '' : 's'}. “Within” takes two one-sided tests at 5 % against ±${margins.auc} AUC, or ±${percent(margins.averagePrecision)} of the AP compared with.`,
    ],
  };
}
