import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import type { Attribute } from './attributes';
import { Cells, type Column } from './cells';
import type { Dictionary } from './dictionary';
import { withDuckDb } from './duckdb';
import { judge } from './judge';
import { attributeRoles, attributeRules, inexactId, rolesOf } from './rules';
import type { AttributeColumns, LogSchema, StaticAttributes, TextFormat } from './schema';
import { openSource } from './source';

/** A customer or item and the values of its attributes, null where missing. */
type StaticRow = readonly [id: string, ...values: (string | number | null)[]];

/**
 * Reads what does not change of customers or items.
 * @param connection to the view `kept` of the transactions
 * @param path of the transactions, for messages
 * @param ids those of which the log has events; others do not matter
 * @throws InputError for a value that changes, an id that has two rows, and what cannot be read
 */
export async function readStaticAttributes(
  connection: DuckDBConnection,
  path: string,
  schema: LogSchema,
  owner: 'customer' | 'item',
  ids: Dictionary,
): Promise<Attribute[]> {
  const table = schema.attributes?.[owner];
  if (!table) return [];
  const rows =
    table.file === undefined
      ? await rowsOfTransactions(connection, path, owner, table)
      : await rowsOfFile(table.file, table.csv ?? schema.csv, owner, table);
  return attributesOf(owner, table.columns, rows, ids);
}

async function rowsOfTransactions(
  connection: DuckDBConnection,
  path: string,
  owner: 'customer' | 'item',
  { columns }: StaticAttributes,
): Promise<StaticRow[]> {
  const roles = rolesOf(owner, columns);
  for (const [name, role] of roles) await refuseChange(connection, path, owner, name, role);
  const values = roles.map(([, role]) => `min(${role})`).join(', ');
  return rowsOf(connection, `SELECT ${owner}, ${values} FROM kept WHERE ${owner} IS NOT NULL GROUP BY ${owner}`);
}

/** @throws InputError for the first row whose value is another than that of an earlier row of the same owner */
async function refuseChange(
  connection: DuckDBConnection,
  path: string,
  owner: string,
  name: string,
  role: string,
): Promise<void> {
  const known = `kept WHERE ${owner} IS NOT NULL AND ${role} IS NOT NULL`;
  const changing = `SELECT ${owner} FROM ${known} GROUP BY ${owner} HAVING min(${role}) <> max(${role})`;
  const found = await connection.run(
    `SELECT ${owner}, row, ${role}, first_row, first FROM
     (SELECT *, first_value(row) OVER same AS first_row, first_value(${role}) OVER same AS first
      FROM ${known} AND ${owner} IN (${changing}) WINDOW same AS (PARTITION BY ${owner} ORDER BY row))
     WHERE ${role} <> first ORDER BY row LIMIT 1`,
  );
  const [change] = await found.getRowsJson();
  if (!change) return;
  const [id, row, value, firstRow, first] = change;
  throw new InputError(
    `column "${name}" is ${JSON.stringify(value)}: ${owner} ${JSON.stringify(id)} has ${JSON.stringify(first)} in row ${firstRow}`,
    `${path}, row ${row}`,
    `one value for each ${owner}; what changes is an attribute of the "event"`,
  );
}

function rowsOfFile(
  file: string,
  csv: TextFormat,
  owner: 'customer' | 'item',
  { key = '', columns }: StaticAttributes,
): Promise<StaticRow[]> {
  return withDuckDb(async (connection) => {
    const source = await openSource(connection, file, csv);
    const cells = new Cells(source, csv);
    const id = cells.column(key);
    const translation = {
      computed: cells.computed,
      roles: { id: id.text, ...attributeRoles(owner, columns, cells) },
      rules: [missingId(id, owner), inexactId(id), ...attributeRules(columns, cells)],
    };
    await judge(connection, source, translation, `at least one ${owner}`);
    const twins = await connection.run(
      `SELECT id, earlier, row
       FROM (SELECT *, first_value(row) OVER (PARTITION BY id ORDER BY row) AS earlier FROM kept)
       WHERE row > earlier ORDER BY row LIMIT 1`,
    );
    const [twin] = await twins.getRowsJson();
    if (twin)
      throw new InputError(
        `${owner} ${JSON.stringify(twin[0])} stands in row ${twin[1]} already`,
        `${file}, row ${twin[2]}`,
        `one row for each ${owner}`,
      );
    return rowsOf(
      connection,
      `SELECT id, ${rolesOf(owner, columns)
        .map(([, role]) => role)
        .join(', ')} FROM kept`,
    );
  });
}

function missingId({ known, name }: Column, owner: string) {
  return { when: `NOT ${known}`, columns: [name], problem: `missing ${owner}`, expected: 'an id in each row' };
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<StaticRow[]> {
  return (await (await connection.run(sql)).getRowsJson()) as unknown as StaticRow[];
}

function attributesOf(
  owner: 'customer' | 'item',
  columns: AttributeColumns,
  rows: readonly StaticRow[],
  ids: Dictionary,
): Attribute[] {
  return Object.entries(columns).map(([name, kind], c) => {
    const known = rows.flatMap(([id, ...values]) => {
      const at = ids.indexOf(id);
      return at < 0 || values[c] === null ? [] : [{ at, value: values[c] }];
    });
    if (kind === 'numeric') {
      const numbers = new Float32Array(ids.size).fill(Number.NaN);
      for (const { at, value } of known) numbers[at] = Number(value);
      return { name, of: owner, values: numbers };
    }
    const categories = [...new Set(known.map(({ value }) => String(value)))].sort();
    const codes = new Int32Array(ids.size).fill(-1);
    const codeOf = new Map(categories.map((category, code) => [category, code]));
    for (const { at, value } of known) codes[at] = codeOf.get(String(value))!;
    return { name, of: owner, values: codes, categories };
  });
}
