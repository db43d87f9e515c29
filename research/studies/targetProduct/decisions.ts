import { expectedCalibrationError } from '../../../src/evaluation/probability';
import { averagePrecision, mean } from '../../../src/evaluation/ranking';
import { bestF1Threshold, type Confusion, confusion, decisionMetrics } from '../../../src/evaluation/threshold';
import { openData } from '../../../src/experiment/data';
import type { ResultRow, ResultSet, RunResult } from '../../../src/experiment/result';
import { correctPrior } from '../../../src/imbalance/prior';

/** What one way of deciding makes of a row: means over its seeds. */
export interface Decided extends ReturnType<typeof decisionMetrics> {
  /** Of the first seed. */
  readonly confusion: Confusion;
  /** Of the probabilities that the decisions were made from: expected calibration error, and mean. */
  readonly ece: number;
  readonly meanScore: number;
}

/** A row's decisions and probabilities. */
export interface RowDecisions {
  /** At a half, of the probabilities that training left, before the correction of the class balance. */
  readonly asTrained: Decided;
  /** From the validation threshold with the highest F1 on, of corrected probabilities: the moving of the threshold. */
  readonly moved: Decided;
  /** Average precision on validation, which chooses rows. */
  readonly validation: number;
}

/** Decides for every row of an experiment on one fold. */
export async function decisionsOf(set: ResultSet): Promise<Map<string, RowDecisions>> {
  const found = new Map<string, RowDecisions>();
  for (const row of set.rows) found.set(row.name, await decide(row, set.test.label));
  return found;
}

/** The row with its probabilities as training left them; undefined where training left the class balance as it was. */
export function withBalanceAsTrained(row: ResultRow): ResultRow | undefined {
  if (row.runs.every(({ folds: [fold] }) => shiftOf(fold) === 0)) return undefined;
  const runs = row.runs.map((run) => ({ ...run, score: correctPrior(run.score.slice(), shiftOf(run.folds[0])) }));
  return { ...row, title: `${row.title}, as trained`, runs };
}

/** What the learner took off the log-odds, for its loss or its resampling had changed the class balance. */
function shiftOf({ diagnostics }: RunResult): number {
  return Number(diagnostics.logitShift ?? 0);
}

async function decide({ runs }: ResultRow, label: Uint8Array): Promise<RowDecisions> {
  const { validation } = await openData(runs[0].folds[0].configuration);
  const seeds = runs.map(({ score, folds: [fold] }) => {
    const asTrained = correctPrior(score.slice(), shiftOf(fold));
    const watched = fold.scores.validation;
    return {
      asTrained: decidedAt(asTrained, label, 0.5),
      moved: decidedAt(score, label, bestF1Threshold(watched, validation.label)),
      validation: averagePrecision(watched, validation.label),
    };
  });
  return {
    asTrained: meanOf(seeds.map((seed) => seed.asTrained)),
    moved: meanOf(seeds.map((seed) => seed.moved)),
    validation: mean(seeds.map((seed) => seed.validation)),
  };
}

function decidedAt(score: Float32Array, label: Uint8Array, threshold: number): Decided {
  const counts = confusion(score, label, threshold);
  return {
    ...decisionMetrics(counts),
    confusion: counts,
    ece: expectedCalibrationError(score, label),
    meanScore: mean(score),
  };
}

function meanOf(seeds: readonly Decided[]): Decided {
  const over = (metric: 'precision' | 'recall' | 'f1' | 'mcc' | 'accuracy' | 'ece' | 'meanScore') =>
    mean(seeds.map((seed) => seed[metric]));
  return {
    precision: over('precision'),
    recall: over('recall'),
    f1: over('f1'),
    mcc: over('mcc'),
    accuracy: over('accuracy'),
    ece: over('ece'),
    meanScore: over('meanScore'),
    confusion: seeds[0].confusion,
  };
}
