import { Random } from '../../../src/base/random';
import { bootstrap, bootstrapP, type Interval, interval, replicatesFor } from '../../../src/evaluation/bootstrap';
import { holm } from '../../../src/evaluation/holm';
import type { ResultSet } from '../../../src/experiment/result';
import { fixed, pValue } from '../../../src/report/cells';
import type { Block, Section, TableBlock } from '../../../src/report/document/document';
import type { Cell } from '../../../src/report/grid';
import { type RowSummary, summarise } from '../../../src/report/summary';
import type { Preset, SearchedRow } from '../study';
import type { RowDecisions } from './decisions';
import { hasSameColumns } from './rows';

/** A product, or the question with products in it: its experiment with the searched row, and what was decided. */
export interface Studied {
  /** Names its files. */
  readonly name: string;
  readonly title: string;
  readonly result: ResultSet;
  readonly decisions: ReadonlyMap<string, RowDecisions>;
  /** The network that was searched; undefined where none ended well, or none is searched. */
  readonly best?: string;
  readonly searched?: SearchedRow;
  readonly budget: number;
}

/** The row that is put forward on a question, tested against boosting. */
interface Contest {
  readonly studied: Studied;
  readonly contender: RowSummary;
  readonly boosting: RowSummary;
  /** Of the average precision. */
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  /** The smallest p-value that the test can give. */
  readonly floor: number;
}

/** What the page is about: whether a network with the columns of boosting is better than boosting, question by question. */
export function answer(studied: readonly Studied[], preset: Preset): Section {
  const contests = corrected(studied.flatMap((one) => contestOn(one, studied.length) ?? []));
  const missing = studied.filter((one) => !contests.some((contest) => contest.studied === one));
  const won = contests.filter(isWon).length;
  return {
    title: 'Answer',
    blocks: [
      'The same columns for all: beside boosting on recency, frequency, amounts and the customer’s own past with the product (of a first purchase: its popularity) stand networks that read these columns and the last ten baskets or the customer–item graph or both. On each question, the one with the highest average precision on validation is put forward, and it alone is tested on the test examples.',
      `**By a paired test, it beats boosting on ${won} of ${contests.length} questions.**`,
      ...(contests.length ? [contestTable(contests), { list: contests.map(verdictOn) }] : []),
      ...missing.map(({ title }) => `${title}: no network with these columns ended well, or boosting did not.`),
      ...triedBlocks(studied, contests),
      ...(preset === 'quick' ? [scopeOfQuick(studied)] : []),
    ],
  };
}

function contestOn(studied: Studied, family: number): Contest | undefined {
  const { result, decisions } = studied;
  const { rows } = summarise(result);
  const [contender] = rows
    .filter(({ name }) => isCandidate(name, studied))
    .sort((a, b) => decisions.get(b.name)!.validation - decisions.get(a.name)!.validation);
  const boosting = rows.find(({ name }) => name === 'boosting');
  if (!contender || !boosting) return undefined;
  const { label, customer, fold } = result.test;
  const scores = [contender.score, boosting.score];
  const replicates = replicatesFor(family);
  const [a, b] = bootstrap(scores, label, customer, replicates, Random.of(0, 'bootstrap'), fold);
  const differences = a.averagePrecision.map((value, i) => value - b.averagePrecision[i]);
  return {
    studied,
    contender,
    boosting,
    difference: contender.averagePrecision.value - boosting.averagePrecision.value,
    interval: interval(differences),
    p: bootstrapP(differences).p,
    floor: family / (differences.filter((value) => !Number.isNaN(value)).length + 1),
  };
}

/** Whether a row reads the columns of boosting, beside sequences or the graph or both. */
function isCandidate(row: string, { best }: Studied): boolean {
  return hasSameColumns(row) || (row === 'tuned' && best !== undefined && hasSameColumns(best));
}

/** The contests, their p-values with Holm's correction over the questions. */
function corrected(contests: readonly Contest[]): Contest[] {
  const adjusted = holm(contests.map(({ p }) => p));
  return contests.map((contest, i) => ({ ...contest, p: adjusted[i] }));
}

function isWon({ difference, p }: Contest): boolean {
  return difference > 0 && p < 0.05;
}

function contestTable(contests: readonly Contest[]): TableBlock {
  const figures = ['base rate', 'AP', 'AP of boosting', 'Δ AP [95 %]', 'p'];
  return {
    name: 'answer',
    caption: 'The network put forward against boosting on the same columns',
    table: {
      header: ['product', 'put forward', ...figures],
      align: ['l', 'l', ...figures.map(() => 'r' as const)],
      blocks: [
        contests.map(({ studied, contender, boosting, difference, interval: { low, high }, p, floor }) => [
          studied.title,
          contender.title,
          contender.mean.baseRate.toFixed(4),
          contender.averagePrecision.value.toFixed(4),
          boosting.averagePrecision.value.toFixed(4),
          { value: signed(difference), spread: `[${signed(low)}, ${signed(high)}]` },
          pValue(p, floor),
        ]),
      ],
    },
    notes: [
      `AP is the average precision of the mean probability over the seeds. Intervals and p come from ${replicatesFor(contests.length).toLocaleString('en')} bootstrap samples of customers, the same for both rows; p has Holm’s correction over the ${contests.length} questions. The weights of a stack, one a member, are fitted on validation, which favours it there a little, and not on test.`,
    ],
  };
}

function verdictOn(contest: Contest): string {
  const {
    studied,
    contender,
    boosting,
    difference,
    interval: { low, high },
    p,
    floor,
  } = contest;
  const share = `${Math.abs((100 * difference) / boosting.averagePrecision.value).toFixed(1)} % of boosting’s`;
  const said = isWon(contest)
    ? `it beats boosting by ${fixed(difference, 4)}, ${share}.`
    : difference > 0
      ? `it is ahead of boosting by ${fixed(difference, 4)}, ${share}, which the test does not bear out: p is ${pValue(p, floor)} where it would have to be below 0.05, and differences from ${signed(low)} to ${signed(high)} are compatible with the data.`
      : `it falls short of boosting by ${fixed(-difference, 4)}, ${share}${p < 0.05 ? ', and the test bears that out' : `; the test shows no difference, and those from ${signed(low)} to ${signed(high)} are compatible with the data`}.`;
  return `**${studied.title}**, ${contender.title}: ${said}`;
}

/** Everything with the columns of boosting, question by question. */
function triedBlocks(studied: readonly Studied[], contests: readonly Contest[]): Block[] {
  const there = studied.filter(({ result }) => result.rows.length > 0);
  const titles = new Map([['boosting', 'boosting on these columns']]);
  for (const one of there)
    for (const { name, title } of one.result.rows)
      if (isCandidate(name, one)) titles.set(name, name === 'tuned' ? 'the best network, searched at random' : title);
  const cell = (one: Studied, name: string): Cell => {
    const { rows } = summarise(one.result);
    const row = rows.find((each) => each.name === name);
    if (!row || (name !== 'boosting' && !isCandidate(name, one))) return '–';
    const value = fixed(row.averagePrecision.value, 4);
    const contest = contests.find(({ studied: each }) => each === one);
    if (!contest || name === 'boosting') return value;
    const spread = signed(row.averagePrecision.value - contest.boosting.averagePrecision.value);
    return { value, spread, best: contest.contender.name === name };
  };
  if (there.length === 0) return [];
  return [
    {
      name: 'tried',
      caption: 'What was tried with the columns of boosting',
      table: {
        header: ['model', ...there.map(({ title }) => title)],
        align: ['l', ...there.map(() => 'r' as const)],
        blocks: [[...titles].map(([name, title]) => [title, ...there.map((one) => cell(one, name))])],
      },
      notes: [
        'Average precision on test, and the difference from boosting. Bold is what validation put forward; the others show what else was tried, and no test stands behind their order. A dash stands where a row was not run or does not read these columns.',
      ],
    },
  ];
}

function scopeOfQuick(studied: readonly Studied[]): string {
  const [first] = studied;
  return `This is the quick preset: one seed; on ${first.title} every network, all remedies on the LSTM and a search of ${first.budget} trainings; on the others what the answer rests on. \`--preset full\` runs the whole grid on every product, and several seeds.`;
}

/** With its sign, even if it is positive. */
export function signed(value: number): string {
  return value > 0 ? `+${fixed(value, 4)}` : fixed(value, 4);
}
