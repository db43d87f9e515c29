import { type Interval, interval } from '../evaluation/bootstrap';
import { conclude } from '../evaluation/claim';
import type { ResultSet } from '../experiment/result';
import { type NamedClaim, namedClaims, type RowSummary, summarise } from './summary';

/** An experiment's candidate of the highest average precision beside its best baseline. */
export interface ClaimLine extends NamedClaim {
  readonly task: string;
  readonly title: string;
  readonly candidate: RowSummary;
  readonly best: RowSummary;
  /** The difference as a share of what the best baseline reaches, with its 95 % bootstrap interval over customers. */
  readonly share: Interval & { readonly value: number };
}

/**
 * One line an experiment. p-values have Holm's correction over all candidates of all experiments, so the number of
 * experiments in which one beats the best baseline is itself no matter of luck (at 5 %, for all of them together), and
 * that the line shows the best candidate takes nothing from its p-value.
 */
export function claimLines(sets: readonly ResultSet[]): ClaimLine[] {
  const families = sets.map((set) => summarise(set).claimTests);
  const concluded = conclude(families.flat());
  return sets.map((set, s) => {
    const start = families.slice(0, s).reduce((sum, { length }) => sum + length, 0);
    const { rows } = summarise(set);
    const rowOf = (name: string) => rows.find((row) => row.name === name)!;
    const own = namedClaims(set.experiment, concluded.slice(start, start + families[s].length));
    const claim = own.reduce((most, one) => (one.averagePrecision.value > most.averagePrecision.value ? one : most));
    const [candidate, best] = [rowOf(claim.row), rowOf(claim.against)];
    const reference = best.samples.averagePrecision;
    const shares = candidate.samples.averagePrecision.map((value, i) => value / reference[i] - 1);
    return {
      ...claim,
      task: set.experiment.name,
      title: set.experiment.title,
      candidate,
      best,
      share: { value: claim.averagePrecision.value / best.averagePrecision.value, ...interval(shares) },
    };
  });
}
