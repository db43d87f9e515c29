import { countPositives } from '../data/examples';
import type { ResultSet } from '../experiment/result';
import { summarise } from './summary';

/** What the models are judged on, in a sentence. */
export function setting(set: ResultSet): string {
  const { rows, test, folds } = set;
  const { baseRate, majorityAccuracy } = summarise(set).rows[0].mean;
  const positives = countPositives(test.label);
  const runs = rows.map((row) => row.runs.length);
  const [fewest, most] = [Math.min(...runs), Math.max(...runs)];
  const over = folds.length > 1 ? ` over ${folds.length} folds` : '';
  return (
    `${test.label.length.toLocaleString('en')} test examples${over}, ` +
    `${positives.toLocaleString('en')} positive (base rate ${baseRate.toFixed(4)}); ` +
    `majority accuracy ${majorityAccuracy.toFixed(4)}; ${fewest < most ? `${fewest} to ` : ''}${most} seed${most === 1 ? '' : 's'}.`
  );
}

/** Which rows are missing, and why: one sentence, or none. */
export function leftOut({ failed }: ResultSet): string[] {
  if (failed.length === 0) return [];
  return [`Left out, for trials failed: ${failed.map(({ title, failure }) => `${title} (${failure})`).join('; ')}.`];
}

/** What the figures were made by and from. */
export function origin({ experiment, rows, folds }: ResultSet): string {
  const pooled = rows.flatMap((row) => row.runs);
  const runs = pooled.flatMap((run) => run.folds);
  const seeds = [...new Set(pooled.map(({ seed }) => seed))].sort((a, b) => a - b);
  const engines = [...new Set(runs.map(({ environment }) => environment.engine))];
  const { node, dataFingerprint } = runs[0].environment;
  const over = folds.length > 1 ? `; folds ${folds.join(', ')}` : '';
  return `Made by \`${experiment.command}\`; seeds ${seeds.join(', ')}${over}; engine ${engines.join('; ')}; Node ${node}; data \`${dataFingerprint}\`.`;
}
