import { mean } from '../evaluation/ranking';
import type { PooledRun, ResultRow, ResultSet, RunResult } from '../experiment/result';
import { fixed, plusMinus } from './cells';
import type { ResultTable } from './resultTable';
import { std } from './spread';
import { titleOf } from './summary';

/** What a row takes; NaN where it is not known. */
export interface Cost {
  /** Seconds of training and of prediction for one seed, over all folds; of each seed. */
  readonly train: readonly number[];
  readonly predict: readonly number[];
  /** The least memory, in MB, that a process ended one of its trials with. */
  readonly memory: number;
  /** Weights of a network or of a logistic regression, e.g. `12,345`; `312 trees`. */
  readonly size: string;
}

/** What a row takes to train and to ask; a stack takes what its members take. */
export function costOf({ runs }: ResultRow): Cost {
  const trials = runs.map(({ folds, members = [] }) => [...folds, ...members]);
  const seconds = (of: 'train' | 'predict') => trials.map((all) => all.reduce((sum, run) => sum + run.seconds[of], 0));
  return {
    train: seconds('train'),
    predict: seconds('predict'),
    memory: Math.min(...runs.map(memoryOf)),
    size: sizeOf(runs[0]),
  };
}

/** What every row costs. */
export function costTable({ rows, folds }: ResultSet): ResultTable {
  const line = (row: ResultRow) => {
    const { train, predict, memory, size } = costOf(row);
    return [
      titleOf(row),
      { value: secondsOf(mean(train)), spread: plusMinus(std(train), mean(train) < 10 ? 2 : 0) },
      secondsOf(mean(predict)),
      fixed(memory, 0),
      size,
    ];
  };
  const block = (controls: boolean) => rows.filter(({ control }) => control === controls).map(line);
  return {
    name: 'cost',
    title: 'Cost',
    grid: {
      header: ['model', 'training, s', 'prediction, s', 'memory, MB', 'size'],
      align: ['l', 'r', 'r', 'r', 'r'],
      blocks: [block(false), block(true)],
    },
    notes: [
      `Seconds are those of one seed${folds.length > 1 ? ` over all ${folds.length} folds` : ''}, on one thread of the machine that ran it; a stack takes those of its members too. What several rows share, such as node2vec, counts for the row that computed it first.`,
      'Memory is the least that a process had reached at the end of one of the row’s trials, so the row needs no more. Size is the number of weights, or of trees.',
    ],
  };
}

/** Seconds, with as many digits as tell something. */
function secondsOf(value: number): string {
  return fixed(value, value < 10 ? 2 : 0);
}

/** A trial's members were trained before it, maybe by other processes: it needs the most that one of them does. */
function memoryOf({ folds, members = [] }: PooledRun): number {
  const least = (runs: readonly RunResult[]) => Math.min(...runs.map(({ environment }) => environment.peakMemoryMB));
  const models = new Set(members.map(({ configuration }) => JSON.stringify(configuration.model)));
  const ofMembers = [...models].map((model) =>
    least(members.filter(({ configuration }) => JSON.stringify(configuration.model) === model)),
  );
  return Math.max(...(models.size ? ofMembers : [least(folds)]));
}

/** Of the first fold's trial: others have as many weights, and about as many trees. */
function sizeOf({ folds, members = [] }: PooledRun): string {
  const [{ configuration }] = folds;
  const trials = members.length ? members.filter((one) => one.configuration.fold === configuration.fold) : [folds[0]];
  const counts = trials.map(({ diagnostics }) => countOf(diagnostics));
  if (counts.some((count) => count === undefined)) return '–';
  const total = (kind: 'weights' | 'trees') => counts.reduce((sum, count) => sum + (count![kind] ?? 0), 0);
  const [weights, trees] = [total('weights'), total('trees')];
  return [
    ...(weights || !trees ? [weights.toLocaleString('en')] : []),
    ...(trees ? [`${trees.toLocaleString('en')} trees`] : []),
  ].join(' + ');
}

function countOf(diagnostics: RunResult['diagnostics']): { weights?: number; trees?: number } | undefined {
  const { parameters, trees, coefficients, members } = diagnostics;
  if (typeof parameters === 'number') return { weights: parameters };
  if (typeof trees === 'number') return { trees };
  if (coefficients && typeof coefficients === 'object') return { weights: 1 + Object.keys(coefficients).length };
  if (!Array.isArray(members)) return undefined;
  const counts = members.map((one) => countOf(one as RunResult['diagnostics']));
  if (counts.some((count) => count === undefined)) return undefined;
  const total = (kind: 'weights' | 'trees') => counts.reduce((sum, count) => sum + (count![kind] ?? 0), 0);
  return { weights: total('weights'), trees: total('trees') };
}
