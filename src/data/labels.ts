import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { InputError } from '../base/errors';
import { formatDay } from '../base/time';
import { Cells } from './cells';
import { enumerate, fillColumns, literal, numbers, withDuckDb } from './duckdb';
import { judge, type RowCounts, type Translation } from './judge';
import { inexactId, missingRule, unknownLabel } from './rules';
import { checkExpressions, columnName, csvSchema, timeSchema } from './schema';
import { openSource, type Source } from './source';
import { checkUnit, secondsOf, timeRules } from './times';

const texts = (standard: string) => z.array(z.string().trim().min(1)).min(1).default([standard]);
const treatment = z.enum(['drop', 'error']).default('error');

/** How a table of labels is written: one row a customer, or one row a customer and time. */
export const labelsSchema = z.strictObject({
  csv: csvSchema,
  customer: columnName,
  /** When the label is asked; omitted where each customer has one label. */
  time: timeSchema.optional(),
  /** The column of the label, and the texts that stand for each class. */
  label: z
    .strictObject({ column: columnName, positive: texts('1'), negative: texts('0') })
    .refine(({ positive, negative }) => !positive.some((text) => negative.includes(text)), {
      path: ['negative'],
      error: 'Invalid input: expected other texts than "positive"',
    }),
  missing: z.strictObject({ customer: treatment, time: treatment, label: treatment }).prefault({}),
});

export type LabelsSchema = z.output<typeof labelsSchema>;

/** The labels of a table, in the order of its rows. */
export interface LabelTable extends RowCounts {
  /** Ids; whether the log knows them is for the caller to see. */
  readonly customer: readonly string[];
  /** Seconds since 1970; absent where the schema names no time. */
  readonly time: Float64Array | undefined;
  /** 1 for positive, 0 for negative. */
  readonly label: Uint8Array;
}

/**
 * Reads a CSV, CSV.gz or Parquet file of labels as its schema says.
 * @throws InputError for a file that cannot be read, a column that is not there, the first row that breaks
 *   the schema, a customer (or customer and time) with two labels, or when no row is left
 */
export function readLabels(path: string, schema: LabelsSchema): Promise<LabelTable> {
  return withDuckDb(async (connection) => {
    const { time } = schema;
    if (time) await checkExpressions(connection, { time }, 'schema of labels');
    const source = await openSource(connection, path, schema.csv);
    const counts = await judge(connection, source, translateLabels(schema, source), 'at least one label');
    if (time) {
      const [[first, last]] = await numbers(connection, 'SELECT min(time), max(time) FROM kept');
      checkUnit(time, first, last, source);
    }
    await refuseTwins(connection, path, time !== undefined);
    const ids = await enumerate(connection, 'customer', 'kept');
    const columns = {
      customer: new Int32Array(counts.kept),
      time: time && new Float64Array(counts.kept),
      label: new Uint8Array(counts.kept),
    };
    await fillColumns(
      connection,
      'SELECT enum_code(customer::customer_id)::INTEGER, time, label FROM kept ORDER BY row',
      Object.values(columns),
    );
    return { ...counts, ...columns, customer: Array.from(columns.customer, (code) => ids[code]) };
  });
}

function translateLabels({ csv, customer, time, label, missing }: LabelsSchema, source: Source): Translation {
  const cells = new Cells(source, csv);
  const who = cells.column(customer);
  const when = time && cells.column(time.column);
  const told = cells.column(label.column);
  return {
    computed: cells.computed,
    roles: {
      customer: who.text,
      time: time && when ? secondsOf(time, when, cells) : 'NULL::DOUBLE',
      label: `(${told.text} IN (${label.positive.map(literal).join(', ')}))::TINYINT`,
    },
    rules: [
      ...missingRule('customer', missing.customer, [who]),
      inexactId(who),
      ...(time && when ? [...missingRule('time', missing.time, [when]), ...timeRules(time, when, cells)] : []),
      ...missingRule('label', missing.label, [told]),
      unknownLabel(told, [...label.positive, ...label.negative]),
    ],
  };
}

/** @throws InputError for the first row whose customer (and time) stands in a row above it */
async function refuseTwins(connection: DuckDBConnection, path: string, timed: boolean): Promise<void> {
  const found = await connection.run(
    `SELECT customer, time, earlier, row
     FROM (SELECT *, first_value(row) OVER (PARTITION BY customer, time ORDER BY row) AS earlier FROM kept)
     WHERE row > earlier ORDER BY row LIMIT 1`,
  );
  const [twin] = await found.getRowsJson();
  if (!twin) return;
  const [customer, time, earlier, row] = twin;
  const whose = `customer ${JSON.stringify(customer)}${timed ? ` at ${formatDay(Number(time))}` : ''}`;
  const expected = `one label a customer${timed ? ' and time' : ''}`;
  throw new InputError(`${whose} has a label in row ${earlier} already`, `${path}, row ${row}`, expected);
}
