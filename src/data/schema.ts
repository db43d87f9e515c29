import { dirname, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { InputError } from '../base/errors';
import { readJson } from '../base/json';
import { literal, withDuckDb } from './duckdb';

/**
 * The largest amount or quantity. Features are held as floats, which end at 3.4e38: sums over a hundred million
 * events stay below that. It is no bound on what is plausible; sums in the smallest unit of a coin are large.
 */
export const LARGEST = 1e30;

export const columnName = z.string().trim().min(1);

/** A statement about one column of a row, true or false; false where the value is missing. */
const conditionSchema = z
  .strictObject({
    column: columnName,
    equals: z.union([z.string(), z.number()]).optional(),
    startsWith: z.string().optional(),
    /** A regular expression (RE2 syntax) found anywhere in the text. */
    matches: z.string().optional(),
    greaterThan: z.number().optional(),
    lessThan: z.number().optional(),
    known: z.literal(true).optional(),
  })
  .refine(
    (condition) => Object.values(condition).filter((value) => value !== undefined).length === 2,
    'Beside "column" expected one of equals, startsWith, matches, greaterThan, lessThan, known',
  );

const epochFormats = [
  'epoch-seconds',
  'epoch-milliseconds',
  'epoch-microseconds',
  'epoch-nanoseconds',
  'epoch-days',
] as const;

/** A format of strptime; one that names no year would date all rows to 1900. */
const strptimeFormat = z
  .string()
  .regex(
    /%/,
    `Invalid format: expected "iso", ${epochFormats.map((name) => `"${name}"`).join(', ')} or a format such as "%d/%m/%Y %H:%M"`,
  )
  .regex(/%-?[YyGxc]/, 'Invalid format: expected one that names a year, such as "%d/%m/%Y %H:%M"');

/** How a time is written, in log and labels alike. */
export const timeSchema = z.strictObject({
  column: columnName,
  /** One format, or several of which the first that makes sense is taken. Times without a zone are UTC. */
  format: z.union([z.enum(['iso', ...epochFormats]), strptimeFormat, z.array(strptimeFormat).min(1)]).default('iso'),
  /** The date from which an epoch format counts. */
  origin: z.iso.date('expected a date YYYY-MM-DD').default('1970-01-01'),
});

/** How text is written. A Parquet file has no use for `delimiter`, `quote` and `header`; its text follows the rest. */
export const csvSchema = z
  .strictObject({
    delimiter: z
      .string()
      .regex(/^[^\r\n]$/u, 'expected one character')
      .default(','),
    quote: z
      .string()
      .regex(/^[!-~]$/, 'expected one character of ASCII')
      .default('"'),
    /** The names of the columns where the file's first line does not hold them. */
    header: z.array(columnName).min(1).optional(),
    decimal: z.enum(['.', ',']).default('.'),
    /** What parts the thousands of a number, if anything may. */
    thousands: z.enum([',', '.', ' ', "'"]).optional(),
    /** Texts that stand for a missing value, beside the empty one. */
    missing: z.array(z.string()).default([]),
  })
  .refine(({ decimal, thousands }) => decimal !== thousands, {
    path: ['thousands'],
    error: 'expected another character than "decimal"',
  })
  .refine(({ delimiter, quote }) => delimiter !== quote, {
    path: ['quote'],
    error: 'expected another character than "delimiter"',
  })
  .prefault({});

/** What columns hold: text or codes that stand for kinds, or numbers. */
const attributeColumns = z
  .record(columnName, z.enum(['categorical', 'numeric'], 'expected "categorical" or "numeric"'))
  .refine((columns) => Object.keys(columns).length > 0, 'expected a column at least');

/** What does not change of a customer or an item: columns of the transactions, or of a file with a row for each. */
const staticAttributes = z
  .strictObject({
    /** A file of its own, … */
    file: z.string().min(1).optional(),
    /** … the column in it that holds the customer or item, … */
    key: columnName.optional(),
    /** … and how it is written, if not as the transactions are. */
    csv: csvSchema.unwrap().optional(),
    columns: attributeColumns,
  })
  .refine(({ file, key }) => (file === undefined) === (key === undefined), '"file" and "key" go together')
  .refine(({ file, csv }) => file !== undefined || csv === undefined, '"csv" goes with "file"');

/** Columns of the user's own choice, beside those that play a role; a missing value is no mistake. */
const attributesSchema = z
  .strictObject({
    /** Known with its event. */
    event: z.strictObject({ columns: attributeColumns }).optional(),
    customer: staticAttributes.optional(),
    item: staticAttributes.optional(),
  })
  .refine((attributes) => {
    const names = Object.values(attributes).flatMap((each) => Object.keys(each?.columns ?? {}));
    return new Set(names).size === names.length;
  }, 'two attributes have the same name');

/** What to do with a row whose value is missing: drop it, stop with an error, or fill in a constant. */
const missing = <T extends z.ZodType>(constant: T) =>
  z.union([z.enum(['drop', 'error']), z.strictObject({ fill: constant })], {
    error: 'Invalid input: expected "drop", "error" or {"fill": a constant}',
  });

/**
 * How a table of transactions maps to a log: which column plays which role, how dates are written,
 * what a return is, which rows are purchases, and what to do where a value is missing.
 */
export const logSchema = z.strictObject({
  csv: csvSchema,
  customer: columnName,
  /** What sits opposite the customer: product, terminal, merchant; one constant where the table names none. */
  item: z.union([columnName, z.strictObject({ constant: z.string().min(1) })], {
    error: 'Invalid input: expected the name of a column or {"constant": an id for all rows}',
  }),
  /** Names of items for people to read. */
  itemName: columnName.optional(),
  time: timeSchema,
  /** The money of the row: one column, or unit price × quantity. */
  amount: z.union([columnName, z.strictObject({ price: columnName, quantity: columnName })], {
    error: 'Invalid input: expected the name of a column or {"price": column, "quantity": column}',
  }),
  /** Units bought; 1 where absent, or the quantity that the amount is made of. */
  quantity: columnName.optional(),
  /** Whether the event turned out to be positive (fraud), and how long after it this is known. */
  label: z
    .strictObject({
      column: columnName,
      positive: z.string().default('1'),
      negative: z.string().default('0'),
      delayDays: z.number().nonnegative().default(0),
    })
    .optional(),
  attributes: attributesSchema.optional(),
  /** Rows that give money back: dropped, or kept as events with negative amounts. */
  returns: z.strictObject({ when: conditionSchema, treat: z.enum(['drop', 'keep']) }).optional(),
  /** All must hold, else a row is dropped (a return that is kept need not meet them). */
  purchases: z.array(conditionSchema).default([]),
  missing: z
    .strictObject({
      customer: missing(z.string().min(1)).default('error'),
      item: missing(z.string().min(1)).default('error'),
      time: z.enum(['drop', 'error']).default('error'),
      amount: missing(z.number().gte(-LARGEST).lte(LARGEST)).default('error'),
      quantity: missing(z.number().gte(-LARGEST).lte(LARGEST)).default('error'),
      label: missing(z.union([z.literal(0), z.literal(1)])).default('error'),
    })
    .prefault({}),
});

export type LogSchema = z.output<typeof logSchema>;
export type LogSchemaInput = z.input<typeof logSchema>;
export type Condition = z.output<typeof conditionSchema>;
export type AttributeColumns = z.output<typeof attributeColumns>;
export type StaticAttributes = z.output<typeof staticAttributes>;
export type TextFormat = z.output<typeof csvSchema>;
export type TimeFormat = z.output<typeof timeSchema>;

/**
 * A schema as its file has it; the paths of other files in it are taken from its folder.
 * @throws InputError when the file is missing, is not JSON or is not such a schema
 */
export function readSchemaFile(path: string): LogSchema {
  const schema = readJson(path, logSchema);
  for (const owner of ['customer', 'item'] as const) {
    const table = schema.attributes?.[owner];
    if (table?.file !== undefined) table.file = resolve(dirname(path), table.file);
  }
  return schema;
}

/** @throws InputError as `readSchemaFile`, and for a format or a regular expression that is none */
export async function readSchema(path: string): Promise<LogSchema> {
  const schema = readSchemaFile(path);
  await withDuckDb((connection) => checkExpressions(connection, schema, path));
  return schema;
}

/**
 * Lets DuckDB, which will use them, check the formats of time and the regular expressions (RE2) of a schema.
 * @param where the schema's file, for the message
 * @throws InputError for the first that it does not take
 */
export async function checkExpressions(
  connection: DuckDBConnection,
  { time, returns, purchases = [] }: Pick<LogSchema, 'time'> & Partial<LogSchema>,
  where: string,
): Promise<void> {
  const formats = [time.format].flat().filter((format) => format.includes('%'));
  const conditions = [
    { at: 'returns.when', ...returns?.when },
    ...purchases.map((one, i) => ({ at: `purchases[${i}]`, ...one })),
  ];
  const patterns = conditions.flatMap(({ at, matches }) =>
    matches === undefined ? [] : [{ at: `${at}.matches`, matches }],
  );
  const expressions = [
    ...formats.map((format) => ({ sql: `try_strptime('', ${literal(format)})`, at: 'time.format', what: 'format' })),
    ...patterns.map(({ at, matches }) => ({
      sql: `regexp_matches('', ${literal(matches)})`,
      at,
      what: 'regular expression',
    })),
  ];
  for (const { sql, at, what } of expressions)
    try {
      await connection.run(`SELECT ${sql}`);
    } catch (error) {
      const [cause] = (error as Error).message.replace(/^[A-Za-z ]+ Error: /, '').split('\n');
      const expected = what === 'format' ? 'a format of strptime' : 'a regular expression in RE2 syntax';
      throw new InputError(`Invalid ${what}: ${cause}`, `${where}, at ${at}`, expected);
    }
}
