import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledCode } from '../../src/kernels/code';

const BUILD = join(__dirname, '../../build');
const DATA_SECTION = 11;

describe("kernels on the engine's heap", () => {
  it("keep nothing in static memory, which is the engine's own", function () {
    if (!compiledCode('heap')) this.skip();
    for (const name of ['heap.wasm', 'heap-fma.wasm'])
      assert(!sections(readFileSync(join(BUILD, name))).includes(DATA_SECTION));
  });
});

/** The numbers of a module's sections: behind 8 bytes of header each says its number and its length (LEB128). */
function sections(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    numbers.push(bytes[at++]);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += length;
  }
  return numbers;
}
