import { fromCSV } from 'arquero';
import { InputError } from '../../../src/base/errors';
import { readBytes } from '../../../src/base/files';
import { type CustomerRow, RAW_NAMES, type RawColumn, type Split } from './customers';

const SPLITS: readonly string[] = ['train', 'validation', 'test'];

/**
 * Reads a customers CSV as `writeCustomers` makes it; empty cells are missing values.
 * @throws InputError that names the column, and the line, of what is not there or no number, and a customer who stands
 *   twice at one cutoff
 */
export function readCustomers(path: string): CustomerRow[] {
  const table = fromCSV(readBytes(path).toString('utf8'), { autoType: false });
  const needed = ['customer', 'cutoff', 'split', ...RAW_NAMES, 'amount_next_quarter'];
  const absent = needed.filter((name) => !table.columnNames().includes(name));
  if (absent.length) throw new InputError(`no column ${absent.join(', ')}`, path, needed.join(', '));
  const cells = (name: string) => table.array(name) as (string | null)[];
  const columns = new Map(RAW_NAMES.map((name) => [name, numbers(cells(name), name, path, true)]));
  const next = numbers(cells('amount_next_quarter'), 'amount_next_quarter', path, false);
  const [customer, cutoff, split] = ['customer', 'cutoff', 'split'].map(cells);
  const seen = new Set<string>();
  return next.map((nextQuarter, row) => {
    const who = JSON.stringify([customer[row], cutoff[row]]);
    if (seen.has(who))
      throw new InputError(
        `customer "${customer[row]}" stands twice at cutoff ${cutoff[row]}`,
        `${path}, line ${row + 2}`,
        'one row for each customer and cutoff',
      );
    seen.add(who);
    if (!SPLITS.includes(split[row] ?? ''))
      throw new InputError(`split "${split[row] ?? ''}"`, `${path}, line ${row + 2}`, SPLITS.join(', '));
    return {
      customer: customer[row] ?? '',
      cutoff: cutoff[row] ?? '',
      split: split[row] as Split,
      values: Object.fromEntries(RAW_NAMES.map((name) => [name, columns.get(name)![row]])) as Record<RawColumn, number>,
      nextQuarter,
    };
  });
}

function numbers(cells: readonly (string | null)[], column: string, path: string, mayMiss: boolean): number[] {
  return cells.map((cell, row) => {
    if (cell === null || cell === '') {
      if (mayMiss) return Number.NaN;
      throw new InputError('an empty cell', `${path}, line ${row + 2}, column "${column}"`, 'a number');
    }
    const value = Number(cell);
    if (!Number.isFinite(value))
      throw new InputError(`"${cell}"`, `${path}, line ${row + 2}, column "${column}"`, 'a number, or nothing');
    return value;
  });
}
