import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../src/base/errors';
import { readJson } from '../../src/base/json';
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
    fails('{"name": "a", "parts": [{"size": 1}, {"size": "2"}]}', /^a\.json, at parts\.1\.size: .*expected number/);
    fails('{"name": "a", "nmae": 1}', /^a\.json: Unrecognized key: "nmae"; expected one of name, parts$/);
  });

  it('tells a file that is not there, and one that is a folder', () => {
    assert.throws(() => readJson(join(folder(), 'none.json'), schema), /none\.json: no such file; expected a JSON/);
    mkdirSync(join(folder(), 'b.json'));
    assert.throws(() => readJson(join(folder(), 'b.json'), schema), /b\.json: cannot be read \(EISDIR\)/);
  });
});
