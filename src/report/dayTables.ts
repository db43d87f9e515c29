import { type ColumnTable, from } from 'arquero';
import { DAY, formatDay } from '../base/time';
import { MIN_BLOCKS } from '../evaluation/blocks';
import { TOP_CARDS } from '../evaluation/metrics';
import { mean } from '../evaluation/ranking';
import type { ResultSet } from '../experiment/result';
import { fixed, markBest, plusMinus, pValue } from './cells';
import { DAILY, type DailyMetric, type DailySummary, type Found, kindsOfPositives, summariseDays } from './days';
import type { Figure, Grid } from './grid';
import type { ResultTable } from './resultTable';
import { std } from './spread';

const HEADINGS: Readonly<Record<DailyMetric, string>> = {
  auc: 'AUC',
  averagePrecision: 'AP',
  cardPrecision: `CP@${TOP_CARDS}`,
};

/** What rows do day by day, and what they find; nothing where the task does not ask about events. */
export function dayTables(set: ResultSet): ResultTable[] {
  const summary = summariseDays(set);
  if (!summary) return [];
  return [
    {
      name: 'days',
      title: 'Day by day',
      grid: daysGrid(set, summary),
      notes: [
        `Means ± standard deviations over ${summary.days.length} days of what a row reaches on each, itself a mean over seeds. AUC and AP of a day are among that day’s events alone.`,
      ],
    },
    {
      name: 'alerts',
      title: `What ${TOP_CARDS} cards a day find`,
      grid: recallGrid(set, summary),
      notes: [
        `The share of positive events whose customer is among the ${TOP_CARDS} riskiest of the day, or was found on an earlier day of the fold.`,
        ...(set.test.kinds
          ? [`The ${set.test.kinds.name} of an event is known to the simulator alone; no model reads it.`]
          : []),
      ],
    },
    ...(summary.comparisons.length ? [comparisons(set, summary)] : []),
  ];
}

/** Every day's figures of every row, one line a row and day; undefined where the task does not ask about events. */
export function daysTable(set: ResultSet): ColumnTable | undefined {
  const summary = summariseDays(set);
  return (
    summary &&
    from(
      summary.rows.flatMap(({ name, daily }) =>
        daily.auc.map((auc, day) => ({
          row: name,
          day: formatDay(DAY * summary.days[day]),
          auc,
          averagePrecision: daily.averagePrecision[day],
          cardPrecision: daily.cardPrecision[day],
        })),
      ),
    )
  );
}

function daysGrid(set: ResultSet, { rows }: DailySummary): Grid {
  return grid(
    set,
    DAILY.map((metric) => ({
      heading: HEADINGS[metric],
      figures: rows.map(({ daily }) => ({
        value: fixed(mean(daily[metric]), metric === 'averagePrecision' ? 4 : 3),
        spread: plusMinus(std(daily[metric]), 3),
      })),
    })),
  );
}

function recallGrid(set: ResultSet, { rows }: DailySummary): Grid {
  const share = (heading: string, of: (found: Found) => number) => ({
    heading,
    of,
    figures: rows.map((row) => ({ value: fixed(of(row), 3) })),
  });
  const columns = [
    share('all', ({ recall }) => recall),
    ...kindsOfPositives(set.test).map((kind) =>
      share(set.test.kinds!.names[kind], ({ recallByKind }) => recallByKind[kind]),
    ),
  ];
  const table = grid(set, columns);
  const titleOf = (name: string) => set.rows.find((row) => row.name === name)!.title;
  const branches = rows.flatMap((row) =>
    row.branches.map((branch) => [
      `${titleOf(row.name)}, branch ${branch.name} alone`,
      ...columns.map(({ of }) => fixed(of(branch), 3)),
    ]),
  );
  return { ...table, blocks: [...table.blocks, branches] };
}

function comparisons({ rows, folds }: ResultSet, { comparisons, days }: DailySummary): ResultTable {
  const title = (name: string) => rows.find((row) => row.name === name)!.title;
  const undefinedFor = [
    ...new Set(comparisons.flatMap(({ tests }) => DAILY.flatMap((one) => tests[one].reason ?? []))),
  ];
  return {
    name: 'day-differences',
    title: 'Differences day by day',
    grid: {
      header: ['comparison', ...DAILY.map((metric) => `p (${HEADINGS[metric]})`), 'folds won (AP)'],
      align: ['l', ...DAILY.map(() => 'r' as const), 'r'],
      blocks: [
        comparisons.map(({ row, against, tests, foldsWon }) => [
          `${title(row)} against ${title(against)}`,
          ...DAILY.map((metric) => pValue(tests[metric].p)),
          `${foldsWon} of ${folds.length}`,
        ]),
      ],
    },
    notes: [
      `p is Wilcoxon’s signed-rank test over ${days.length} days, with Holm’s correction over ${comparisons.length} comparisons; days of one fold share their models. ${
        folds.length < MIN_BLOCKS
          ? `${folds.length} folds are too few for a test of their own, so those that the first row wins are counted.`
          : ''
      }`.trim(),
      ...undefinedFor.map((reason) => `A dash: ${reason}.`),
    ],
  };
}

function grid({ rows }: ResultSet, columns: readonly { heading: string; figures: readonly Figure[] }[]): Grid {
  const marked = columns.map(({ figures }) => markBest(figures, false));
  const block = (controls: boolean) =>
    rows.flatMap(({ title, control }, r) =>
      control === controls ? [[control ? `${title} (control)` : title, ...marked.map((figures) => figures[r])]] : [],
    );
  return {
    header: ['model', ...columns.map(({ heading }) => heading)],
    align: ['l', ...columns.map(() => 'r' as const)],
    blocks: [block(false), block(true)],
  };
}
