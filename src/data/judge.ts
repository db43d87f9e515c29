import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import { explain, numbers } from './duckdb';
import { columnNamed, type Source } from './source';

/** A fate that a row may meet, decided by an SQL condition that is never NULL: it is dropped, or reading stops. */
export type Rule =
  | { readonly when: string; readonly drop: string }
  | {
      readonly when: string;
      /** The columns whose values the message tells. */
      readonly columns: readonly string[];
      readonly problem: string;
      readonly expected: string;
    };

/** A schema in SQL. */
export interface Translation {
  /** What each role of a row is; NULL where the value is missing. */
  readonly roles: Readonly<Record<string, string>>;
  /** In the order in which they are tried on a row. */
  readonly rules: readonly Rule[];
  /** What roles and rules refer to, each computed once a row. */
  readonly computed: readonly string[];
}

/** What became of the rows of a file. */
export interface RowCounts {
  /** Rows in the file, and rows that no rule drops. */
  readonly rows: number;
  readonly kept: number;
  /** Rows dropped by each rule, in the order in which the rules were tried. */
  readonly dropped: readonly { readonly rule: string; readonly rows: number }[];
}

/**
 * Makes the view `kept` of the rows that no rule drops: `row`, the number of the row in the file, and its roles.
 * @param least what must be left, for the message
 * @throws InputError for the first row at which reading stops, and when no row is left
 */
export async function judge(
  connection: DuckDBConnection,
  source: Source,
  { roles, rules, computed }: Translation,
  least: string,
): Promise<RowCounts> {
  const cases = rules.map(({ when }, i) => `WHEN ${when} THEN ${i + 1}`).join(' ');
  const columns = Object.entries(roles).map(([role, sql]) => `${sql} AS "${role}"`);
  const expressions = computed.map((sql, i) => `${sql} AS e${i}`);
  try {
    await connection.run(
      `CREATE TABLE judged AS
       SELECT row, (CASE ${cases} ELSE 0 END)::INTEGER AS fate, ${columns.join(', ')}
       FROM (SELECT row_number() OVER () AS row, ${expressions.join(', ')} FROM ${source.table})`,
    );
  } catch (error) {
    throw explain(error, source.path, source.expected);
  }
  await connection.run('CREATE VIEW kept AS SELECT * EXCLUDE (fate) FROM judged WHERE fate = 0');

  const fates = await numbers(connection, 'SELECT fate, count(*), min(row) FROM judged GROUP BY fate');
  const stops = fates.filter(([fate]) => fate > 0 && !('drop' in rules[fate - 1])).sort((a, b) => a[2] - b[2]);
  if (stops.length) throw await complaint(connection, source, rules[stops[0][0] - 1], stops[0][2]);

  const counts = new Map(fates.map(([fate, count]) => [fate, count]));
  const judged: RowCounts = {
    rows: fates.reduce((sum, [, count]) => sum + count, 0),
    kept: counts.get(0) ?? 0,
    dropped: rules.flatMap((rule, i) => ('drop' in rule ? [{ rule: rule.drop, rows: counts.get(i + 1) ?? 0 }] : [])),
  };
  if (judged.kept === 0)
    throw new InputError(
      judged.rows === 0 ? 'the file has no rows' : `none of ${judged.rows} rows is left: ${inWords(judged)}`,
      source.path,
      least,
    );
  return judged;
}

/** The message about a row (counted from 1, the header not counted), with the values as they stand in the file. */
async function complaint(connection: DuckDBConnection, source: Source, rule: Rule, row: number): Promise<InputError> {
  if ('drop' in rule) throw new Error('a dropped row is no reason to stop');
  const columns = rule.columns.map((name) => `${columnNamed(name, source).sql}::VARCHAR`).join(', ');
  const found = await connection.run(`SELECT ${columns} FROM ${source.table} LIMIT 1 OFFSET ${row - 1}`);
  const [values] = await found.getRowsJson();
  const told = rule.columns.map((name, i) => `column "${name}" is ${quoted(String(values[i] ?? ''))}`).join(' and ');
  return new InputError(`${told}: ${rule.problem}`, `${source.path}, row ${row}`, rule.expected);
}

/** A value of a file in a message, which has room for its beginning. */
function quoted(value: string): string {
  const characters = [...value];
  return JSON.stringify(characters.length > 80 ? `${characters.slice(0, 80).join('')}…` : value);
}

function inWords({ dropped }: RowCounts): string {
  return dropped
    .filter(({ rows }) => rows > 0)
    .map(({ rule, rows }) => `${rows} dropped (${rule})`)
    .join(', ');
}
