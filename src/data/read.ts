import type { DuckDBConnection } from '@duckdb/node-api';
import { check } from '../base/json';
import { DAY } from '../base/time';
import { Dictionary } from './dictionary';
import { enumerate, fillColumns, literal, numbers, withDuckDb } from './duckdb';
import { judge, type RowCounts } from './judge';
import { TransactionLog } from './log';
import { translate } from './rules';
import { checkExpressions, type LogSchema, type LogSchemaInput, logSchema } from './schema';
import { openSource, type Source } from './source';
import { checkUnit } from './times';

/** What became of the rows of a file of transactions. */
export interface ReadReport extends RowCounts {
  /** Missing values that a constant took the place of, by role. */
  readonly filled: readonly { readonly role: string; readonly rows: number }[];
}

export interface LogRead {
  readonly log: TransactionLog;
  readonly report: ReadReport;
}

/** The roles of which a row may lack the value. */
const ROLES = ['customer', 'item', 'amount', 'quantity', 'label'] as const;

/**
 * Reads a CSV, CSV.gz or Parquet file into a log as its schema says, on one thread. Nothing is kept on disk.
 * @param labels `optional` where events are to be scored, whose labels nobody knows yet: the column may be missing, and
 *   where it has no value the event is not known to be positive
 * @throws InputError for a file that cannot be read, a column that is not there, the first row that
 *   breaks the schema, or when no row is left
 */
export function readLog(
  path: string,
  written: LogSchemaInput,
  labels: 'required' | 'optional' = 'required',
): Promise<LogRead> {
  return withDuckDb(async (connection) => {
    const completed = check(logSchema, written, 'schema');
    await checkExpressions(connection, completed, 'schema');
    const source = await openSource(connection, path, completed.csv);
    const schema = labels === 'optional' ? withOptionalLabels(completed, source) : completed;
    const counts = await judge(connection, source, translate(schema, source), 'at least one purchase');
    const [[first, last]] = await numbers(connection, 'SELECT min(time), max(time) FROM kept');
    checkUnit(schema.time, first, last, source);
    const filled = await countFilled(connection);
    return { log: await logOf(connection, counts.kept, schema), report: { ...counts, filled } };
  });
}

function withOptionalLabels(schema: LogSchema, { columns }: Source): LogSchema {
  if (!schema.label) return schema;
  if (!columns.some(({ name }) => name === schema.label?.column)) return { ...schema, label: undefined };
  const { label } = schema.missing;
  return { ...schema, missing: { ...schema.missing, label: typeof label === 'object' ? label : { fill: 0 } } };
}

async function countFilled(connection: DuckDBConnection): Promise<ReadReport['filled']> {
  const nulls = ROLES.map((role) => `count(*) FILTER (${role} IS NULL)`).join(', ');
  const [filled] = await numbers(connection, `SELECT ${nulls} FROM kept`);
  return ROLES.map((role, i) => ({ role, rows: filled[i] })).filter(({ rows }) => rows > 0);
}

/** The kept rows as a log. DuckDB numbers the ids, so that only numbers cross over. */
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
    `CREATE VIEW filled AS SELECT row, itemName, time,
     ${ROLES.map((role) => `${filled(role)} AS ${role}`).join(', ')} FROM kept`,
  );
  const customers = new Dictionary(await enumerate(connection, 'customer', 'filled'));
  const items = new Dictionary(await enumerate(connection, 'item', 'filled'));
  const itemNames = [...items.ids];
  const named = await connection.run(
    'SELECT item, arg_min(itemName, row) FROM filled WHERE itemName IS NOT NULL GROUP BY item',
  );
  for (const [item, name] of await named.getRowsJson()) itemNames[items.indexOf(String(item))] = String(name);

  const columns = {
    customer: new Int32Array(size),
    item: new Int32Array(size),
    time: new Float64Array(size),
    amount: new Float64Array(size),
    quantity: new Float64Array(size),
    label: label && new Uint8Array(size),
  };
  await fillColumns(
    connection,
    `SELECT enum_code(customer::customer_id)::INTEGER, enum_code(item::item_id)::INTEGER,
     time, amount::DOUBLE, quantity::DOUBLE, label::TINYINT FROM filled ORDER BY time, row`,
    Object.values(columns),
  );
  return new TransactionLog(columns, { customers, items, itemNames, labelDelay: label && label.delayDays * DAY });
}
