import type { ResultSet } from '../../../src/experiment/result';
import { summarise } from '../../../src/report/summary';
import type { RowDecisions } from './decisions';
import { networkOf, REMEDIES, type Remedy } from './rows';

/** Differences of average precision below this share of it count as none. */
const SAME_RANKING = 0.02;
/** Differences of the calibration error below this count as none. */
const SAME_CALIBRATION = 0.005;

const TOLD: readonly Remedy[] = ['smote', 'under'];

/** What SMOTE and undersampling did to the LSTM, in words that the numbers choose. */
export function remediesProse(set: ResultSet, decisions: ReadonlyMap<string, RowDecisions>): string[] {
  const none = decisions.get('lstm-none');
  const rows = new Map(summarise(set).rows.map((row) => [row.name, row]));
  const base = rows.get('lstm-none');
  if (!none || !base) return ['The LSTM without a remedy did not end well, so there is nothing to compare with.'];
  const told = TOLD.flatMap((remedy) => {
    const name = `lstm-${remedy}`;
    const [row, decided] = [rows.get(name), decisions.get(name)];
    const comparison = summarise(set).comparisons.find((one) => one.row === name && one.against === 'lstm-none');
    return row && decided ? [{ title: REMEDIES[remedy].title, row, decided, verdict: comparison?.verdict }] : [];
  });
  if (told.length === 0) return ['No remedy ended well, so there is nothing to compare.'];
  const ap = base.averagePrecision.value;
  const ranking = told.map(({ title, row, verdict }) => {
    const value = row.averagePrecision.value;
    const change =
      Math.abs(value - ap) < SAME_RANKING * ap ? 'left it as it was' : value > ap ? 'raised it' : 'lowered it';
    return `${title} ${change} (AP ${value.toFixed(4)} against ${ap.toFixed(4)}; AUC ${row.auc.value.toFixed(3)} against ${base.auc.value.toFixed(3)}; tested: ${verdict ?? 'not'})`;
  });
  const calibration = told.map(({ title, decided: { asTrained, moved } }) => {
    const change = asTrained.ece - none.asTrained.ece;
    const verb = Math.abs(change) < SAME_CALIBRATION ? 'left it' : change > 0 ? 'raised it to' : 'lowered it to';
    const after = moved.ece - none.moved.ece;
    const left =
      Math.abs(after) < SAME_CALIBRATION
        ? 'no worse and no better than without a remedy'
        : after > 0
          ? 'still worse than without a remedy'
          : 'better than without a remedy';
    return `${title} ${verb} ${verb === 'left it' ? `at ${asTrained.ece.toFixed(4)}` : asTrained.ece.toFixed(4)}, with a mean probability of ${percent(asTrained.meanScore)}; corrected, it is ${moved.ece.toFixed(4)}, ${left}`;
  });
  const flagged = told.map(
    ({ title, decided: { asTrained } }) =>
      `${title} a recall of ${percent(asTrained.recall)} at a precision of ${percent(asTrained.precision)}`,
  );
  return [
    `**Ranking.** A remedy changes how much positives weigh, not what tells them from negatives. The average precision on test: ${ranking.join('; ')}.`,
    `**Calibration.** ${percent(base.mean.baseRate)} of the customers buy. Without a remedy the LSTM’s mean probability is ${percent(none.asTrained.meanScore)} and its calibration error ${none.asTrained.ece.toFixed(4)}. As trained, ${calibration.join('; ')}.`,
    `**Decisions.** At one half, ${flagged.join(', ')}; without a remedy it is ${percent(none.asTrained.recall)} at ${percent(none.asTrained.precision)}. Moving the threshold of the network without a remedy to the one with the best F1 on validation gives ${percent(none.moved.recall)} at ${percent(none.moved.precision)} (F1 ${none.moved.f1.toFixed(3)}; ${told.map(({ title, decided }) => `${title} at one half ${decided.asTrained.f1.toFixed(3)}`).join(', ')}).`,
    ...othersWithoutRemedy(set),
  ];
}

/** Which network ranks best without a remedy. */
function othersWithoutRemedy(set: ResultSet): string[] {
  const rows = summarise(set).rows.filter(({ name }) => networkOf(name)?.remedy === 'none');
  const [best, ...others] = rows.toSorted((a, b) => b.averagePrecision.value - a.averagePrecision.value);
  if (others.length === 0) return [];
  const last = others.at(-1)!;
  return [
    `**Networks.** Without a remedy, ${best.title.replace(/, nothing$/, '')} ranks best on test (AP ${best.averagePrecision.value.toFixed(4)}), ${last.title.replace(/, nothing$/, '')} worst (${last.averagePrecision.value.toFixed(4)}).`,
  ];
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';
}
