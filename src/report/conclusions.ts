import { mean } from '../evaluation/ranking';
import type { ResultSet } from '../experiment/result';
import { between, fixed, signed } from './cells';
import { claimSentence } from './claimTable';
import { costOf } from './costTable';
import { effectsOf, type FactorEffect } from './effects';
import { listOf } from './prose';
import { type RowComparison, type RowSummary, summarise } from './summary';

/** As many of a kind are told one by one: those of the largest differences in average precision. */
const TOLD = 6;

type Compared = Pick<RowComparison, 'averagePrecision' | 'auc' | 'verdict'>;

/** Kinds of verdicts, in the order in which they are told; a verdict is of the first kind that it fits. */
const KINDS: readonly { readonly told: string; readonly fits: (verdict: string) => boolean }[] = [
  { told: 'cannot be tested', fits: (verdict) => /cannot be tested/.test(verdict) },
  {
    told: 'better in one figure and worse in the other',
    fits: (verdict) => /better.*worse|worse.*better/.test(verdict),
  },
  { told: 'shown to help', fits: (verdict) => /better/.test(verdict) },
  { told: 'shown to hurt', fits: (verdict) => /worse/.test(verdict) },
  { told: 'shown to make no difference that matters', fits: (verdict) => /^equivalent/.test(verdict) },
  { told: 'not shown either way', fits: () => true },
];

/**
 * What an experiment's numbers say, as one paragraph: the best row, the main claim, what is shown to help, to hurt and
 * to make no difference, what is only not refuted, and what the best row costs.
 */
export function conclusions(set: ResultSet): string {
  const { rows, comparisons, claims } = summarise(set);
  const titleOf = (name: string) => rows.find((row) => row.name === name)!.title;
  return [
    ...bestSentence(set, rows),
    ...(claims.length ? [claimSentence(set)] : []),
    ...sentences('Compared in pairs', comparisons, (one) => `“${titleOf(one.row)}” against “${titleOf(one.against)}”`),
    ...sentences('Of the factors’ levels', effectsOf(set), inWords),
  ].join(' ');
}

function inWords({ factor, level, against }: FactorEffect): string {
  return `${factor} “${level}” against “${against}”`;
}

/** The row of the highest average precision, but for a ceiling, and what it takes beside the next. */
function bestSentence({ experiment, rows: results }: ResultSet, rows: readonly RowSummary[]): string[] {
  const [best, next] = rows
    .filter(({ name, control }) => !control && name !== experiment.ceiling)
    .sort((a, b) => b.averagePrecision.value - a.averagePrecision.value);
  if (!best) return [];
  const seconds = ({ name }: RowSummary) => mean(costOf(results.find((row) => row.name === name)!).train);
  const reaches = `The highest average precision, but for controls${experiment.ceiling ? ' and the ceiling' : ''}, has “${best.title}”: ${fixed(best.averagePrecision.value, 4)} ${between(best.averagePrecision, 4) ?? ''}`;
  if (!next) return [`${reaches}.`];
  return [
    `${reaches}; it trains for ${duration(seconds(best))} a seed, the next, “${next.title}” (${fixed(next.averagePrecision.value, 4)}), for ${duration(seconds(next))}.`,
  ];
}

function sentences<T extends Compared>(of: string, all: readonly T[], called: (one: T) => string): string[] {
  const told = KINDS.map(({ told }, k) => ({
    told,
    ones: all.filter(({ verdict }) => KINDS.findIndex(({ fits }) => fits(verdict)) === k),
  })).filter(({ ones }) => ones.length > 0);
  return told.map(({ told, ones }, i) => {
    const figures = ({ averagePrecision, auc }: T) =>
      `${signed(averagePrecision.value, 4)} AP, ${signed(auc.value, 4)} AUC`;
    const alone = ({ verdict }: T) => {
      const [only] = /in (?:AUC|AP) alone/.exec(verdict) ?? [];
      const small = /but within/.test(verdict) ? 'by less than matters' : undefined;
      return [only, small]
        .filter(Boolean)
        .map((one) => `, ${one}`)
        .join('');
    };
    const size = ({ averagePrecision: { value } }: T) => Math.abs(value);
    const largest = [...ones].sort((a, b) => size(b) - size(a)).slice(0, TOLD);
    const others = ones.length - largest.length;
    const list = listOf([
      ...largest.map((one) => `${called(one)} (${figures(one)}${alone(one)})`),
      ...(others ? [`${others} more, by less AP (see the tables)`] : []),
    ]);
    return i === 0 ? `${of}, ${told}: ${list}.` : `${told[0].toUpperCase()}${told.slice(1)}: ${list}.`;
  });
}

function duration(seconds: number): string {
  return seconds < 90 ? `${fixed(seconds, seconds < 10 ? 1 : 0)} s` : `${fixed(seconds / 60, 1)} min`;
}
