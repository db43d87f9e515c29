import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { type SealedFormat, seal, sealJson, unseal, unsealJson } from '../../src/base/sealed';

const FORMAT: SealedFormat = { format: 'ledgerwalk test', version: 3 };

describe('a sealed file', () => {
  const refuses = (open: () => unknown, expected = /./) =>
    assert.throws(
      open,
      (error: Error) =>
        error instanceof InputError && error.message.startsWith('a.file: ') && expected.test(error.message),
    );

  it('gives back what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.jsonValue(), (bytes, value) => {
        assert.deepEqual(Uint8Array.from(unseal(FORMAT, seal(FORMAT, bytes), 'a.file')), bytes);
        const text = sealJson(FORMAT, value);
        const plain = JSON.parse(JSON.stringify(value));
        assert.deepEqual(unsealJson(FORMAT, Buffer.from(text), 'a.file'), plain);
        assert.deepEqual(JSON.parse(text).content, plain, 'a sealed JSON file is JSON');
      }),
    );
  });

  for (const [what, file, open] of [
    ['of bytes', seal(FORMAT, Uint8Array.of(1, 2, 3, 0)), unseal],
    ['of JSON', Buffer.from(sealJson(FORMAT, { name: 'ann', scores: [1, 2] })), unsealJson],
  ] as const) {
    it(`${what} is refused when any byte of it is another`, () => {
      for (let at = 0; at < file.length; at++)
        for (const change of [0x01, 0x20, 0xff]) {
          const changed = Buffer.from(file);
          changed[at] ^= change;
          refuses(() => open(FORMAT, changed, 'a.file'));
        }
    });

    it(`${what} is refused wherever it is cut off, and with more at its end`, () => {
      for (let size = 0; size < file.length; size++) refuses(() => open(FORMAT, file.subarray(0, size), 'a.file'));
      refuses(() => open(FORMAT, Buffer.concat([file, Buffer.from('\n')]), 'a.file'), /damaged: \d+ bytes of \d+/);
    });

    it(`${what} tells other formats and versions apart`, () => {
      refuses(() => open({ ...FORMAT, format: 'ledgerwalk run' }, file, 'a.file'), /not a Ledgerwalk run$/);
      refuses(() => open({ ...FORMAT, version: 4 }, file, 'a.file'), /another version \(3\); expected version 4/);
      refuses(() => open(FORMAT, Buffer.from('{"a":1}'), 'a.file'), /not a Ledgerwalk test$/);
    });
  }

  it('of before there were lengths is of another version', () => {
    const old = Buffer.from('{"format":"ledgerwalk test","version":1,"checksum":"12","content":{}}');
    refuses(() => unsealJson(FORMAT, old, 'a.file'), /another version \(1\)/);
  });
});
