import { join } from 'node:path';
import { from } from 'arquero';
import { writeAtomically } from '../base/files';
import type { Interval } from '../evaluation/bootstrap';
import { type Metrics, TOP_K } from '../evaluation/metrics';
import type { ResultSet } from '../experiment/result';
import { type Grid, toLatex, toMarkdown, toText } from './grid';
import {
  type Comparison,
  type Estimate,
  metricNames,
  REPLICATES,
  type RowSummary,
  runsTable,
  type Summary,
  summarise,
} from './summary';

/** A column of the results table: its metric and how many digits stand behind the point. */
type Column = readonly [heading: string, metric: keyof Metrics, digits: number];

const RANKING: readonly Column[] = [
  ['AUC', 'auc', 3],
  ['AP', 'averagePrecision', 4],
];
const OVER_ITEMS: readonly Column[] = [
  ['AUC, mean over items', 'macroAuc', 3],
  ['AP, mean over items', 'macroAveragePrecision', 4],
];
const DECISIONS: readonly Column[] = [
  ['precision', 'precision', 3],
  ['recall', 'recall', 3],
  ['F1', 'f1', 3],
  ['MCC', 'mcc', 3],
  ['accuracy', 'accuracy', 3],
  [`P@${TOP_K}`, 'precisionAtK', 3],
  [`R@${TOP_K}`, 'recallAtK', 3],
  ['Brier', 'brier', 4],
  ['ECE', 'ece', 4],
];

/**
 * Writes an experiment's tables: `<name>.md`, `.csv` and `.tex` with the results and the comparisons, and
 * `<name>-runs.csv` with every run's metrics.
 * @returns their paths
 */
export function writeTables(set: ResultSet, folder: string): string[] {
  const summary = summarise(set);
  const files: Record<string, string> = {
    [`${set.experiment.name}.md`]: markdown(set, summary),
    [`${set.experiment.name}.csv`]: csv(summary),
    [`${set.experiment.name}.tex`]: latex(set, summary),
    [`${set.experiment.name}-runs.csv`]: runsTable(set).toCSV(),
  };
  return Object.entries(files).map(([file, text]) => {
    const path = join(folder, file);
    writeAtomically(path, text.endsWith('\n') ? text : `${text}\n`);
    return path;
  });
}

/** The main figures and the comparisons, for the terminal. */
export function formatTable(set: ResultSet): string {
  const summary = summarise(set);
  const columns = [...RANKING, ...(hasItems(summary) ? OVER_ITEMS : []), ['F1', 'f1', 3] as const];
  return [
    caption(set, summary),
    '',
    toText(resultsGrid(summary, columns)),
    '',
    toText(comparisonGrid(set, summary)),
  ].join('\n');
}

/** The main figures and the comparisons in Markdown, for the README. */
export function shortMarkdown(set: ResultSet): string {
  const summary = summarise(set);
  const columns = [...RANKING, ...(hasItems(summary) ? OVER_ITEMS : [])];
  return [
    caption(set, summary),
    toMarkdown(resultsGrid(summary, columns)),
    toMarkdown(comparisonGrid(set, summary)),
  ].join('\n\n');
}

function markdown(set: ResultSet, summary: Summary): string {
  const { experiment, rows } = set;
  const { environment } = rows[0].runs[0].folds[0];
  const seeds = [...new Set(rows.flatMap(({ runs }) => runs.map(({ seed }) => seed)))].sort((a, b) => a - b);
  const engines = [
    ...new Set(rows.flatMap(({ runs }) => runs.flatMap(({ folds }) => folds.map((run) => run.environment.engine)))),
  ];
  return `# ${experiment.title}

${caption(set, summary)}

${toMarkdown(resultsGrid(summary, allColumns(summary)))}

Each figure is the mean ± standard deviation over seeds; rows below the models marked “control” are negative
controls. AP is the average precision, to be read beside the base rate; accuracy beside that of always answering
with the majority. Decisions use the threshold of the highest F1 on validation. P@${TOP_K} and R@${TOP_K} are the
precision and recall of the ${TOP_K} highest scores. “Ensemble” is the mean probability over the seeds, which is
often better than its seeds are; its 95 % intervals come from ${REPLICATES} bootstrap samples of customers.

## What makes a difference

${toMarkdown(comparisonGrid(set, summary))}

Differences are between the ensembles. p (AUC) is DeLong's test with customers as clusters, p (AP)
and the interval come from the bootstrap over customers, p (seeds) is Wilcoxon's signed-rank test over the seeds'
average precisions, which cannot fall below 2^(1 − seeds); each with Holm's correction over all comparisons
(${summary.comparisons.length}). A verdict needs p < 0.05 in one of the first two.

Made by \`${experiment.command}\`; seeds ${seeds.join(', ')}; engine ${engines.join('; ')}; Node ${environment.node}; data
\`${environment.dataFingerprint}\`.
`;
}

function latex(set: ResultSet, summary: Summary): string {
  const { name, title, command } = set.experiment;
  const results = toLatex(
    resultsGrid(summary, allColumns(summary)),
    `${title}. ${caption(set, summary)} Made by ${command}.`,
    `tab:${name}`,
  );
  const comparisons = toLatex(comparisonGrid(set, summary), `${title}: differences.`, `tab:${name}-differences`);
  return `${results}\n\n${comparisons}`;
}

/** Every metric in full precision, one row a model. */
function csv({ rows }: Summary): string {
  return from(
    rows.map(({ name, title, control, seeds, mean, deviation, auc, averagePrecision }) => ({
      row: name,
      title,
      control,
      seeds,
      ...Object.fromEntries(
        metricNames(mean).flatMap((metric) => [
          [`${metric}_mean`, finite(mean[metric])],
          [`${metric}_sd`, finite(deviation[metric])],
        ]),
      ),
      auc_ensemble: auc.value,
      auc_ensemble_low: auc.low,
      auc_ensemble_high: auc.high,
      averagePrecision_ensemble: averagePrecision.value,
      averagePrecision_ensemble_low: averagePrecision.low,
      averagePrecision_ensemble_high: averagePrecision.high,
    })),
  ).toCSV();
}

/** Empty where there is no number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function caption({ experiment, rows, test }: ResultSet, { rows: summaries }: Summary): string {
  const { baseRate, majorityAccuracy } = summaries[0].mean;
  const positives = test.label.reduce((sum, label) => sum + label, 0);
  const seeds = rows[0].runs.length;
  return (
    `${experiment.title}: ${test.label.length.toLocaleString('en')} test examples, ` +
    `${positives.toLocaleString('en')} positive (base rate ${baseRate.toFixed(4)}); ` +
    `majority accuracy ${majorityAccuracy.toFixed(4)}; ${seeds} seed${seeds === 1 ? '' : 's'}.`
  );
}

function hasItems({ rows }: Summary): boolean {
  return Number.isFinite(rows[0].mean.macroAuc);
}

function allColumns(summary: Summary): Column[] {
  return [...RANKING, ...(hasItems(summary) ? OVER_ITEMS : []), ...DECISIONS];
}

function resultsGrid({ rows }: Summary, columns: readonly Column[]): Grid {
  const line = (row: RowSummary) => [
    row.control ? `${row.title} (control)` : row.title,
    ...columns.flatMap(([, metric, digits]) => {
      const cell = plusMinus(row.mean[metric], row.deviation[metric], digits);
      return isEstimated(metric) ? [cell, estimate(row[metric], digits)] : [cell];
    }),
  ];
  const headings = columns.flatMap(([heading, metric]) =>
    isEstimated(metric) ? [heading, `${heading}, ensemble (95 %)`] : [heading],
  );
  return {
    header: ['model', ...headings],
    align: ['l', ...headings.map(() => 'r' as const)],
    blocks: [rows.filter(({ control }) => !control).map(line), rows.filter(({ control }) => control).map(line)],
  };
}

function comparisonGrid({ rows }: ResultSet, { comparisons }: Summary): Grid {
  const title = (name: string) => rows.find((row) => row.name === name)!.title;
  const line = (one: Comparison) => [
    title(one.row),
    title(one.against),
    signed(one.auc, 4),
    pValue(one.aucP),
    signed(one.averagePrecision, 4),
    between(one.averagePrecisionInterval, 4),
    pValue(one.averagePrecisionP),
    pValue(one.seedsP),
    one.verdict,
  ];
  return {
    header: ['is', 'better than', 'Δ AUC', 'p (AUC)', 'Δ AP', '95 %', 'p (AP)', 'p (seeds)', 'verdict'],
    align: ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'r', 'l'],
    blocks: [comparisons.map(line)],
  };
}

/** The metrics that have an interval over customers. */
function isEstimated(metric: keyof Metrics): metric is 'auc' | 'averagePrecision' {
  return metric === 'auc' || metric === 'averagePrecision';
}

function estimate({ value, ...interval }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} (${between(interval, digits)})`;
}

function plusMinus(mean: number, deviation: number, digits: number): string {
  if (!Number.isFinite(mean)) return '–';
  return Number.isFinite(deviation) ? `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}` : mean.toFixed(digits);
}

function between({ low, high }: Interval, digits: number): string {
  return Number.isFinite(low) ? `${fixed(low, digits)} … ${fixed(high, digits)}` : '–';
}

function signed(value: number, digits: number): string {
  return value < 0 ? fixed(value, digits) : `+${fixed(value, digits)}`;
}

function fixed(value: number, digits: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`;
}

function pValue(p: number): string {
  if (!Number.isFinite(p)) return '–';
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}
