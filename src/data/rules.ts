import { InputError } from '../base/errors';
import { parseIso } from '../base/time';
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
  const { csv, missing } = schema;
  const computed: string[] = [];
  const once = (sql: string) => {
    if (!computed.includes(sql)) computed.push(sql);
    return `e${computed.indexOf(sql)}`;
  };
  const column = (name: string) => columnOf(name, source, csv.decimal, once);
  const isReturn = schema.returns ? holds(schema.returns.when, column(schema.returns.when.column)) : 'false';
  const keptReturn = schema.returns?.treat === 'keep' ? isReturn : 'false';
  const rules: Rule[] = [];

  if (schema.returns) {
    rules.push(...numberRules(schema.returns.when, column));
    if (schema.returns.treat === 'drop')
      rules.push({ when: isReturn, drop: `return: ${inWords(schema.returns.when)}` });
  }
  for (const condition of schema.purchases) {
    rules.push(...numberRules(condition, column));
    const fails = `NOT ${holds(condition, column(condition.column))} AND NOT ${keptReturn}`;
    rules.push({ when: fails, drop: `fails: ${inWords(condition)}` });
  }

  const missingRule = (role: keyof LogSchema['missing'], when: string, columns: string[]) => {
    const treat = missing[role];
    if (treat === 'drop') rules.push({ when, drop: `missing ${role}` });
    if (treat === 'error')
      rules.push({
        when,
        columns,
        problem: `missing ${role}`,
        expected: `a value, or "missing": {"${role}": …} in the schema`,
      });
  };
  /** The number of a role, made of one column or of a product. */
  const numeric = (role: 'amount' | 'quantity', names: string[]) => {
    const parts = names.map(column);
    missingRule(role, parts.map((part) => `(${part.number} IS NULL AND NOT ${part.known})`).join(' OR '), names);
    for (const part of parts) rules.push(notANumber(part));
    return parts.map((part) => part.number).join(' * ');
  };

  const customer = column(schema.customer);
  missingRule('customer', `${customer.text} IS NULL`, [customer.name]);

  const item = typeof schema.item === 'string' ? column(schema.item) : undefined;
  if (item) missingRule('item', `${item.text} IS NULL`, [item.name]);

  const timeColumn = column(schema.time.column);
  const time = once(seconds(schema.time, timeColumn));
  missingRule('time', `${time} IS NULL AND NOT ${timeColumn.known}`, [timeColumn.name]);
  rules.push({
    when: `coalesce(NOT isfinite(${time}), true) AND ${timeColumn.known}`,
    columns: [timeColumn.name],
    problem: 'not a date',
    expected: `the format ${[schema.time.format].flat().join(' or ')}`,
  });

  const amountColumns =
    typeof schema.amount === 'string' ? [schema.amount] : [schema.amount.price, schema.amount.quantity];
  const amount = numeric('amount', amountColumns);
  const quantityColumn = schema.quantity ?? (typeof schema.amount === 'string' ? undefined : schema.amount.quantity);
  const quantity = quantityColumn ? numeric('quantity', [quantityColumn]) : '1';
  for (const [sign, value, columns] of [
    ['amount', amount, amountColumns],
    ['quantity', quantity, quantityColumn ? [quantityColumn] : []],
  ] as const)
    rules.push({
      when: `${value} < 0 AND NOT ${keptReturn}`,
      columns,
      problem: `negative ${sign}`,
      expected: '"returns" in the schema to say what a return is and whether to drop or keep it',
    });

  const label = schema.label && column(schema.label.column);
  if (schema.label && label) {
    const { positive, negative } = schema.label;
    missingRule('label', `${label.text} IS NULL`, [label.name]);
    rules.push({
      when: `${label.text} NOT IN (${literal(positive)}, ${literal(negative)})`,
      columns: [label.name],
      problem: 'unknown label',
      expected: `"${positive}" or "${negative}"`,
    });
  }

  return {
    computed,
    rules,
    roles: {
      customer: customer.text,
      item: item?.text ?? literal((schema.item as { constant: string }).constant),
      itemName: schema.itemName ? column(schema.itemName).text : 'NULL::VARCHAR',
      time,
      amount,
      quantity,
      label: schema.label && label ? `(${label.text} = ${literal(schema.label.positive)})::TINYINT` : '0',
    },
  };
}

/** One column read in each way that a role may ask for, as SQL. */
interface Column {
  readonly name: string;
  readonly raw: string;
  /** Whether there is a value at all. */
  readonly known: string;
  /** NULL where missing. */
  readonly text: string;
  /** NULL where missing or not a number. */
  readonly number: string;
}

function columnOf(name: string, source: Source, decimal: string, once: (sql: string) => string): Column {
  const type = source.columns.get(name);
  if (type === undefined)
    throw new InputError(`no column "${name}"`, source.path, `one of ${[...source.columns.keys()].join(', ')}`);
  const raw = identifier(name);
  const isText = type === 'VARCHAR';
  const numeral = isText && decimal === ',' ? `replace(${raw}, ',', '.')` : raw;
  return {
    name,
    raw,
    get known() {
      return isText ? `(coalesce(trim(${once(raw)}), '') <> '')` : `(${once(raw)} IS NOT NULL)`;
    },
    get text() {
      return once(isText ? `nullif(trim(${raw}), '')` : `${raw}::VARCHAR`);
    },
    get number() {
      return once(`TRY_CAST(${numeral} AS DOUBLE)`);
    },
  };
}

function seconds({ format, origin }: LogSchema['time'], column: Column): string {
  const unit = { 'epoch-seconds': 1, 'epoch-milliseconds': 1e-3, 'epoch-days': 86_400 }[String(format)];
  if (unit) return `(${column.number} * ${unit} + ${parseIso(origin)})`;
  if (format === 'iso') return `epoch(TRY_CAST(${column.raw} AS TIMESTAMPTZ))`;
  return `epoch(try_strptime(${column.text}, [${[format].flat().map(literal).join(', ')}]))`;
}

function notANumber(column: Column): Rule {
  return {
    when: `coalesce(NOT isfinite(${column.number}), true) AND ${column.known}`,
    columns: [column.name],
    problem: 'not a number',
    expected: 'a number such as 12.50',
  };
}

/** A condition that compares numbers wants numbers. */
function numberRules(condition: Condition, column: (name: string) => Column): Rule[] {
  const compares = condition.greaterThan ?? condition.lessThan;
  return compares === undefined && typeof condition.equals !== 'number' ? [] : [notANumber(column(condition.column))];
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
