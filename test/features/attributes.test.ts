import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { arbitraryRows, arbitraryTime, logOf } from '../helpers/randomLog';

function compute(attributes: readonly unknown[], log: TransactionLog, examples: ExampleSet) {
  const { entry, options } = families.resolve(families.reference().parse({ name: 'attributes', attributes }));
  const values = entry.compute(new AsOf(examples, log), options, Controls.none);
  const columns = entry.columns(options);
  return (row: number, column: string) => values[row * columns.length + columns.indexOf(column)];
}

/** Every event as it happens, and every customer with every item at a time. */
function everything({ columns: { time, customer, item }, size, customers, items }: TransactionLog, at: number) {
  const pairs = Array.from({ length: customers.length * items.length }, (_, i) => i);
  return new ExampleSet({
    time: Float64Array.from([...time, ...pairs.map(() => at)]),
    customer: Int32Array.from([...customer, ...pairs.map((i) => Math.floor(i / items.length))]),
    item: Int32Array.from([...item, ...pairs.map((i) => i % items.length)]),
    event: Int32Array.from([...Array(size).keys(), ...pairs.map(() => -1)]),
  });
}

describe('feature family attributes, on random logs', () => {
  it('is the value of each, and the share of those seen earlier that have the same category', () => {
    fc.assert(
      fc.property(arbitraryRows, arbitraryTime, (rows, at) => {
        const log = logOf(rows);
        const examples = everything(log, at);
        const names = log.attributes.map(({ name }) => name);
        const value = compute(names, log, examples);
        for (let row = 0; row < examples.size; row++) {
          const [time, event] = [examples.time[row], examples.event[row]];
          const past = [...log.columns.time.keys()].filter((e) => log.columns.time[e] < time);
          for (const { name, of, values, categories } of log.attributes) {
            const ownerOf = (e: number) => (of === 'event' ? e : log.columns[of][e]);
            const owner = of === 'event' ? event : examples[of][row];
            const seen = new Set(past.map(ownerOf));
            const isKnown = event >= 0 || (of !== 'event' && seen.has(owner));
            const own = isKnown ? values[owner] : categories ? -1 : Number.NaN;
            const same = [...seen].filter((other) => values[other] === own).length;
            assert.ok(
              Object.is(value(row, name), categories ? Math.fround(same / seen.size) : Math.fround(own)),
              `${name} of example ${row}: ${value(row, name)}`,
            );
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  const log = logOf([
    ['ann', 'tea', 0, 1.01],
    ['bob', 'tea', DAY, 1.02],
    ['bob', 'jam', 2 * DAY, 1.0],
  ]);
  const asked = new ExampleSet({
    time: log.columns.time,
    customer: log.columns.customer,
    item: log.columns.item,
    event: Int32Array.of(0, 1, 2),
  });

  it('has a column for each category asked for, and one for what is missing', () => {
    // Categories are those of 101, 102 and 100 less 1, modulo 4.
    const value = compute([{ attribute: 'channel', oneHot: ['a', 'b', 'z'] }], log, asked);
    const rows = ['channel = a', 'channel = b', 'channel = z', 'channel missing'].map((column) =>
      [0, 1, 2].map((row) => value(row, column)),
    );
    assert.deepEqual(rows, [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('refuses an attribute that is not there, is numeric, or is named twice', () => {
    assert.throws(() => compute(['colour'], log, asked), /no attribute "colour"; expected one of channel, discount/);
    const hot = (attribute: string) => ({ attribute, oneHot: ['a'] });
    assert.throws(() => compute([hot('age')], log, asked), /attribute "age" is numeric; expected its name alone/);
    assert.throws(() => compute(['age', 'age'], log, asked), /an attribute is named twice/);
    assert.throws(() => compute([3], log, asked), /expected the name of an attribute, or/);
  });
});
