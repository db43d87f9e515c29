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

  it('tells that the file is missing', () =>
    assert.rejects(readSchema(join(folder(), 'none.json')), /none\.json: no such file; expected a JSON file/));

  it('tells that the file is not JSON', () => fails('customer: who', /schema\.json: not valid JSON: Unexpected token/));

  for (const [what, change, message] of [
    ['a role left out', { customer: undefined }, /schema\.json, at customer: .*expected string/],
    ['an unknown key', { custmer: 'who' }, /schema\.json: Unrecognized key: "custmer"/],
    ['a wrong format of dates', { time: { column: 'when', format: 'DD/MM' } }, /at time\.format: .*"%d\/%m\/%Y %H:%M"/],
    ['a wrong origin', { time: { column: 'when', origin: '1st May' } }, /at time\.origin: expected a date YYYY-MM-DD/],
    ['a wrong amount', { amount: { price: 'p' } }, /at amount: .*\{"price": column, "quantity": column\}/],
    ['a wrong item', { item: 5 }, /at item: .*\{"constant": an id for all rows\}/],
    ['a condition with no test', { purchases: [{ column: 'paid' }] }, /at purchases\.0: .*one of equals, startsWith/],
    [
      'a condition with two tests',
      { purchases: [{ column: 'paid', greaterThan: 0, lessThan: 5 }] },
      /at purchases\.0: .*one of equals, startsWith/,
    ],
    [
      'a broken regular expression',
      { purchases: [{ column: 'what', matches: '(' }] },
      /at purchases\.0\.matches: Invalid regular expression/,
    ],
    ['a wrong way with missing values', { missing: { item: 'skip' } }, /at missing\.item: .*"drop", "error" or/],
    ['a long delimiter', { csv: { delimiter: '||' } }, /at csv\.delimiter: expected one character/],
  ] as const)
    it(`tells the path of ${what}`, () => fails(JSON.stringify({ ...least, ...change }), message));
});
