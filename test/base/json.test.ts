import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../src/base/errors';
import { check, readJson } from '../../src/base/json';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('readJson', () => {
  const folder = temporaryFolder();
  const schema = z.strictObject({ name: z.string(), parts: z.array(z.strictObject({ size: z.number() })).default([]) });
  const read = (content: string | Uint8Array) => {
    writeFileSync(join(folder(), 'a.json'), content);
    return readJson(join(folder(), 'a.json'), schema);
  };
  const fails = (content: string | Uint8Array, message: RegExp) =>
    assert.throws(
      () => read(content),
      (error) => error instanceof InputError && message.test(error.message.replace(`${folder()}/`, '')),
    );

  it('completes defaults, and takes no notice of a byte-order mark', () => {
    assert.deepEqual(read('\ufeff{"name": "Größe"}'), { name: 'Größe', parts: [] });
  });

  it('tells UTF-16 and other bytes that are not UTF-8', () => {
    fails(
      Buffer.from('\ufeff{"name": "a"}', 'utf16le'),
      /^a\.json: not valid JSON: text in UTF-16; expected a JSON file in UTF-8$/,
    );
    fails(Buffer.from('\ufeff{"name": "a"}', 'utf16le').swap16(), /^a\.json: not valid JSON: text in UTF-16; /);
    fails(
      Buffer.from('{"name": "Größe"}', 'latin1'),
      /^a\.json: not valid JSON: not text in UTF-8; expected a JSON file in UTF-8$/,
    );
  });

  it('tells what is not JSON on one line without control characters', () => {
    fails('{\n"name": \u001b[31m', /^a\.json: not valid JSON: [^\p{Cc}]+$/u);
    fails('', /^a\.json: not valid JSON: Unexpected end of JSON input$/);
  });

  it('tells the path of a wrong value, and the keys there are', () => {
    fails(
      '{"name": "a", "parts": [{"size": 1}, {"size": "2"}]}',
      /^a\.json, at parts\[1\]\.size: "2" given; expected number$/,
    );
    fails('{"name": "a", "parts": [{"sise": 1}]}', /^a\.json, at parts\[0\]: unknown key "sise"; there are size$/);
    fails('{"parts": []}', /^a\.json, at name: missing; expected string$/);
    fails('{"name": "a", "nmae": 1}', /^a\.json: unknown key "nmae"; there are name, parts$/);
  });

  it('tells what is wrong with the form of a choice that was meant', () => {
    const fold = z.discriminatedUnion('name', [
      z.strictObject({ name: z.literal('single'), date: z.string() }),
      z.strictObject({ name: z.literal('rolling'), count: z.number().default(1) }),
    ]);
    const choice = z.strictObject({ items: z.union([z.string(), z.strictObject({ most: z.number() })]), fold });
    const tells = (items: unknown, folds: unknown, message: string) =>
      assert.throws(
        () => check(choice, { items, fold: folds }, 'a.json'),
        (error) => error instanceof InputError && error.message === `a.json, at ${message}`,
      );
    const rolling = { name: 'rolling' };
    tells({ most: 'x' }, rolling, 'items.most: "x" given; expected number');
    tells({ mots: 1 }, rolling, 'items: unknown key "mots"; there are most');
    tells(3, rolling, 'items: 3 given; expected string or object');
    tells('x', { name: 'roling' }, 'fold.name: "roling" given; expected "single" or "rolling"');
    tells('x', { name: 'rolling', cuont: 3 }, 'fold: unknown key "cuont"; there are name, count');
  });

  it('tells a file that is not there, and one that is a folder', () => {
    assert.throws(() => readJson(join(folder(), 'none.json'), schema), /none\.json: no such file; expected a JSON/);
    mkdirSync(join(folder(), 'b.json'));
    assert.throws(() => readJson(join(folder(), 'b.json'), schema), /b\.json: cannot be read \(EISDIR\)/);
  });
});
