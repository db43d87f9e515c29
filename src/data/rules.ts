import type { AttributeOwner } from './attributes';
import { Cells, type Column } from './cells';
import { literal } from './duckdb';
import type { Rule, Translation } from './judge';
import { exampleOf } from './numerals';
import { type AttributeColumns, type Condition, LARGEST, type LogSchema } from './schema';
import type { Source } from './source';
import { secondsOf, timeRules } from './times';

/**
 * Translates a schema of transactions into SQL over the columns of a source.
 * @throws InputError when a column that the schema names is not there, or cannot hold what it should
 */
export function translate(schema: LogSchema, source: Source): Translation {
  const { item, amount, label, missing, returns, time } = schema;
  const cells = new Cells(source, schema.csv);
  const column = (name: string) => cells.column(name);
  const product = (names: readonly string[]) => names.map((name) => column(name).number).join(' * ');

  const itemColumns = typeof item === 'string' ? [item] : [];
  const amountColumns = typeof amount === 'string' ? [amount] : [amount.price, amount.quantity];
  const quantityColumns = [schema.quantity ?? amountColumns[1]].filter((name) => name !== undefined);
  const roles = {
    customer: column(schema.customer).text,
    item: typeof item === 'string' ? column(item).text : literal(item.constant),
    itemName: schema.itemName ? column(schema.itemName).text : 'NULL::VARCHAR',
    time: secondsOf(time, column(time.column), cells),
    amount: product(amountColumns),
    quantity: quantityColumns.length ? product(quantityColumns) : '1',
    label: label ? `(${column(label.column).text} = ${literal(label.positive)})::TINYINT` : '0',
  };
  const attributes = attributesHere(schema);

  /** Rows whose role has no value because one of its columns has none. */
  const missingRules = (role: keyof typeof missing, names: readonly string[]): Rule[] => {
    const treat = missing[role];
    return typeof treat === 'object' ? [] : missingRule(role, treat, names.map(column));
  };
  const isKeptReturn = returns?.treat === 'keep' ? holds(returns.when, column(returns.when.column)) : 'false';
  /** Rows whose amount or quantity is no number, too large for one, or negative without being a return. */
  const sizeRules = (role: 'amount' | 'quantity', names: readonly string[]): Rule[] =>
    names.length === 0
      ? []
      : [
          ...names.map((name) => notANumber(column(name), cells)),
          {
            when: `coalesce(abs(${roles[role]}) > ${LARGEST}, false)`,
            columns: names,
            problem: `${role} too large`,
            expected: `at most ${LARGEST}`,
          },
          {
            when: `coalesce(${roles[role]} < 0, false) AND NOT ${isKeptReturn}`,
            columns: names,
            problem: `negative ${role}`,
            expected: '"returns" in the schema to say what a return is and whether to drop or keep it',
          },
        ];

  return {
    computed: cells.computed,
    roles: Object.assign(roles, ...attributes.map(([owner, columns]) => attributeRoles(owner, columns, cells))),
    rules: [
      ...(returns ? numberRules(returns.when, cells) : []),
      ...(returns?.treat === 'drop'
        ? [{ when: holds(returns.when, column(returns.when.column)), drop: `return: ${inWords(returns.when)}` }]
        : []),
      ...schema.purchases.flatMap((condition) => [
        ...numberRules(condition, cells),
        {
          when: `NOT ${holds(condition, column(condition.column))} AND NOT ${isKeptReturn}`,
          drop: `fails: ${inWords(condition)}`,
        },
      ]),
      ...missingRules('customer', [schema.customer]),
      inexactId(column(schema.customer)),
      ...missingRules('item', itemColumns),
      ...itemColumns.map((name) => inexactId(column(name))),
      ...missingRules('time', [time.column]),
      ...timeRules(time, column(time.column), cells),
      ...missingRules('amount', amountColumns),
      ...sizeRules('amount', amountColumns),
      ...missingRules('quantity', quantityColumns),
      ...sizeRules('quantity', quantityColumns),
      ...(label
        ? [
            ...missingRules('label', [label.column]),
            unknownLabel(column(label.column), [label.positive, label.negative]),
          ]
        : []),
      ...attributes.flatMap(([, columns]) => attributeRules(columns, cells)),
    ],
  };
}

/** The attributes that are columns of the transactions, by what they tell of. */
function attributesHere({ attributes = {} }: LogSchema): [AttributeOwner, AttributeColumns][] {
  const { event, customer, item } = attributes;
  const here: [AttributeOwner, AttributeColumns][] = event ? [['event', event.columns]] : [];
  if (customer && customer.file === undefined) here.push(['customer', customer.columns]);
  if (item && item.file === undefined) here.push(['item', item.columns]);
  return here;
}

/** What attributes are called in SQL, which does not tell upper from lower case. */
export function rolesOf(owner: AttributeOwner, columns: AttributeColumns): [name: string, role: string][] {
  return Object.keys(columns).map((name, i) => [name, `${owner}${i}`]);
}

/** What each attribute of a row is, NULL where missing. */
export function attributeRoles(owner: AttributeOwner, columns: AttributeColumns, cells: Cells): Record<string, string> {
  return Object.fromEntries(
    rolesOf(owner, columns).map(([name, role]) => {
      const column = cells.column(name);
      return [role, columns[name] === 'numeric' ? column.number : column.text];
    }),
  );
}

/** Rows whose attribute is no number where it should be one, or too large for one. */
export function attributeRules(columns: AttributeColumns, cells: Cells): Rule[] {
  const numeric = Object.keys(columns).filter((name) => columns[name] === 'numeric');
  return numeric.flatMap((name) => [
    notANumber(cells.column(name), cells),
    {
      when: `coalesce(abs(${cells.column(name).number}) > ${LARGEST}, false)`,
      columns: [name],
      problem: 'too large',
      expected: `at most ${LARGEST}`,
    },
  ]);
}

/** Rows that lack a value of a role which needs one of each of its columns. */
export function missingRule(role: string, treat: 'drop' | 'error', columns: readonly Column[]): Rule[] {
  if (columns.length === 0) return [];
  const when = `(${columns.map(({ known }) => `NOT ${known}`).join(' OR ')})`;
  if (treat === 'drop') return [{ when, drop: `missing ${role}` }];
  const expected = `a value, or "missing": {"${role}": …} in the schema`;
  return [{ when, columns: columns.map(({ name }) => name), problem: `missing ${role}`, expected }];
}

/** Rows whose id is a float of so many digits that it stands for several ids. */
export function inexactId(column: Column): Rule {
  return {
    when: column.isInexact,
    columns: [column.name],
    problem: 'an id stored as a floating-point number too large to be exact',
    expected: 'ids stored as whole numbers or as text',
  };
}

/** Rows whose label is none of the texts. */
export function unknownLabel(column: Column, texts: readonly string[]): Rule {
  const quoted = texts.map((text) => JSON.stringify(text));
  return {
    when: `coalesce(${column.text} NOT IN (${texts.map(literal).join(', ')}), false)`,
    columns: [column.name],
    problem: 'unknown label',
    expected: quoted.length > 2 ? `one of ${quoted.join(', ')}` : quoted.join(' or '),
  };
}

function notANumber(column: Column, cells: Cells): Rule {
  return {
    when: `${column.number} IS NULL AND ${column.known}`,
    columns: [column.name],
    problem: 'not a number',
    expected: exampleOf(cells.format),
  };
}

/** A condition that compares numbers wants numbers. */
function numberRules(condition: Condition, cells: Cells): Rule[] {
  const compares = condition.greaterThan ?? condition.lessThan;
  return compares === undefined && typeof condition.equals !== 'number'
    ? []
    : [notANumber(cells.column(condition.column), cells)];
}

/** A condition as SQL that is never NULL. */
function holds({ equals, startsWith, matches, greaterThan, lessThan }: Condition, column: Column): string {
  if (typeof equals === 'number') return `coalesce(${column.number} = ${equals}, false)`;
  if (equals !== undefined) return `coalesce(${column.text} = ${literal(equals)}, false)`;
  if (startsWith !== undefined) return `coalesce(starts_with(${column.text}, ${literal(startsWith)}), false)`;
  if (matches !== undefined) return `coalesce(regexp_matches(${column.text}, ${literal(matches)}), false)`;
  if (greaterThan !== undefined) return `coalesce(${column.number} > ${greaterThan}, false)`;
  if (lessThan !== undefined) return `coalesce(${column.number} < ${lessThan}, false)`;
  return column.known;
}

function inWords({ column, equals, startsWith, matches, greaterThan, lessThan }: Condition): string {
  if (equals !== undefined) return `${column} = ${equals}`;
  if (startsWith !== undefined) return `${column} starts with "${startsWith}"`;
  if (matches !== undefined) return `${column} matches ${matches}`;
  if (greaterThan !== undefined) return `${column} > ${greaterThan}`;
  if (lessThan !== undefined) return `${column} < ${lessThan}`;
  return `${column} known`;
}
