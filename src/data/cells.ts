import { InputError } from '../base/errors';
import { literal } from './duckdb';
import { numberOf } from './numerals';
import type { TextFormat } from './schema';
import { columnNamed, type Source, type SourceColumn } from './source';

/** Whole numbers below it are exact in a double, and in a float. */
const EXACT: Readonly<Record<string, number>> = { DOUBLE: 2 ** 53, FLOAT: 2 ** 24 };

/** What is blank at the ends of a cell. */
const BLANKS = ' \t\n\r\v\f\u00a0\u2007\u202f\u3000\ufeff';

/**
 * The cells of a source's rows as SQL. An expression is computed once a row, however many rules and roles refer
 * to it.
 */
export class Cells {
  /** What is computed of each row; expression i is called e<i>. */
  readonly computed: string[] = [];

  constructor(
    private readonly source: Source,
    readonly format: TextFormat,
  ) {}

  /** @throws InputError when there is no such column */
  column(name: string): Column {
    return new Column(columnNamed(name, this.source), this.source.path, this);
  }

  /** The name of an expression that is computed once. */
  once(sql: string): string {
    if (!this.computed.includes(sql)) this.computed.push(sql);
    return `e${this.computed.indexOf(sql)}`;
  }
}

/** One column of a source, read in each way that a role may ask for. */
export class Column {
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'decimal' | 'float' | 'time' | 'other';
  /** The value as it is stored. */
  readonly raw: string;

  constructor(
    private readonly source: SourceColumn,
    private readonly path: string,
    private readonly cells: Cells,
  ) {
    this.name = source.name;
    this.raw = source.sql;
    this.kind = valueKind(source.type);
  }

  /** Whether there is a value at all. */
  get known(): string {
    if (this.kind === 'text') return `(${this.text} IS NOT NULL)`;
    const { raw } = this;
    return this.cells.once(
      this.kind === 'float' ? `(${raw} IS NOT NULL AND NOT isnan(${raw}))` : `(${raw} IS NOT NULL)`,
    );
  }

  /** The value as text without blanks around it, a whole number without a fraction; NULL where missing. */
  get text(): string {
    return this.cells.once(this.textSql);
  }

  /**
   * The value as a double; NULL where it is missing or not a number, infinite where it is too large.
   * @throws InputError when the column holds neither numbers nor text
   */
  get number(): string {
    const { raw, kind } = this;
    if (kind === 'text') return this.cells.once(numberOf(this.textSql, this.cells.format));
    if (kind === 'float') return this.cells.once(`CASE WHEN NOT isnan(${raw}) THEN ${raw}::DOUBLE END`);
    if (kind === 'integer' || kind === 'decimal') return this.cells.once(`${raw}::DOUBLE`);
    throw this.mistyped('numbers');
  }

  /** Whether the value, a float, is too large to be told from its neighbours. */
  get isInexact(): string {
    return this.kind === 'float'
      ? `coalesce(abs(${this.cells.once(this.raw)}) >= ${EXACT[this.source.type]}, false)`
      : 'false';
  }

  mistyped(expected: string): InputError {
    return new InputError(`column "${this.name}" holds values of type ${this.source.type}`, this.path, expected);
  }

  /** As `text`, in full: for what is itself computed once. */
  get textSql(): string {
    const { raw, kind } = this;
    if (kind === 'float')
      return `CASE WHEN isnan(${raw}) THEN NULL WHEN ${raw} = trunc(${raw}) AND abs(${raw}) < ${EXACT[this.source.type]}
              THEN ${raw}::BIGINT::VARCHAR ELSE ${raw}::VARCHAR END`;
    if (kind === 'decimal')
      return `CASE WHEN ${raw} = trunc(${raw}) THEN ${raw}::HUGEINT::VARCHAR ELSE ${raw}::VARCHAR END`;
    if (kind !== 'text') return `${raw}::VARCHAR`;
    // Few cells have blanks at their ends, and to look is four times as fast as to trim.
    const text = `${raw}::VARCHAR`;
    const ends = [...BLANKS].map((blank) => `suffix(${text}, ${literal(blank)})`).join(' OR ');
    const trimmed = `CASE WHEN ${text} < '!' OR ${text} > '~' OR ${ends} THEN trim(${text}, ${literal(BLANKS)}) ELSE ${text} END`;
    const missing = ['', ...this.cells.format.missing].map((token) => literal(token.trim())).join(', ');
    return `CASE WHEN ${trimmed} NOT IN (${missing}) THEN ${trimmed} END`;
  }
}

/** What values of a type of DuckDB are. */
export function valueKind(type: string): Column['kind'] {
  if (/^(VARCHAR|ENUM|JSON)/.test(type)) return 'text';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'integer';
  if (/^DECIMAL/.test(type)) return 'decimal';
  if (type in EXACT) return 'float';
  return /^(DATE|TIMESTAMP)/.test(type) ? 'time' : 'other';
}
