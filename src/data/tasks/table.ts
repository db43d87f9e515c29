import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../base/errors';
import { Random } from '../../base/random';
import { formatDay, parseIso } from '../../base/time';
import { ExampleSet, type LabelledExamples, selectExamples } from '../examples';
import { type LabelTable, labelsSchema, readLabels } from '../labels';
import type { TransactionLog } from '../log';
import { date } from './folds';
import { defineTask, type Split } from './task';

const share = z.number().positive().max(0.5);

const optionsSchema = z.strictObject({
  /** The second file: a customer, optionally a time, and the label in each row. */
  labels: z.strictObject({ file: z.string(), schema: labelsSchema }),
  /** What a customer of the log without a row is: left out, or negative (in tables without times alone). */
  missing: z.enum(['exclude', 'negative']).default('exclude'),
  /** For tables without times: only what was before this day is known; all of the log if omitted. */
  asOf: date.optional(),
  folds: z
    .strictObject({
      /**
       * Labels with times are split by time, the latest being the test, and there is one fold. Labels without are split
       * by customer at random; so many folds are so many splits whose tests do not overlap.
       */
      validationShare: share.default(0.2),
      testShare: share.default(0.2),
      count: z.number().int().positive().default(1),
      seed: z.number().int().nonnegative().default(0),
    })
    .prefault({})
    .refine(({ validationShare, testShare }) => validationShare + testShare < 1, 'nothing is left for training')
    .refine(
      ({ testShare, count }) => testShare * count <= 1 + 1e-9,
      'the tests of the folds do not fit beside each other',
    ),
});
type Options = z.output<typeof optionsSchema>;

/** A label for each customer, or each customer and time, from a second file: responded, churned, took the product. */
export const table = defineTask({
  name: 'table',
  summary: 'a label for each customer, or for each customer and time, from a second file',
  options: optionsSchema,
  paths: ['labels.file'],

  foldCount: ({ folds }) => folds.count,

  undated: (options) => ({ ...options, asOf: undefined }),

  async bind(options, log) {
    const { labels: source, missing, folds } = options;
    const labels = await readLabels(source.file, source.schema);
    if (labels.time && missing === 'negative')
      throw new InputError('the labels have times', source.file, '"missing": "exclude", or labels without times');
    if (labels.time && folds.count > 1)
      throw new InputError('the labels have times', source.file, 'one fold, split by time');
    const asOf = options.asOf ? parseIso(options.asOf) : log.end;
    const all = labels.time ? timed(labels, log, source.file) : untimed(labels, missing, asOf, log, source.file);
    const splits = labels.time ? byTime(all.examples, folds) : byCustomer(all.label, folds);
    const select = (fold: number, split: Split): LabelledExamples => selectExamples(all, splits[fold][split]);
    return {
      items: [],
      folds: splits.map((_, fold) =>
        labels.time ? formatDay(select(0, 'test').examples.time[0]) : `split ${fold + 1}`,
      ),
      fingerprint: fingerprintOf(labels),
      split: select,
    };
  },

  ask(_, log, _items, time = log.end) {
    const { customerCount } = log.before(time);
    if (customerCount > 0)
      return ExampleSet.at(
        time,
        Int32Array.from({ length: customerCount }, (_, c) => c),
      );
    throw new InputError(`nobody was there before ${formatDay(time)}`, undefined, 'customers with events before that');
  },
});

function fingerprintOf({ customer, time, label }: LabelTable): string {
  const hash = createHash('sha256').update(JSON.stringify(customer)).update(label);
  if (time) hash.update(time);
  return hash.digest('hex').slice(0, 16);
}

/** The log's number of each customer of the table. @throws InputError that names one the log does not know */
function customersOf({ customer }: LabelTable, log: TransactionLog, file: string): Int32Array {
  const indexes = new Map(log.customers.map((id, index) => [id, index]));
  return Int32Array.from(customer, (id, row) => {
    const index = indexes.get(id);
    if (index === undefined)
      throw new InputError(
        `customer "${id}" is not in the log`,
        `${file}, label ${row + 1}`,
        'customers with transactions',
      );
    return index;
  });
}

/** One example a row, in order of time. */
function timed(labels: LabelTable, log: TransactionLog, file: string): LabelledExamples {
  const customer = customersOf(labels, log, file);
  const time = labels.time!;
  const order = Int32Array.from(customer.keys()).sort((a, b) => time[a] - time[b] || a - b);
  return {
    examples: new ExampleSet({
      time: Float64Array.from(order, (row) => time[row]),
      customer: Int32Array.from(order, (row) => customer[row]),
      item: new Int32Array(order.length).fill(-1),
      event: new Int32Array(order.length).fill(-1),
    }),
    label: Uint8Array.from(order, (row) => labels.label[row]),
  };
}

/** One example a customer, in the log's order. */
function untimed(
  labels: LabelTable,
  missing: Options['missing'],
  asOf: number,
  log: TransactionLog,
  file: string,
): LabelledExamples {
  const { customerCount } = log.before(asOf);
  const label = new Int8Array(log.customers.length).fill(missing === 'negative' ? 0 : -1);
  customersOf(labels, log, file).forEach((customer, row) => {
    if (customer >= customerCount)
      throw new InputError(
        `customer "${labels.customer[row]}" has no event before ${formatDay(asOf)}`,
        `${file}, label ${row + 1}`,
        'customers with a past',
      );
    label[customer] = labels.label[row];
  });
  const asked = Int32Array.from({ length: customerCount }, (_, c) => c).filter((c) => label[c] >= 0);
  return { examples: ExampleSet.at(asOf, asked), label: Uint8Array.from(asked, (c) => label[c]) };
}

type Rows = Readonly<Record<Split, Int32Array>>;

/** The earliest examples train, the latest test; examples of one time stay together. */
function byTime({ time, size }: ExampleSet, { validationShare, testShare }: Options['folds']): Rows[] {
  const startAt = (share: number) => {
    let row = Math.floor(size * (1 - share));
    while (row > 0 && time[row - 1] === time[row]) row--;
    return row;
  };
  const validation = startAt(validationShare + testShare);
  const test = startAt(testShare);
  const rows = Int32Array.from({ length: size }, (_, i) => i);
  return [{ train: rows.slice(0, validation), validation: rows.slice(validation, test), test: rows.slice(test) }];
}

/** Random splits with the same share of positives in each part; the tests of the folds do not overlap. */
function byCustomer(label: Uint8Array, { validationShare, testShare, count, seed }: Options['folds']): Rows[] {
  const random = Random.of(seed, 'table folds');
  const classes = [0, 1].map((value) =>
    random.shuffle(Int32Array.from(label.keys()).filter((row) => label[row] === value)),
  );
  return Array.from({ length: count }, (_, fold) => {
    const parts: Record<Split, number[]> = { train: [], validation: [], test: [] };
    for (const rows of classes) {
      // Rounded alike where one fold's test ends and the next one's begins.
      const cut = (share: number) => Math.round(share * rows.length);
      const start = cut(fold * testShare);
      const tests = cut((fold + 1) * testShare) - start;
      const validations = cut(validationShare);
      rows.forEach((row, i) => {
        // Where the row stands on a circle that begins with this fold's test.
        const place = (i - start + rows.length) % rows.length;
        parts[place < tests ? 'test' : place < tests + validations ? 'validation' : 'train'].push(row);
      });
    }
    const ascending = (rows: number[]) => Int32Array.from(rows).sort();
    return { train: ascending(parts.train), validation: ascending(parts.validation), test: ascending(parts.test) };
  });
}
