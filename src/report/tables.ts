import { join } from 'node:path';
import { from } from 'arquero';
import { writeAtomically } from '../base/files';
import { countPositives } from '../data/examples';
import { MIN_BLOCKS } from '../evaluation/blocks';
import type { Interval } from '../evaluation/bootstrap';
import type { Difference } from '../evaluation/comparison';
import { type Metrics, TOP_CARDS, TOP_K } from '../evaluation/metrics';
import type { Published, ResultSet } from '../experiment/result';
import { fixed, markBest, plusMinus, pValue } from './cells';
import { daysTable, dayTables } from './dayTables';
import { gapTables } from './gap';
import { type Figure, type Grid, LATEX_HEAD, toLatex, toMarkdown, toText } from './grid';
import type { ResultTable } from './resultTable';
import { seenTables } from './seenTables';
import {
  blocksOf,
  type Estimate,
  MARGINS,
  overSeeds,
  type RowComparison,
  type RowSummary,
  runsTable,
  type Summary,
  summarise,
} from './summary';

/** A column of the results table. */
interface Column {
  readonly heading: string;
  readonly metric: keyof Metrics;
  /** Digits behind the point. */
  readonly digits: number;
  readonly lowerIsBetter?: boolean;
}

const RANKING: readonly Column[] = [
  { heading: 'AUC', metric: 'auc', digits: 3 },
  { heading: 'AP', metric: 'averagePrecision', digits: 4 },
];
const OVER_ITEMS: readonly Column[] = [
  { heading: 'AUC, items', metric: 'macroAuc', digits: 3 },
  { heading: 'AP, items', metric: 'macroAveragePrecision', digits: 4 },
];
const OVER_CARDS: Column = { heading: `CP@${TOP_CARDS}`, metric: 'cardPrecisionAtK', digits: 3 };
const F1: Column = { heading: 'F1', metric: 'f1', digits: 3 };
const DECISIONS: readonly Column[] = [
  { heading: 'precision', metric: 'precision', digits: 3 },
  { heading: 'recall', metric: 'recall', digits: 3 },
  F1,
  { heading: 'MCC', metric: 'mcc', digits: 3 },
  { heading: 'accuracy', metric: 'accuracy', digits: 3 },
  { heading: `P@${TOP_K}`, metric: 'precisionAtK', digits: 3 },
  { heading: `R@${TOP_K}`, metric: 'recallAtK', digits: 3 },
  { heading: 'Brier', metric: 'brier', digits: 4, lowerIsBetter: true },
  { heading: 'ECE', metric: 'ece', digits: 4, lowerIsBetter: true },
];

/**
 * Writes an experiment's tables: `<name>.md`, `.csv` and `.tex` with the results and the comparisons, and
 * `<name>-runs.csv` with every run's metrics; where the task asks about events, `<name>-days.csv` with every day's.
 * @returns their paths
 */
export function writeTables(set: ResultSet, folder: string): string[] {
  const summary = summarise(set);
  const files: Record<string, string> = {
    [`${set.experiment.name}.md`]: markdown(set),
    [`${set.experiment.name}.csv`]: csv(set, summary),
    [`${set.experiment.name}.tex`]: latex(set),
    [`${set.experiment.name}-runs.csv`]: runsTable(set).toCSV(),
  };
  const days = daysTable(set);
  if (days) files[`${set.experiment.name}-days.csv`] = days.toCSV();
  return Object.entries(files).map(([file, text]) => {
    const path = join(folder, file);
    writeAtomically(path, text.endsWith('\n') ? text : `${text}\n`);
    return path;
  });
}

/** The main figures and the comparisons, for the terminal. */
export function formatTable(set: ResultSet): string {
  const summary = summarise(set);
  return [
    `${set.experiment.title}: ${setting(set)}`,
    '',
    toText(resultsGrid(summary, [...ranking(summary), F1])),
    ...(summary.comparisons.length ? ['', toText(comparisonGrid(set, summary))] : []),
    ...leftOut(set).flatMap((line) => ['', line]),
  ].join('\n');
}

/** The main figures and the comparisons in Markdown, for the README. */
export function shortMarkdown(set: ResultSet): string {
  const summary = summarise(set);
  return [
    `${set.experiment.title}: ${setting(set)}`,
    toMarkdown(rankingGrid(set, summary)),
    ...(summary.comparisons.length ? [toMarkdown(comparisonGrid(set, summary))] : []),
    ...leftOut(set),
  ].join('\n\n');
}

/**
 * The tables of an experiment: ranking, decisions and probabilities, how near rows come to the ceiling where there is one,
 * the comparisons if there are any, what rows do on those whom training had not seen, and what they do day by day where the
 * task asks about events.
 */
export function resultTables(set: ResultSet): ResultTable[] {
  const summary = summarise(set);
  const ranked: ResultTable = {
    name: 'ranking',
    title: 'Ranking',
    grid: rankingGrid(set, summary),
    notes: rankingNotes(set, summary),
  };
  const decided: ResultTable = {
    name: 'decisions',
    title: 'Decisions and probabilities',
    grid: resultsGrid(summary, DECISIONS),
    notes: decisionNotes(set),
  };
  const days = dayTables(set);
  const gap = gapTables(set, summary);
  const seen = seenTables(set);
  if (summary.comparisons.length === 0) return [ranked, decided, ...gap, ...seen, ...days];
  const compared: ResultTable = {
    name: 'differences',
    title: 'What makes a difference',
    grid: comparisonGrid(set, summary),
    notes: comparisonNotes(set, summary),
  };
  return [ranked, decided, ...gap, compared, ...seen, ...days];
}

function markdown(set: ResultSet): string {
  return [
    `# ${set.experiment.title}`,
    setting(set),
    ...leftOut(set),
    ...resultTables(set).flatMap(({ title, grid, notes }) => [`## ${title}`, toMarkdown(grid), notes.join(' ')]),
    origin(set),
  ].join('\n\n');
}

/** Three tables that fit a page: ranking, decisions, comparisons. */
function latex(set: ResultSet): string {
  const { name, title } = set.experiment;
  const about: Readonly<Record<ResultTable['name'], string>> = {
    ranking: 'ranking.',
    decisions: 'decisions and probabilities.',
    gap: 'the gap to the ceiling.',
    controls: 'what the controls take off.',
    differences: 'differences.',
    seen: 'seen in training, and not.',
    days: 'day by day.',
    alerts: 'what the alerts find.',
    'day-differences': 'differences day by day.',
  };
  const tables = resultTables(set);
  const made = origin(set).replaceAll('`', '');
  return [
    LATEX_HEAD,
    ...tables.map(({ name: what, grid, notes }, t) => {
      const before = t === 0 ? [setting(set), ...leftOut(set)] : [];
      const after = t === tables.length - 1 ? [made] : [];
      return toLatex(grid, {
        caption: `${title}: ${about[what]}`,
        label: `tab:${name}-${what}`,
        notes: [[...before, ...notes, ...after].join(' ')],
      });
    }),
  ].join('\n\n');
}

/** Every metric in full precision, one row a model. */
function csv(set: ResultSet, { rows }: Summary): string {
  const estimates = from(
    rows.map(({ name, title, control, seeds, auc, averagePrecision }) => ({
      row: name,
      title,
      control,
      seeds,
      ...flatEstimate('auc', auc),
      ...flatEstimate('averagePrecision', averagePrecision),
    })),
  );
  const metrics = overSeeds(set).groupby('row').pivot('metric', ['mean', 'std'], { sort: false });
  const suffixed = metrics
    .columnNames()
    .map((name): [string, string] => [name, name.replace(/^(mean|std)_(.*)/, '$2_$1')]);
  return estimates.join(metrics.rename(Object.fromEntries(suffixed)), 'row').toCSV();
}

/** Empty where there is no number. */
function flatEstimate(metric: string, { value, low, high }: Estimate) {
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  return {
    [`${metric}_ensemble`]: finite(value),
    [`${metric}_ensemble_low`]: finite(low),
    [`${metric}_ensemble_high`]: finite(high),
  };
}

/** What the models are judged on, in a sentence. */
export function setting(set: ResultSet): string {
  const { rows, test, folds } = set;
  const { baseRate, majorityAccuracy } = summarise(set).rows[0].mean;
  const positives = countPositives(test.label);
  const seeds = rows[0].runs.length;
  const over = folds.length > 1 ? ` over ${folds.length} folds` : '';
  return (
    `${test.label.length.toLocaleString('en')} test examples${over}, ` +
    `${positives.toLocaleString('en')} positive (base rate ${baseRate.toFixed(4)}); ` +
    `majority accuracy ${majorityAccuracy.toFixed(4)}; ${seeds} seed${seeds === 1 ? '' : 's'}.`
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

function rankingNotes(set: ResultSet, summary: Summary): string[] {
  const { source } = set.experiment;
  return [
    'Figures are means ± standard deviations over seeds; the best of each column is bold. Rows marked “control” are negative controls.',
    'AP is the average precision, to be read beside the base rate, which is that of a constant.',
    `“Ensemble” is the mean probability over the seeds, which is often better than its seeds are; its intervals come from ${summary.replicates.toLocaleString('en')} bootstrap samples of customers.`,
    ...(hasItems(summary) ? ['“Items” are means over the items with both classes.'] : []),
    ...(hasCards(summary)
      ? [
          `CP@${TOP_CARDS} is the share of customers with a positive event among the ${TOP_CARDS} riskiest of each day, those found on earlier days left out, averaged over days.`,
        ]
      : []),
    ...(set.rows.some(({ published }) => published) && source ? [`Published figures: ${source}.`] : []),
    ...aboveCeiling(set, summary),
  ];
}

/** Whoever beats what nothing can beat was lucky: one sentence for each metric in which a row does, or none. */
function aboveCeiling({ experiment }: ResultSet, summary: Summary): string[] {
  const ceiling = summary.rows.find(({ name }) => name === experiment.ceiling);
  if (!ceiling) return [];
  return ranking(summary).flatMap(({ heading, metric, digits }) => {
    const above = summary.rows.filter(
      ({ mean }) => Number(fixed(mean[metric], digits)) > Number(fixed(ceiling.mean[metric], digits)),
    );
    if (above.length === 0) return [];
    const titles = above.map(({ title }) => `“${title}”`).join(', ');
    return `In ${heading}, ${titles} ${above.length > 1 ? 'lie' : 'lies'} above “${ceiling.title}”: on these test examples by luck, for the ceiling is the best there is on average.`;
  });
}

function decisionNotes({ rows }: ResultSet): string[] {
  const others = rows.flatMap(({ title, runs }) => {
    const { name, ...options } = runs[0].folds[0].configuration.threshold;
    const told = Object.entries(options).map(([option, value]) => `${option} ${value}`);
    return name === 'f1' ? [] : `${title}: ${[name, ...told].join(', ')}`;
  });
  return [
    'Examples are flagged from the threshold on that has the highest F1 on validation among those that do better than chance; where none does, all get the majority’s decision.',
    ...(others.length ? [`Other rules of the threshold, on validation as well: ${others.join('; ')}.`] : []),
    'Accuracy is to be read beside that of the majority.',
    `P@${TOP_K} and R@${TOP_K} are the precision and recall of the ${TOP_K} highest scores, ties sharing.`,
    'ECE is the expected calibration error over 15 bins of equal size. A dash stands where nothing is defined, as the precision of nobody flagged.',
  ];
}

function comparisonNotes(set: ResultSet, { comparisons, replicates }: Summary): string[] {
  const { of } = blocksOf(set);
  const undefinedFor = (test: string, p: (one: RowComparison) => { readonly reason?: string }) =>
    [...new Set(comparisons.flatMap((one) => p(one).reason ?? []))].map((reason) => `${test} is undefined: ${reason}.`);
  const methods = new Set(comparisons.flatMap(({ blocks }) => blocks.method ?? []));
  return [
    'Differences are between the ensembles. p (AUC) is DeLong’s test with customers as clusters; p (AP) and the 95 % intervals come from ' +
      `${replicates.toLocaleString('en')} bootstrap samples of customers; p (blocks), for ${MIN_BLOCKS} ${of} or more, is Wilcoxon’s signed-rank test${methods.size ? ` (${[...methods].join(', ')})` : ''} over the ${of}’ average precisions.`,
    `All have Holm’s correction over ${comparisons.length} comparisons. “Better” and “worse” take p < 0.05 in one of the first two.`,
    `“Within” takes two one-sided bootstrap tests at 5 % that the difference is smaller than ±${MARGINS.auc} AUC, or than ±${100 * MARGINS.averagePrecision} % of the second row’s AP; “no difference shown” alone does not mean that there is none.`,
    ...undefinedFor('p (AUC)', ({ auc }) => auc),
    ...undefinedFor('p (AP)', ({ averagePrecision }) => averagePrecision),
  ];
}

function hasItems({ rows }: Summary): boolean {
  return rows.some(({ mean }) => Number.isFinite(mean.macroAuc));
}

function hasCards({ rows }: Summary): boolean {
  return rows.some(({ mean }) => Number.isFinite(mean.cardPrecisionAtK));
}

function ranking(summary: Summary): Column[] {
  return [...RANKING, ...(hasItems(summary) ? OVER_ITEMS : []), ...(hasCards(summary) ? [OVER_CARDS] : [])];
}

/** The ranking with what others published, where they did. */
function rankingGrid({ rows }: ResultSet, summary: Summary): Grid {
  const grid = resultsGrid(summary, ranking(summary));
  if (!rows.some(({ published }) => published)) return grid;
  const columns = ranking(summary).filter(({ metric }) => isPublished(metric));
  const column = (title: string) => {
    const published = rows.find((row) => titleOf(row) === title)?.published;
    return published
      ? columns.map(({ metric }) => fixed(published[metric as keyof Published] ?? Number.NaN, 3)).join(' / ')
      : '';
  };
  return {
    header: [...grid.header, `published ${columns.map(({ heading }) => heading).join(' / ')}`],
    align: [...grid.align, 'r'],
    blocks: grid.blocks.map((block) => block.map((line) => [...line, column(line[0] as string)])),
  };
}

function isPublished(metric: keyof Metrics): boolean {
  return metric === 'auc' || metric === 'averagePrecision' || metric === 'cardPrecisionAtK';
}

function resultsGrid({ rows }: Summary, columns: readonly Column[]): Grid {
  const filled = columns.flatMap(({ heading, metric, digits, lowerIsBetter = false }) => {
    const over = (value: (row: RowSummary) => number, spread: (row: RowSummary) => string | undefined) =>
      markBest(
        rows.map((row) => ({ value: fixed(value(row), digits), spread: spread(row) })),
        lowerIsBetter,
      );
    const seeds = {
      heading,
      figures: over(
        (row) => row.mean[metric],
        (row) => plusMinus(row.std[metric], digits),
      ),
    };
    if (!isEstimated(metric)) return [seeds];
    const ensemble = {
      heading: `${heading}, ensemble [95\u00a0%]`,
      figures: over(
        (row) => row[metric].value,
        (row) => between(row[metric], digits),
      ),
    };
    return [seeds, ensemble];
  });
  const block = (controls: boolean) =>
    rows.flatMap(({ title, control }, r) =>
      control === controls ? [[titleOf({ title, control }), ...filled.map(({ figures }) => figures[r])]] : [],
    );
  return {
    header: ['model', ...filled.map(({ heading }) => heading)],
    align: ['l', ...filled.map(() => 'r' as const)],
    blocks: [block(false), block(true)],
  };
}

function comparisonGrid({ rows }: ResultSet, { comparisons }: Summary): Grid {
  const title = (name: string) => rows.find((row) => row.name === name)!.title;
  const blocks = comparisons.some(({ blocks: { p } }) => Number.isFinite(p));
  const line = (one: RowComparison) => [
    `${title(one.row)} against ${title(one.against)}`,
    difference(one.auc),
    pValue(one.auc.p),
    difference(one.averagePrecision),
    pValue(one.averagePrecision.p, one.averagePrecision.floor),
    ...(blocks ? [pValue(one.blocks.p)] : []),
    one.verdict,
  ];
  const figures = [
    'Δ\u00a0AUC [95\u00a0%]',
    'p (AUC)',
    'Δ\u00a0AP [95\u00a0%]',
    'p (AP)',
    ...(blocks ? ['p (blocks)'] : []),
  ];
  return {
    header: ['comparison', ...figures, 'verdict'],
    align: ['l', ...figures.map(() => 'r' as const), 'l'],
    blocks: [comparisons.map(line)],
  };
}

function titleOf({ title, control }: { readonly title: string; readonly control: boolean }): string {
  return control ? `${title} (control)` : title;
}

/** The metrics that have an interval over customers. */
function isEstimated(metric: keyof Metrics): metric is 'auc' | 'averagePrecision' {
  return metric === 'auc' || metric === 'averagePrecision';
}

function difference({ value, interval }: Difference): Figure {
  return { value: value > 0 ? `+${fixed(value, 4)}` : fixed(value, 4), spread: between(interval, 4) };
}

function between({ low, high }: Interval, digits: number): string | undefined {
  return Number.isFinite(low) ? `[${fixed(low, digits)}, ${fixed(high, digits)}]` : undefined;
}
