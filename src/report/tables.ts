import { join } from 'node:path';
import { writeAtomically } from '../base/files';
import type { ResultSet } from '../experiment/result';
import { claimTable } from './claimTable';
import { comparisonGrid, comparisonTable } from './comparisonTable';
import { conclusions } from './conclusions';
import { costTable } from './costTable';
import { differencesTable, effectsTable, rowsTable } from './csvTables';
import { daysTable, dayTables } from './dayTables';
import { effectTable } from './effectTable';
import { gapTables } from './gap';
import { LATEX_HEAD, toLatex, toMarkdown, toText } from './grid';
import { leftOut, origin, setting } from './provenance';
import { decisionTable, rankingTable, shortGrid } from './rankingTables';
import type { ResultTable, TableName } from './resultTable';
import { seenTables } from './seenTables';
import { runsTable, summarise } from './summary';

/**
 * Writes an experiment's tables: `<name>.md` and `.tex` with everything that is to be read, and as CSV, unrounded,
 * `<name>.csv` with a line a row, `<name>-runs.csv` with every run's metrics, and where there are any
 * `<name>-differences.csv` with comparisons and claims, `<name>-effects.csv` with factors' effects and
 * `<name>-days.csv` with every day's metrics.
 * @returns their paths
 */
export function writeTables(set: ResultSet, folder: string): string[] {
  const files: Readonly<Record<string, string | undefined>> = {
    '.md': markdown(set),
    '.csv': rowsTable(set).toCSV(),
    '.tex': latex(set),
    '-runs.csv': runsTable(set).toCSV(),
    '-differences.csv': differencesTable(set)?.toCSV(),
    '-effects.csv': effectsTable(set)?.toCSV(),
    '-days.csv': daysTable(set)?.toCSV(),
  };
  return Object.entries(files).flatMap(([ending, text]) => {
    if (text === undefined) return [];
    const path = join(folder, `${set.experiment.name}${ending}`);
    writeAtomically(path, text.endsWith('\n') ? text : `${text}\n`);
    return [path];
  });
}

/** The main figures and the comparisons, for the terminal. */
export function formatTable(set: ResultSet): string {
  const compared = [claimTable(set)?.grid, comparisonTable(set)?.grid, effectTable(set)?.grid];
  return [
    `${set.experiment.title}: ${setting(set)}`,
    '',
    toText(shortGrid(set)),
    ...compared.flatMap((grid) => (grid ? ['', toText(grid)] : [])),
    '',
    conclusions(set),
    ...leftOut(set).flatMap((line) => ['', line]),
  ].join('\n');
}

/** The main figures and the comparisons in Markdown, for the README. */
export function shortMarkdown(set: ResultSet): string {
  return [
    `${set.experiment.title}: ${setting(set)}`,
    toMarkdown(rankingTable(set).grid),
    ...(summarise(set).comparisons.length ? [toMarkdown(comparisonGrid(set))] : []),
    ...leftOut(set),
  ].join('\n\n');
}

/**
 * The tables of an experiment: ranking, decisions and probabilities; where there are any, the main claim, how near rows
 * come to the ceiling, comparisons and factors' effects; what rows do on those whom training had not seen, and day by day
 * where the task asks about events; and what they cost.
 */
export function resultTables(set: ResultSet): ResultTable[] {
  const all = [
    rankingTable(set),
    decisionTable(set),
    claimTable(set),
    ...gapTables(set, summarise(set)),
    comparisonTable(set),
    effectTable(set),
    ...seenTables(set),
    ...dayTables(set),
    costTable(set),
  ];
  return all.flatMap((table) => table ?? []);
}

function markdown(set: ResultSet): string {
  return [
    `# ${set.experiment.title}`,
    setting(set),
    ...leftOut(set),
    '## What the numbers say',
    conclusions(set),
    ...resultTables(set).flatMap(({ title, grid, notes }) => [`## ${title}`, toMarkdown(grid), notes.join(' ')]),
    origin(set),
  ].join('\n\n');
}

/** What a table's caption says of it, after the experiment's title. */
const CAPTIONS: Readonly<Record<TableName, string>> = {
  ranking: 'ranking.',
  decisions: 'decisions and probabilities.',
  claim: 'the main claim.',
  gap: 'the gap to the ceiling.',
  controls: 'what the controls take off.',
  differences: 'differences.',
  effects: 'effects of factors.',
  seen: 'seen in training, and not.',
  days: 'day by day.',
  alerts: 'what the alerts find.',
  'day-differences': 'differences day by day.',
  cost: 'cost.',
};

/** Each table as one that fits a page. */
function latex(set: ResultSet): string {
  const { name, title } = set.experiment;
  const tables = resultTables(set);
  const made = origin(set).replaceAll('`', '');
  return [
    LATEX_HEAD,
    ...tables.map(({ name: what, grid, notes }, t) => {
      const before = t === 0 ? [setting(set), ...leftOut(set), conclusions(set)] : [];
      const after = t === tables.length - 1 ? [made] : [];
      return toLatex(grid, {
        caption: `${title}: ${CAPTIONS[what]}`,
        label: `tab:${name}-${what}`,
        notes: [[...before, ...notes, ...after].join(' ')],
      });
    }),
  ].join('\n\n');
}
