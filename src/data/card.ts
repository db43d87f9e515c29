import type { Dataset } from './datasets/dataset';
import { summarize } from './summary';

/** The counts of a data set as a Markdown table: what was dropped on the way, and what the log holds. */
export async function countsOf(dataset: Dataset): Promise<string> {
  const { log, report } = dataset.read
    ? await dataset.read()
    : { log: await dataset.load(dataset.options.parse({})), report: undefined };
  const { events, customers, items, first, last } = summarize(log);
  const rows: Record<string, number | string> = {};
  if (report) {
    rows['rows in the file'] = report.rows;
    for (const { rule, rows: count } of report.dropped) rows[`dropped; ${rule}`] = count;
    for (const { role, rows: count } of report.filled) rows[`filled in; missing ${role}`] = count;
  }
  Object.assign(rows, { events, customers, items, 'first event': first, 'last event': last });
  rows.fingerprint = log.fingerprint;
  const cells = Object.entries(rows).map(([what, count]) => [what.replaceAll('|', '\\|'), count.toLocaleString('en')]);
  const left = Math.max(dataset.name.length, ...cells.map(([what]) => what.length));
  const right = Math.max(...cells.map(([, count]) => count.length));
  const line = (what: string, count: string) => `| ${what.padEnd(left)} | ${count.padStart(right)} |`;
  return [
    line(dataset.name, ''),
    line('-'.repeat(left), `${'-'.repeat(right - 1)}:`),
    ...cells.map(([what, count]) => line(what, count)),
  ].join('\n');
}

/** A card with the block between `<!-- counts NAME -->` and `<!-- /counts -->` replaced. */
export function withCounts(card: string, name: string, counts: string): string {
  const block = new RegExp(`(<!-- counts ${name} -->\\n)[^]*?(<!-- /counts -->)`);
  if (!block.test(card)) throw new Error(`the card of ${name} has no block <!-- counts ${name} --> … <!-- /counts -->`);
  return card.replace(block, (_, start: string, end: string) => `${start}${counts}\n${end}`);
}
