import type { DuckDBConnection } from '@duckdb/node-api';
import { check } from '../base/json';
import { DAY } from '../base/time';
import type { Attribute } from './attributes';
import { Dictionary } from './dictionary';
import { enumerate, fillColumns, literal, numbers, withDuckDb } from './duckdb';
import { judge, type RowCounts } from './judge';
import { TransactionLog } from './log';
import { readStaticAttributes } from './readAttributes';
import { rolesOf, translate } from './rules';
import { type AttributeColumns, checkExpressions, type LogSchema, type LogSchemaInput, logSchema } from './schema';
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
    return { log: await logOf(connection, path, counts.kept, schema), report: { ...counts, filled } };
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
  path: string,
  size: number,
  schema: LogSchema,
): Promise<TransactionLog> {
  const { missing, label, attributes: { event } = {} } = schema;
  const filled = (role: keyof LogSchema['missing']) => {
    const treat = missing[role];
    if (typeof treat === 'string') return role;
    return `coalesce(${role}, ${typeof treat.fill === 'string' ? literal(treat.fill) : treat.fill})`;
  };
  await connection.run(
    `CREATE VIEW filled AS SELECT * EXCLUDE (${ROLES.join(', ')}),
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
  const told = event ? await eventAttributes(connection, size, event.columns) : [];
  await fillColumns(
    connection,
    `SELECT enum_code(customer::customer_id)::INTEGER, enum_code(item::item_id)::INTEGER,
     time, amount::DOUBLE, quantity::DOUBLE, label::TINYINT ${told.map(({ sql }) => `, ${sql}`).join('')}
     FROM filled ORDER BY time, row`,
    [...Object.values(columns), ...told.map(({ attribute }) => attribute.values)],
  );
  const attributes = [
    ...told.map(({ attribute }) => attribute),
    ...(await readStaticAttributes(connection, path, schema, 'customer', customers)),
    ...(await readStaticAttributes(connection, path, schema, 'item', items)),
  ];
  const labelDelay = label && label.delayDays * DAY;
  return new TransactionLog(columns, { customers, items, itemNames, labelDelay, attributes });
}

/** The attributes of events, still to be filled, and what they are to be filled with. */
async function eventAttributes(connection: DuckDBConnection, size: number, columns: AttributeColumns) {
  const told: { attribute: Attribute; sql: string }[] = [];
  for (const [name, role] of rolesOf('event', columns))
    if (columns[name] === 'numeric')
      told.push({
        attribute: { name, of: 'event', values: new Float32Array(size) },
        sql: `coalesce(${role}, 'NaN'::DOUBLE)`,
      });
    else {
      const categories = await enumerate(connection, role, 'kept');
      told.push({
        attribute: { name, of: 'event', values: new Int32Array(size), categories },
        sql: categories.length ? `coalesce(enum_code(${role}::${role}_id)::INTEGER, -1)` : '-1',
      });
    }
  return told;
}
