import { join } from 'node:path';
import { from } from 'arquero';
import { writeAtomically } from '../base/files';
import { METRICS, type SearchMetric } from '../search/metric';
import type { Parameter } from '../search/parameter';
import type { SearchAttempt, SearchResult } from '../search/search';
import type { TunedRow, Tuning } from '../search/tuning';
import { writeChart } from './chart';
import { slices } from './charts/slices';
import { type Grid, LATEX_HEAD, toLatex, toMarkdown, toText } from './grid';

/** How many of the best attempts the tables show. */
const SHOWN = 3;

/** What the files of a search are called, without their endings. */
export function nameOfTuning({ experiment, rows }: Tuning): string {
  return [experiment.name, ...rows.map(({ name }) => name), 'tuning'].join('-');
}

/** Writes tables (`.md`, `.csv` with every attempt, `.tex`) and a figure for each row. @returns their paths */
export async function writeTuning(tuning: Tuning, tables: string, figures: string): Promise<string[]> {
  const name = nameOfTuning(tuning);
  const files = { md: markdown(tuning), csv: attemptsCsv(tuning), tex: latex(tuning, name) };
  const paths = Object.entries(files).map(([ending, text]) => {
    const path = join(tables, `${name}.${ending}`);
    writeAtomically(path, text.endsWith('\n') ? text : `${text}\n`);
    return path;
  });
  for (const row of tuning.rows) {
    const spec = slices(row, tuning.metric);
    if (spec) paths.push(...(await writeChart(spec, join(figures, `${tuning.experiment.name}-${row.name}-tuning`))));
  }
  return paths;
}

/** The rows and what was found, for the terminal. */
export function formatTuning(tuning: Tuning): string {
  return [
    toText(rowsGrid(tuning)),
    ...tuning.rows.map((row) => `\n${row.title}\n${toText(optionsGrid(row, tuning))}`),
  ].join('\n');
}

function markdown(tuning: Tuning): string {
  const { title } = tuning.experiment;
  return [
    `# ${title}: options found by search`,
    toMarkdown(rowsGrid(tuning)),
    notes(tuning),
    ...tuning.rows.flatMap((row) => [`## ${row.title}`, toMarkdown(optionsGrid(row, tuning))]),
    origin(tuning),
  ].join('\n\n');
}

function latex(tuning: Tuning, name: string): string {
  const { title } = tuning.experiment;
  return [
    LATEX_HEAD,
    toLatex(rowsGrid(tuning), {
      caption: `${title}: options found by search.`,
      label: `tab:${name}`,
      notes: [notes(tuning), origin(tuning).replaceAll('`', '')],
    }),
    ...tuning.rows.map((row) =>
      toLatex(optionsGrid(row, tuning), {
        caption: `${title}: what was searched for ${row.title}.`,
        label: `tab:${name}-${row.name}`,
        notes: [],
      }),
    ),
  ].join('\n\n');
}

/** What each row had to spend, and what came of it. */
function rowsGrid({ rows, metric, budget }: Tuning): Grid {
  const { title } = METRICS[metric];
  const isTested = rows.some(({ test }) => test);
  const tested = isTested ? [`test ${title}`, ...(metric === 'auc' ? [] : ['test AUC'])] : [];
  const figures = ['budget', 'attempts', 'failed', `${title} as declared`, `best ${title}`, ...tested];
  return {
    header: ['model', ...figures],
    align: ['l', ...figures.map(() => 'r' as const)],
    blocks: [
      rows.map((row) => [
        row.title,
        String(budget),
        String(row.result.attempts.length),
        String(row.result.attempts.filter(({ score }) => Number.isNaN(score)).length),
        figure(asDeclared(row), metric),
        figure(row.result.best, metric),
        ...(isTested ? [digits(row.test?.metrics[metric])] : []),
        ...(isTested && metric !== 'auc' ? [digits(row.test?.metrics.auc)] : []),
      ]),
    ],
  };
}

/** Each option: where the search looked, what the row has without it, and what the best attempts have. */
export function optionsGrid(row: TunedRow, { metric }: Pick<Tuning, 'metric'>): Grid {
  const { result } = row;
  const best = ranking(result).slice(0, SHOWN);
  const places = ['best', 'second', 'third'].slice(0, best.length);
  const valuesOf = ({ name, declared }: Parameter) => [
    plain(declared),
    ...best.map(({ values }) => plain(values[name])),
  ];
  return {
    header: ['option', 'searched', 'as declared', ...places],
    align: ['l', 'l', 'r', ...places.map(() => 'r' as const)],
    blocks: [
      result.problem.parameters.map((parameter) => [parameter.name, domainText(parameter), ...valuesOf(parameter)]),
      [
        [
          `${METRICS[metric].title} on validation`,
          '',
          figure(asDeclared(row), metric),
          ...best.map((attempt) => figure(attempt, metric)),
        ],
      ],
    ],
  };
}

/** Every attempt with its options, one a line. */
function attemptsCsv({ rows, metric }: Tuning): string {
  const names = [...new Set(rows.flatMap(({ result }) => result.problem.parameters.map(({ name }) => name)))];
  const lines = rows.flatMap(({ name, result }) =>
    result.attempts.map(({ values, resource, promotes, run }, place) => ({
      row: name,
      attempt: place,
      ...Object.fromEntries(names.map((option) => [option, values[option] ?? null])),
      resource,
      fullResource: result.problem.fullResource,
      promotes: promotes ?? null,
      [metric]: 'metrics' in run ? run.metrics[metric] : null,
      seconds: 'seconds' in run ? run.seconds.train : null,
      failure: 'failure' in run ? run.failure : null,
    })),
  );
  return from(lines).toCSV();
}

function notes({ method, metric, budget, rows }: Tuning): string {
  const failures = rows.flatMap(({ title, result }) => {
    const [first] = result.attempts.flatMap(({ run }) => ('failure' in run ? [run.failure] : []));
    return first ? [`${title}: ${first}`] : [];
  });
  return [
    `Search method ${method}; each row had a budget of ${budget} full trainings, its attempts with fewer epochs or trees counting as parts of one.`,
    `${METRICS[metric].title} on validation decided; early stopping saw the same examples, so read it as a choice, not as an estimate.`,
    rows.some(({ test }) => test)
      ? 'The best configuration was then run on test, once.'
      : 'No test score was computed.',
    ...(failures.length ? [`First failures: ${failures.join('; ')}.`] : []),
  ].join(' ');
}

function origin({ command, seed, rows }: Tuning): string {
  const runs = rows.flatMap(({ result }) => result.attempts.flatMap(({ run }) => ('environment' in run ? [run] : [])));
  if (runs.length === 0) return `Made by \`${command}\`; seed ${seed}.`;
  const engines = [...new Set(runs.map(({ environment }) => environment.engine))];
  const { node, dataFingerprint } = runs[0].environment;
  return `Made by \`${command}\`; seed ${seed}; engine ${engines.join('; ')}; Node ${node}; data \`${dataFingerprint}\`.`;
}

/** The attempts that were trained longest, the best first, each configuration once. */
function ranking({ attempts, best }: SearchResult): SearchAttempt[] {
  const longest = attempts.filter(({ score, resource }) => !Number.isNaN(score) && resource === best?.resource);
  const keys = longest.map(({ values }) => JSON.stringify(values));
  return longest.filter((_, i) => keys.indexOf(keys[i]) === i).sort((a, b) => b.score - a.score);
}

/** The attempt with the row's own options, where it was trained as long as the best. */
function asDeclared({ result, startsAsDeclared }: TunedRow): SearchAttempt | undefined {
  if (!startsAsDeclared) return undefined;
  const key = JSON.stringify(result.attempts[0]?.values);
  return ranking(result).find(({ values }) => JSON.stringify(values) === key);
}

function figure(attempt: SearchAttempt | undefined, metric: SearchMetric): string {
  return digits(attempt && 'metrics' in attempt.run ? attempt.run.metrics[metric] : undefined);
}

function digits(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(4);
}

/** A value as people read it: numbers to three digits. */
function plain(value: unknown): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  return String(Number(value.toPrecision(3)));
}

function domainText({ domain }: Parameter): string {
  if ('choices' in domain) return domain.choices.map(plain).join(', ');
  const { low, high, integer, log } = domain;
  return `${plain(low)} to ${plain(high)}${integer ? ', whole' : ''}${log ? ', log' : ''}`;
}
