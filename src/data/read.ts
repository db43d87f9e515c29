import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import { DAY } from '../base/time';
import { Dictionary } from './dictionary';
import { TransactionLog } from './log';
import { type Rule, type Translation, translate } from './rules';
import type { LogSchema } from './schema';
import { explain, identifier, literal, openSource, type Source } from './source';

/** What became of the rows of a file. */
export interface ReadReport {
  /** Rows in the file, and rows that are events of the log. */
  readonly rows: number;
  readonly kept: number;
  /** Rows dropped by each rule, in the order in which the rules were tried. */
  readonly dropped: readonly { readonly rule: string; readonly rows: number }[];
  /** Missing values that a constant took the place of, by role. */
  readonly filled: readonly { readonly role: string; readonly rows: number }[];
}

export interface LogRead {
  readonly log: TransactionLog;
  readonly report: ReadReport;
}

/**
 * Reads a CSV, CSV.gz or Parquet file into a log as its schema says, on one thread. Nothing is kept on disk.
 * @throws InputError for a file that cannot be read, a column that is not there, the first row that
 *   breaks the schema, or when no row is left
 */
export async function readLog(path: string, schema: LogSchema): Promise<LogRead> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    const source = await openSource(connection, path, schema.csv);
    const translation = translate(schema, source);
    await judge(connection, source, translation);
    const report = await reportOf(connection, source, translation.rules);
    if (report.kept === 0)
      throw new InputError(
        report.rows === 0 ? 'the file has no rows' : `none of ${report.rows} rows is left: ${inWords(report)}`,
        path,
        'at least one purchase',
      );
    return { log: await logOf(connection, report.kept, schema), report };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Makes the table `judged`: each row's roles and its fate, the number of the first rule that it met, else 0. */
async function judge(connection: DuckDBConnection, source: Source, translation: Translation): Promise<void> {
  const { computed, roles, rules } = translation;
  const cases = rules.map(({ when }, i) => `WHEN ${when} THEN ${i + 1}`).join(' ');
  const columns = Object.entries(roles).map(([role, sql]) => `${sql} AS ${identifier(role)}`);
  const expressions = computed.map((sql, i) => `${sql} AS e${i}`);
  try {
    await connection.run(
      `CREATE TABLE judged AS
       SELECT row, (CASE ${cases} ELSE 0 END)::INTEGER AS fate, ${columns.join(', ')}
       FROM (SELECT row_number() OVER () AS row, ${expressions.join(', ')} FROM ${source.table})`,
    );
  } catch (error) {
    throw explain(error, source.path);
  }
}

async function reportOf(connection: DuckDBConnection, source: Source, rules: readonly Rule[]): Promise<ReadReport> {
  const fates = await numbers(connection, 'SELECT fate, count(*), min(row) FROM judged GROUP BY fate');
  const counts = new Map(fates.map(([fate, count]) => [fate, count]));
  const stops = fates.filter(([fate]) => fate > 0 && !('drop' in rules[fate - 1])).sort((a, b) => a[2] - b[2]);
  if (stops.length) throw await complaint(connection, source, rules[stops[0][0] - 1], stops[0][2]);

  const roles = ['customer', 'item', 'amount', 'quantity', 'label'];
  const nulls = roles.map((role) => `count(*) FILTER (${role} IS NULL)`).join(', ');
  const [filled] = await numbers(connection, `SELECT ${nulls} FROM judged WHERE fate = 0`);
  return {
    rows: fates.reduce((sum, [, count]) => sum + count, 0),
    kept: counts.get(0) ?? 0,
    dropped: rules.flatMap((rule, i) => ('drop' in rule ? [{ rule: rule.drop, rows: counts.get(i + 1) ?? 0 }] : [])),
    filled: roles.map((role, i) => ({ role, rows: filled[i] })).filter(({ rows }) => rows > 0),
  };
}

/** The message about a row (counted from 1, the header not counted), with the values as they stand in the file. */
async function complaint(connection: DuckDBConnection, source: Source, rule: Rule, row: number): Promise<InputError> {
  if ('drop' in rule) throw new Error('a dropped row is no reason to stop');
  const columns = rule.columns.map((name) => `${identifier(name)}::VARCHAR`).join(', ');
  const found = await connection.run(`SELECT ${columns} FROM ${source.table} LIMIT 1 OFFSET ${row - 1}`);
  const [values] = await found.getRowsJson();
  const told = rule.columns.map((name, i) => `column "${name}" is ${JSON.stringify(values[i] ?? '')}`).join(' and ');
  return new InputError(`${told}: ${rule.problem}`, `${source.path}, row ${row}`, rule.expected);
}

/** The rows whose fate is 0 as a log. DuckDB numbers the ids, so that only numbers cross over. */
async function logOf(
  connection: DuckDBConnection,
  size: number,
  { missing, label }: LogSchema,
): Promise<TransactionLog> {
  const filled = (role: keyof LogSchema['missing']) => {
    const treat = missing[role];
    if (typeof treat === 'string') return role;
    return `coalesce(${role}, ${typeof treat.fill === 'string' ? literal(treat.fill) : treat.fill})`;
  };
  await connection.run(
    `CREATE VIEW kept AS SELECT row, itemName, time, ${(['customer', 'item', 'amount', 'quantity', 'label'] as const)
      .map((role) => `${filled(role)} AS ${role}`)
      .join(', ')} FROM judged WHERE fate = 0`,
  );
  const customers = await enumerate(connection, 'customer');
  const items = await enumerate(connection, 'item');
  const itemNames = [...items.ids];
  const named = await connection.run(
    'SELECT item, arg_min(itemName, row) FROM kept WHERE itemName IS NOT NULL GROUP BY item',
  );
  for (const [item, name] of await named.getRowsJson())
    itemNames[items.indexOf(String(item))] = String(name).trim() || String(item);

  const columns = {
    customer: new Int32Array(size),
    item: new Int32Array(size),
    time: new Float64Array(size),
    amount: new Float64Array(size),
    quantity: new Float64Array(size),
    label: label && new Uint8Array(size),
  };
  const rows = await connection.run(
    `SELECT enum_code(customer::customer_id)::INTEGER, enum_code(item::item_id)::INTEGER,
     time, amount::DOUBLE, quantity::DOUBLE, label::TINYINT FROM kept ORDER BY time, row`,
  );
  let at = 0;
  for (let chunk = await rows.fetchChunk(); chunk; chunk = await rows.fetchChunk()) {
    const { rowCount } = chunk; // asks the library each time
    if (rowCount === 0) break;
    Object.values(columns).forEach((column, c) => {
      if (!column) return;
      const vector = chunk.getColumnVector(c);
      for (let i = 0; i < rowCount; i++) column[at + i] = Number(vector.getItem(i));
    });
    at += rowCount;
  }
  return new TransactionLog(columns, { customers, items, itemNames, labelDelay: label && label.delayDays * DAY });
}

/** Makes an enumeration type of the ids of a role, in the order of the dictionary that it returns. */
async function enumerate(connection: DuckDBConnection, role: 'customer' | 'item'): Promise<Dictionary> {
  await connection.run(`CREATE TYPE ${role}_id AS ENUM (SELECT DISTINCT ${role} FROM kept)`);
  const range = await connection.run(`SELECT unnest(enum_range(NULL::${role}_id))::VARCHAR`);
  return new Dictionary((await range.getRowsJson()).map(([id]) => String(id)));
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  return (await (await connection.run(sql)).getRowsJson()).map((row) => row.map(Number));
}

function inWords({ dropped }: ReadReport): string {
  return dropped
    .filter(({ rows }) => rows > 0)
    .map(({ rule, rows }) => `${rows} dropped (${rule})`)
    .join(', ');
}
