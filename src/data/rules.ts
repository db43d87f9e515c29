import { InputError } from '../base/errors';
import { DAY, parseIso } from '../base/time';
import type { Condition, LogSchema } from './schema';
import { identifier, literal, type Source } from './source';

/** The roles of a row as SQL; NULL where the value is missing. */
export interface Roles {
  readonly customer: string;
  readonly item: string;
  readonly itemName: string;
  /** Seconds since 1970. */
  readonly time: string;
  readonly amount: string;
  readonly quantity: string;
  readonly label: string;
}

/** A fate that a row may meet, decided by an SQL condition: it is dropped, or reading stops. */
export type Rule =
  | { readonly when: string; readonly drop: string }
  | {
      readonly when: string;
      /** The columns whose values the message tells. */
      readonly columns: readonly string[];
      readonly problem: string;
      readonly expected: string;
    };

/** A schema in SQL: the rules in the order in which they are tried on a row, and the roles. */
export interface Translation {
  readonly roles: Roles;
  readonly rules: readonly Rule[];
  /** What roles and rules refer to, each computed once a row. */
  readonly computed: readonly string[];
}

/**
 * Translates a schema into SQL over the columns of a source.
 * @throws InputError when a column that the schema names is not there
 */
export function translate(schema: LogSchema, source: Source): Translation {
  const { item, amount, label, missing, returns } = schema;
  const computed: string[] = [];
  const once = (sql: string) => {
    if (!computed.includes(sql)) computed.push(sql);
    return `e${computed.indexOf(sql)}`;
  };
  const column = (name: string) => columnOf(name, source, schema.csv.decimal, once);
  const product = (names: readonly string[]) => names.map((name) => column(name).number).join(' * ');

  const itemColumns = typeof item === 'string' ? [item] : [];
  const amountColumns = typeof amount === 'string' ? [amount] : [amount.price, amount.quantity];
  const quantityColumns = [schema.quantity ?? amountColumns[1]].filter((name) => name !== undefined);
  const roles: Roles = {
    customer: column(schema.customer).text,
    item: typeof item === 'string' ? column(item).text : literal(item.constant),
    itemName: schema.itemName ? column(schema.itemName).untrimmed : 'NULL::VARCHAR',
    time: seconds(schema.time, column(schema.time.column), once),
    amount: product(amountColumns),
    quantity: quantityColumns.length ? product(quantityColumns) : '1',
    label: label ? `(${column(label.column).text} = ${literal(label.positive)})::TINYINT` : '0',
  };

  /** Rows whose role has no value because one of its columns has none. */
  const missingRules = (role: keyof typeof missing, names: readonly string[]): Rule[] => {
    const treat = missing[role];
    if (typeof treat === 'object' || names.length === 0) return [];
    const when = `${roles[role]} IS NULL AND (${names.map((name) => `NOT ${column(name).known}`).join(' OR ')})`;
    if (treat === 'drop') return [{ when, drop: `missing ${role}` }];
    const expected = `a value, or "missing": {"${role}": …} in the schema`;
    return [{ when, columns: names, problem: `missing ${role}`, expected }];
  };
  const isKeptReturn = returns?.treat === 'keep' ? holds(returns.when, column(returns.when.column)) : 'false';
  const negativeRule = (role: 'amount' | 'quantity', names: readonly string[]): Rule => ({
    when: `${roles[role]} < 0 AND NOT ${isKeptReturn}`,
    columns: names,
    problem: `negative ${role}`,
    expected: '"returns" in the schema to say what a return is and whether to drop or keep it',
  });

  return {
    computed,
    roles,
    rules: [
      ...(returns ? numberRules(returns.when, column) : []),
      ...(returns?.treat === 'drop'
        ? [{ when: holds(returns.when, column(returns.when.column)), drop: `return: ${inWords(returns.when)}` }]
        : []),
      ...schema.purchases.flatMap((condition) => [
        ...numberRules(condition, column),
        {
          when: `NOT ${holds(condition, column(condition.column))} AND NOT ${isKeptReturn}`,
          drop: `fails: ${inWords(condition)}`,
        },
      ]),
      ...missingRules('customer', [schema.customer]),
      ...missingRules('item', itemColumns),
      ...missingRules('time', [schema.time.column]),
      {
        when: `coalesce(NOT isfinite(${roles.time}), true) AND ${column(schema.time.column).known}`,
        columns: [schema.time.column],
        problem: 'not a date',
        expected: `the format ${[schema.time.format].flat().join(' or ').replace(/^iso$/, 'iso: 2024-03-05 or 2024-03-05 14:30:00')}`,
      },
      ...missingRules('amount', amountColumns),
      ...amountColumns.map((name) => notANumber(name, column(name))),
      negativeRule('amount', amountColumns),
      ...missingRules('quantity', quantityColumns),
      ...quantityColumns.map((name) => notANumber(name, column(name))),
      ...(quantityColumns.length ? [negativeRule('quantity', quantityColumns)] : []),
      ...(label
        ? [
            ...missingRules('label', [label.column]),
            {
              when: `${column(label.column).text} NOT IN (${literal(label.positive)}, ${literal(label.negative)})`,
              columns: [label.column],
              problem: 'unknown label',
              expected: `"${label.positive}" or "${label.negative}"`,
            },
          ]
        : []),
    ],
  };
}

/** One column read in each way that a role may ask for, as SQL. */
interface Column {
  /** Whether there is a value at all. */
  readonly known: string;
  /** NULL where missing. */
  readonly text: string;
  /** NULL where missing or not a number. */
  readonly number: string;
  /** The text as it stands in the source, blanks and all. */
  readonly untrimmed: string;
  readonly raw: string;
}

function columnOf(name: string, source: Source, decimal: string, once: (sql: string) => string): Column {
  const type = source.columns.get(name);
  if (type === undefined)
    throw new InputError(`no column "${name}"`, source.path, `one of ${[...source.columns.keys()].join(', ')}`);
  const raw = identifier(name);
  const isText = type === 'VARCHAR';
  const numeral = isText && decimal === ',' ? `replace(${raw}, ',', '.')` : raw;
  return {
    raw,
    get known() {
      return isText ? `(coalesce(trim(${once(raw)}), '') <> '')` : `(${once(raw)} IS NOT NULL)`;
    },
    get text() {
      return once(isText ? `nullif(trim(${raw}), '')` : `${raw}::VARCHAR`);
    },
    get untrimmed() {
      return once(`${raw}::VARCHAR`);
    },
    get number() {
      return once(`TRY_CAST(${numeral} AS DOUBLE)`);
    },
  };
}

/** Seconds since 1970 of a column; NULL where missing or not of the format. */
function seconds({ format, origin }: LogSchema['time'], column: Column, once: (sql: string) => string): string {
  const unit = { 'epoch-seconds': 1, 'epoch-milliseconds': 1e-3, 'epoch-days': DAY }[String(format)];
  if (unit) return `(${column.number} * ${unit} + ${parseIso(origin)})`;
  if (format === 'iso') return once(`epoch(TRY_CAST(${column.raw} AS TIMESTAMPTZ))`);
  const formats = [format].flat().map(literal).join(', ');
  return once(`epoch(try_strptime(trim(${column.raw}::VARCHAR), [${formats}]))`);
}

function notANumber(name: string, column: Column): Rule {
  return {
    when: `coalesce(NOT isfinite(${column.number}), true) AND ${column.known}`,
    columns: [name],
    problem: 'not a number',
    expected: 'a number such as 12.50',
  };
}

/** A condition that compares numbers wants numbers. */
function numberRules(condition: Condition, column: (name: string) => Column): Rule[] {
  const compares = condition.greaterThan ?? condition.lessThan;
  return compares === undefined && typeof condition.equals !== 'number'
    ? []
    : [notANumber(condition.column, column(condition.column))];
}

/** A condition as SQL that is never NULL. */
function holds({ equals, startsWith, matches, greaterThan, lessThan }: Condition, column: Column): string {
  if (typeof equals === 'number') return `coalesce(${column.number} = ${equals}, false)`;
  if (equals !== undefined) return `coalesce(${column.text} = ${literal(equals)}, false)`;
  if (startsWith !== undefined) return `coalesce(starts_with(${column.text}, ${literal(startsWith)}), false)`;
  if (matches !== undefined) return `coalesce(regexp_matches(${column.text}, ${literal(matches)}), false)`;
  if (greaterThan !== undefined) return `coalesce(${column.number} > ${greaterThan}, false)`;
  if (lessThan !== undefined) return `coalesce(${column.number} < ${lessThan}, false)`;
  return `(${column.text} IS NOT NULL)`;
}

function inWords({ column, equals, startsWith, matches, greaterThan, lessThan }: Condition): string {
  if (equals !== undefined) return `${column} = ${equals}`;
  if (startsWith !== undefined) return `${column} starts with "${startsWith}"`;
  if (matches !== undefined) return `${column} matches ${matches}`;
  if (greaterThan !== undefined) return `${column} > ${greaterThan}`;
  if (lessThan !== undefined) return `${column} < ${lessThan}`;
  return `${column} known`;
}
