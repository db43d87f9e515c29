import { type Metrics, TOP_CARDS, TOP_K } from '../evaluation/metrics';
import type { Published, ResultSet } from '../experiment/result';
import { between, fixed, markBest, plusMinus } from './cells';
import type { Grid } from './grid';
import { meanRanks } from './ranks';
import type { ResultTable } from './resultTable';
import { type RowSummary, type Summary, summarise, titleOf } from './summary';

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

/** How well rows rank: means over seeds, ensembles with intervals, mean ranks. */
export function rankingTable(set: ResultSet): ResultTable {
  const summary = summarise(set);
  return { name: 'ranking', title: 'Ranking', grid: rankingGrid(set, summary), notes: rankingNotes(set, summary) };
}

/** What comes of rows' decisions, and how far their probabilities can be believed. */
export function decisionTable(set: ResultSet): ResultTable {
  return {
    name: 'decisions',
    title: 'Decisions and probabilities',
    grid: resultsGrid(summarise(set), DECISIONS),
    notes: decisionNotes(set),
  };
}

/** The main figures alone. */
export function shortGrid(set: ResultSet): Grid {
  const summary = summarise(set);
  return resultsGrid(summary, [...ranking(summary), F1]);
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
    `Rank is the mean rank by average precision over ${meanRanks(set).of}, 1 the best; the majority class has none.`,
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
function rankingGrid(set: ResultSet, summary: Summary): Grid {
  const { rows } = set;
  const grid = withRanks(set, resultsGrid(summary, ranking(summary)));
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

function withRanks(set: ResultSet, grid: Grid): Grid {
  const { rank } = meanRanks(set);
  const nameOf = (title: string) => set.rows.find((row) => titleOf(row) === title)!.name;
  const column = markBest(
    grid.blocks.flat().map(([title]) => ({ value: fixed(rank.get(nameOf(title as string)) ?? Number.NaN, 2) })),
    true,
  );
  let line = 0;
  return {
    header: [...grid.header, 'rank (AP)'],
    align: [...grid.align, 'r'],
    blocks: grid.blocks.map((block) => block.map((cells) => [...cells, column[line++]])),
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

/** The metrics that have an interval over customers. */
function isEstimated(metric: keyof Metrics): metric is 'auc' | 'averagePrecision' {
  return metric === 'auc' || metric === 'averagePrecision';
}
