import { z } from 'zod';
import { readJson } from '../base/json';

const columnName = z.string().min(1);

/** A statement about one column of a row, true or false; false where the value is missing. */
const conditionSchema = z
  .strictObject({
    column: columnName,
    equals: z.union([z.string(), z.number()]).optional(),
    startsWith: z.string().optional(),
    /** A regular expression (RE2 syntax) found anywhere in the text. */
    matches: z
      .string()
      .refine((pattern) => isRegularExpression(pattern), 'Invalid regular expression')
      .optional(),
    greaterThan: z.number().optional(),
    lessThan: z.number().optional(),
    known: z.literal(true).optional(),
  })
  .refine(
    (condition) => Object.values(condition).filter((value) => value !== undefined).length === 2,
    'Beside "column" expected one of equals, startsWith, matches, greaterThan, lessThan, known',
  );

const timeFormat = z
  .string()
  .refine(
    (format) => ['iso', 'epoch-seconds', 'epoch-milliseconds', 'epoch-days'].includes(format) || format.includes('%'),
    'Invalid format: expected "iso", "epoch-seconds", "epoch-milliseconds", "epoch-days" or a format such as "%d/%m/%Y %H:%M"',
  );

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
  /** How a text file is written; not for Parquet. */
  csv: z
    .strictObject({
      delimiter: z.string().length(1, 'expected one character').default(','),
      quote: z.string().length(1, 'expected one character').default('"'),
      /** The names of the columns where the file's first line does not hold them. */
      header: z.array(columnName).min(1).optional(),
      decimal: z.enum(['.', ',']).default('.'),
      /** Texts that stand for a missing value, beside the empty one. */
      missing: z.array(z.string()).default([]),
    })
    .prefault({}),
  customer: columnName,
  /** What sits opposite the customer: product, terminal, merchant; one constant where the table names none. */
  item: z.union([columnName, z.strictObject({ constant: z.string().min(1) })], {
    error: 'Invalid input: expected the name of a column or {"constant": an id for all rows}',
  }),
  /** Names of items for people to read. */
  itemName: columnName.optional(),
  time: z.strictObject({
    column: columnName,
    /** One format, or several of which the first that fits is taken. Times without a zone are UTC. */
    format: z.union([timeFormat, z.array(z.string().includes('%')).min(1)]).default('iso'),
    /** The date from which an epoch format counts. */
    origin: z.iso.date('expected a date YYYY-MM-DD').default('1970-01-01'),
  }),
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
  /** Rows that give money back: dropped, or kept as events with negative amounts. */
  returns: z.strictObject({ when: conditionSchema, treat: z.enum(['drop', 'keep']) }).optional(),
  /** All must hold, else a row is dropped (a return that is kept need not meet them). */
  purchases: z.array(conditionSchema).default([]),
  missing: z
    .strictObject({
      customer: missing(z.string()).default('error'),
      item: missing(z.string()).default('error'),
      time: z.enum(['drop', 'error']).default('error'),
      amount: missing(z.number()).default('error'),
      quantity: missing(z.number()).default('error'),
      label: missing(z.union([z.literal(0), z.literal(1)])).default('error'),
    })
    .prefault({}),
});

export type LogSchema = z.output<typeof logSchema>;
export type Condition = z.output<typeof conditionSchema>;

/** @throws InputError when the file is missing, is not JSON or is not such a schema */
export function readSchema(path: string): LogSchema {
  return readJson(path, logSchema);
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
