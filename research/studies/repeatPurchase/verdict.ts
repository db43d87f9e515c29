import type { ResultSet } from '../../../src/experiment/result';
import { type RowComparison, type RowSummary, summarise } from '../../../src/report/summary';
import { CANDIDATE, RIVALS } from './experiments';

/** What an experiment says of the row put forward, in sentences worded from its numbers. */
export function verdictOf(set: ResultSet, store: string): string {
  const { rows, comparisons } = summarise(set);
  const title = (name: string) => rows.find((row) => row.name === name)?.title ?? name;
  const candidate = rows.find(({ name }) => name === CANDIDATE);
  if (!candidate) return `**${store}**: the row put forward is missing, for a trial of it failed.`;
  const best = bestOf(rows);
  const found = RIVALS.flatMap(
    (rival) => comparisons.find((one) => one.row === CANDIDATE && one.against === rival) ?? [],
  );
  const said = found.map((one) => `${judge(one)} ${title(one.against)} (${figures(one)})`);
  const most =
    best.name === CANDIDATE
      ? 'No other row has a higher average precision.'
      : `The highest average precision has another row, ${best.title}: ${best.averagePrecision.value.toFixed(4)}.`;
  return `**${store}**: the stack reaches an AUC of ${candidate.auc.value.toFixed(3)} and an average precision of ${candidate.averagePrecision.value.toFixed(4)}. It ${listOf(said)}. ${most}`;
}

/** Whether the row put forward beat all of its rivals in AUC, average precision or both, by the paired tests. */
export function beatsAll(set: ResultSet): boolean {
  const { comparisons } = summarise(set);
  return RIVALS.every((rival) =>
    comparisons.some((one) => one.row === CANDIDATE && one.against === rival && isBetter(one.verdict)),
  );
}

function isBetter(verdict: string): boolean {
  return /\bbetter\b/.test(verdict) && !/\bworse\b/.test(verdict);
}

function judge({ verdict }: RowComparison): string {
  const [better, worse] = [/\bbetter\b/.test(verdict), /\bworse\b/.test(verdict)];
  if (better && worse) return 'is in part better and in part worse than';
  const [alone] = /in (?:AUC|AP) alone/.exec(verdict) ?? [];
  const how = [alone, /but within/.test(verdict) && 'though by less than matters'].filter(Boolean).join(', ');
  const qualified = how ? `, ${how},` : '';
  if (better) return `is better${qualified} than`;
  if (worse) return `is worse${qualified} than`;
  return /equivalent/.test(verdict) ? 'differs by less than matters from' : 'is not shown to differ from';
}

function figures({ auc, averagePrecision }: RowComparison): string {
  return `AP ${signed(averagePrecision.value)}, p ${pValue(averagePrecision.p, averagePrecision.floor)}; AUC ${signed(auc.value)}, p ${pValue(auc.p)}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

/** @param floor the smallest p-value that the test can give */
function pValue(p: number, floor = 0): string {
  if (!Number.isFinite(p)) return 'undefined';
  const bound = Math.max(0.001, Math.ceil(floor * 1000) / 1000);
  return p < 0.001 || p <= floor ? `< ${bound.toFixed(3)}` : `= ${p.toFixed(3)}`;
}

function bestOf(rows: readonly RowSummary[]): RowSummary {
  return rows.reduce((best, row) => (row.averagePrecision.value > best.averagePrecision.value ? row : best));
}

/** "a", "a and b", "a, b and c". */
export function listOf(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
