import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { readSchema } from '../../src/data/schema';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('readSchema', () => {
  const folder = temporaryFolder();
  const write = (text: string) => {
    const path = join(folder(), 'schema.json');
    writeFileSync(path, text);
    return path;
  };
  const fails = (text: string, message: RegExp) =>
    assert.rejects(readSchema(write(text)), (error) => error instanceof InputError && message.test(error.message));
  const least = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };

  it('completes the defaults', async () => {
    const schema = await readSchema(write(JSON.stringify(least)));
    assert.deepEqual(schema.csv, { delimiter: ',', quote: '"', decimal: '.', missing: [] });
    assert.equal(schema.time.format, 'iso');
    assert.equal(schema.missing.customer, 'error');
  });

  it('gives a schema that can be kept as JSON and read again', async () => {
    const schema = await readSchema(
      write(JSON.stringify({ ...least, purchases: [{ column: 'paid', greaterThan: 0 }] })),
    );
    assert.deepEqual(await readSchema(write(JSON.stringify(schema))), schema);
  });

  it('takes regular expressions of RE2 that JavaScript does not know', async () => {
    for (const matches of ['(?i)^I[0-9]', '(?P<n>i)', '\\pL', '[[:alpha:]]', '\\Qa.b\\E'])
      assert.equal(
        (await readSchema(write(JSON.stringify({ ...least, purchases: [{ column: 'what', matches }] })))).purchases[0]
          .matches,
        matches,
      );
  });

  it('takes no notice of a byte-order mark', async () => {
    assert.equal((await readSchema(write(`\ufeff${JSON.stringify(least)}`))).customer, 'who');
  });

  it('tells that the file is missing', () =>
    assert.rejects(readSchema(join(folder(), 'none.json')), /none\.json: no such file; expected a JSON file/));

  it('tells that the file is not JSON', () => fails('customer: who', /schema\.json: not valid JSON: Unexpected token/));

  for (const [what, change, message] of [
    ['a role left out', { customer: undefined }, /schema\.json, at customer: .*expected string/],
    ['an unknown key', { custmer: 'who' }, /schema\.json: unknown key "custmer"/],
    ['a wrong format of dates', { time: { column: 'when', format: 'DD/MM' } }, /at time\.format: .*"%d\/%m\/%Y %H:%M"/],
    [
      'a wrong origin',
      { time: { column: 'when', origin: '1st May' } },
      /at time\.origin: "1st May" given; expected a date YYYY-MM-DD/,
    ],
    ['a wrong amount', { amount: { price: 'p' } }, /at amount\.quantity: missing; expected string/],
    ['a wrong item', { item: 5 }, /at item: .*\{"constant": an id for all rows\}/],
    ['a condition with no test', { purchases: [{ column: 'paid' }] }, /at purchases\[0\]: .*one of equals, startsWith/],
    [
      'a condition with two tests',
      { purchases: [{ column: 'paid', greaterThan: 0, lessThan: 5 }] },
      /at purchases\[0\]: .*one of equals, startsWith/,
    ],
    [
      'a broken regular expression',
      { purchases: [{ column: 'what', matches: '(' }] },
      /at purchases\[0\]\.matches: Invalid regular expression: missing \): \(; expected a regular expression in RE2 syntax/,
    ],
    [
      'a regular expression of JavaScript',
      {
        purchases: [
          { column: 'what', known: true },
          { column: 'what', matches: '^(?!post)i' },
        ],
      },
      /schema\.json, at purchases\[1\]\.matches: Invalid regular expression: invalid perl operator/,
    ],
    [
      'a format that does not exist',
      { time: { column: 'when', format: '%d %Q %Y' } },
      /schema\.json, at time\.format: Invalid format: .*%Q.*; expected a format of strptime/,
    ],
    [
      'a format without a year',
      { time: { column: 'when', format: ['%Y-%m-%d', '%d/%m'] } },
      /at time\.format\[1\]: "%d\/%m" given; expected one that names a year/,
    ],
    [
      'a quote that is no character',
      { csv: { quote: '«' } },
      /at csv\.quote: "«" given; expected one character of ASCII/,
    ],
    ['a quote that parts cells', { csv: { delimiter: '"' } }, /at csv\.quote: expected another character than "delim/],
    [
      'thousands like decimals',
      { csv: { thousands: '.' } },
      /at csv\.thousands: "\." given; expected another character than "dec/,
    ],
    ['a fill that no float holds', { missing: { amount: { fill: 1e39 } } }, /at missing\.amount/],
    ['a wrong way with missing values', { missing: { item: 'skip' } }, /at missing\.item: .*"drop", "error" or/],
    ['a long delimiter', { csv: { delimiter: '||' } }, /at csv\.delimiter: "\|\|" given; expected one character/],
  ] as const)
    it(`tells the path of ${what}`, () => fails(JSON.stringify({ ...least, ...change }), message));
});
