import { InputError } from '../base/errors';
import { DAY, formatDay, ISO_TIME, parseIso } from '../base/time';
import { type Cells, type Column, valueKind } from './cells';
import { literal } from './duckdb';
import type { Rule } from './judge';
import type { TimeFormat } from './schema';
import { columnNamed, type Source } from './source';

/**
 * The days of a log of transactions: what is dated outside, from the first to before the last, was read in the
 * wrong way (a year of two digits, seconds for milliseconds) or stands for no date (0001-01-01, 9999-12-31).
 */
const PLAUSIBLE = { from: parseIso('1900-01-01'), to: parseIso('2100-01-01') };

/** Before it, computers counted no seconds for transactions. */
const COUNTED = { from: parseIso('1980-01-01'), to: PLAUSIBLE.to };

/** How many units of each epoch format a second has, from coarse to fine. */
const PER_SECOND: Readonly<Record<string, number>> = {
  'epoch-days': 1 / DAY,
  'epoch-seconds': 1,
  'epoch-milliseconds': 1e3,
  'epoch-microseconds': 1e6,
  'epoch-nanoseconds': 1e9,
};

/**
 * Seconds since 1970 of a column; NULL where missing or not of the format.
 * @throws InputError when the column's type cannot hold times of the format
 */
export function secondsOf({ format, origin }: TimeFormat, column: Column, cells: Cells): string {
  if (column.kind === 'time') return cells.once(`epoch(TRY_CAST(${column.raw} AS TIMESTAMPTZ))`);
  if (column.kind === 'other') throw column.mistyped('dates, or numbers or text that say dates');
  if (format === 'iso') {
    if (column.kind !== 'text')
      throw column.mistyped('dates; a "format" of the schema\'s "time" says how numbers count them');
    return cells.once(isoSeconds(column.textSql));
  }
  if (isEpoch(format)) return sinceOrigin(column.number, format, origin);
  // One by one: of a list, DuckDB reads 30 February as 1 March where a format has a zone.
  const readings = [format].flat().map((one) => cells.once(`epoch(try_strptime(${column.textSql}, ${literal(one)}))`));
  const plausible = readings.map((reading) => `CASE WHEN ${isWithin(reading, PLAUSIBLE)} THEN ${reading} END`);
  return `coalesce(${[...plausible, ...readings].join(', ')})`;
}

/** Rows whose date cannot be read, or cannot be meant. */
export function timeRules(time: TimeFormat, column: Column, cells: Cells): Rule[] {
  const seconds = secondsOf(time, column, cells);
  const columns = [column.name];
  const isImplausible = `NOT coalesce(${isWithin(seconds, PLAUSIBLE)}, true)`;
  const formats = [time.format].flat();
  const causes: Rule[] = [];
  if (column.kind !== 'time' && isEpoch(time.format)) {
    const finer = Object.keys(PER_SECOND).filter((unit) => PER_SECOND[unit] > PER_SECOND[String(time.format)]);
    for (const unit of finer)
      causes.push({
        when: `${isImplausible} AND ${isWithin(sinceOrigin(column.number, unit, time.origin), COUNTED)}`,
        columns,
        problem: `not a date from 1900 to 2099 as ${time.format}`,
        expected: `"format": "${unit}", as which it is one`,
      });
  }
  if (column.kind !== 'time' && formats.some((format) => format.includes('%Y')))
    causes.push({
      when: `${isImplausible} AND ${isWithin(seconds, { from: parseIso('0000-01-01'), to: parseIso('0100-01-01') })}`,
      columns,
      problem: 'a year before 100',
      expected: `a year of four digits, or the format ${formats.map((format) => format.replaceAll('%Y', '%y')).join(' or ')}`,
    });
  return [
    {
      when: `coalesce(NOT isfinite(${seconds}), true) AND ${column.known}`,
      columns,
      problem: 'not a date',
      expected: `the format ${formats.join(' or ').replace(/^iso$/, 'iso: 2024-03-05 or 2024-03-05 14:30:00')}`,
    },
    ...causes,
    {
      when: isImplausible,
      columns,
      problem: 'not a date from 1900 to 2099',
      expected: 'a date of a transaction, or its text in "missing" under "csv" of the schema',
    },
  ];
}

/**
 * Seconds counted as milliseconds all fall into the first weeks of 1970: no row shows it, the whole log does.
 * @throws InputError when every time from `first` to `last` makes a likelier date in a coarser unit
 */
export function checkUnit({ column, format, origin }: TimeFormat, first: number, last: number, source: Source): void {
  const isStored = valueKind(columnNamed(column, source).type) === 'time';
  if (!isEpoch(format) || isStored || parseIso(origin) !== 0 || last >= COUNTED.from) return;
  for (const unit of Object.keys(PER_SECOND)) {
    const [from, to] = [first, last].map((seconds) => (seconds * PER_SECOND[String(format)]) / PER_SECOND[unit]);
    if (PER_SECOND[unit] < PER_SECOND[String(format)] && from >= COUNTED.from && to < COUNTED.to)
      throw new InputError(
        `column "${column}" holds dates from ${formatDay(first)} to ${formatDay(last)} as ${format}`,
        source.path,
        `"format": "${unit}" (${formatDay(from)} to ${formatDay(to)}), or the "origin" from which it counts`,
      );
  }
}

function isEpoch(format: TimeFormat['format']): format is string {
  return typeof format === 'string' && format in PER_SECOND;
}

function sinceOrigin(number: string, unit: string, origin: string): string {
  const seconds = unit === 'epoch-days' ? `${number} * ${DAY}` : `${number} / ${PER_SECOND[unit]}`;
  return `(${seconds} + ${parseIso(origin)})`;
}

function isWithin(seconds: string, { from, to }: { from: number; to: number }): string {
  return `(${seconds} >= ${from} AND ${seconds} < ${to})`;
}

/** The seconds of an ISO text, by the grammar of `parseIso`; some of it must be spelt out for DuckDB. */
function isoSeconds(text: string): string {
  const spelt = [
    [' ?(?:Z|UTC)$', '+00'],
    [' ([+-][0-9:]+)$', '\\1'],
    ['^(.{10})([+-].*)?$', '\\1 00:00\\2'],
    ['^(.{16})([+-].*)?$', '\\1:00\\2'],
  ].reduce((sql, [from, to]) => `regexp_replace(${sql}, ${literal(from)}, ${literal(to)})`, text);
  return `CASE WHEN regexp_full_match(${text}, ${literal(ISO_TIME)})
          THEN epoch(coalesce(TRY_CAST(${text} AS TIMESTAMPTZ), TRY_CAST(${spelt} AS TIMESTAMPTZ))) END`;
}
