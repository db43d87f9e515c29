import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { synthetic } from '../../src/data/tasks/synthetic';
import type { RunResult } from '../../src/experiment/result';
import { Store } from '../../src/experiment/store';
import { onFullDisk } from '../helpers/fullDisk';
import { temporaryFolder } from '../helpers/temporaryFolder';

function resultOf(id: string, validation: Float32Array, test: Float32Array): RunResult {
  return {
    id,
    configuration: {
      dataset: { name: 'synthetic', options: {} },
      task: synthetic,
      negatives: { rate: 1, seed: 0 },
      model: { learner: 'majority', options: {}, controls: { shuffleGraph: false, permuteEvents: false } },
      seed: 0,
    },
    metrics: { auc: 0.5, macroAuc: Number.NaN } as RunResult['metrics'],
    scores: { validation, test },
    notes: { epochs: 3, importances: [0.1, 1 / 3] },
    seconds: { train: 0.001, predict: 0 },
    environment: { engine: 'cpu', node: 'v20', codeVersion: 'code', dataFingerprint: 'data', peakMemoryMB: 1 },
  };
}

describe('store of results', () => {
  const folder = temporaryFolder();
  const some = resultOf('some', Float32Array.of(0.25, 1 / 3), Float32Array.of(0.1));

  it('reads back what it wrote, every score to the bit', () => {
    const store = new Store(folder());
    const scores = fc.float32Array({ noNaN: true });
    fc.assert(
      fc.property(scores, scores, (validation, test) => {
        const result = resultOf('any', validation, test);
        store.write(result);
        assert.deepEqual(store.read('any'), result);
      }),
    );
  });

  it('has what was written under its id, and nothing else', () => {
    const store = new Store(join(folder(), 'a', 'new', 'folder'));
    assert.ok(!store.has('some'));
    store.write(some);
    assert.ok(store.has('some'));
    assert.ok(!store.has('other'));
    assert.deepEqual(readdirSync(store.folder), ['some.json']);
  });

  it('replaces a result whole', () => {
    const store = new Store(folder());
    store.write(resultOf('twice', new Float32Array(100), new Float32Array(100)));
    store.write({ ...some, id: 'twice' });
    assert.deepEqual(store.read('twice'), { ...some, id: 'twice' });
  });

  it('leaves the old result as it was where the new one cannot be written', () => {
    const store = new Store(folder());
    store.write({ ...some, id: 'kept' });
    const before = readFileSync(join(folder(), 'kept.json'));
    onFullDisk(() => assert.throws(() => store.write({ ...some, id: 'kept', notes: {} }), /ENOSPC/));
    assert.deepEqual(readFileSync(join(folder(), 'kept.json')), before);
  });

  it('does not take a half-written file beside it for a result', () => {
    const store = new Store(folder());
    writeFileSync(join(folder(), '.ledgerwalk-0123456789abcdef.tmp'), '{"id":"killed","sco');
    assert.ok(!store.has('killed'));
  });

  describe('a damaged file', () => {
    const refuses = (id: string) =>
      assert.throws(
        () => new Store(folder()).read(id),
        (error: Error) =>
          error instanceof InputError &&
          error.message.includes(join(folder(), `${id}.json`)) &&
          error.message.includes('delete the file and run again'),
      );

    it('is named wherever it was cut off', () => {
      const store = new Store(folder());
      store.write({ ...some, id: 'cut' });
      const path = join(folder(), 'cut.json');
      for (let size = readFileSync(path).length - 1; size >= 0; size -= 50) {
        truncateSync(path, size);
        refuses('cut');
      }
    });

    for (const [what, text] of [
      ['is no JSON', '\u0000PNG'],
      ['holds nothing', 'null'],
      ['holds no run', '{}'],
      ['holds a run without scores', JSON.stringify({ ...some, id: 'other', scores: {} })],
    ])
      it(`is named when it ${what}`, () => {
        writeFileSync(join(folder(), 'other.json'), text);
        refuses('other');
      });

    it("is named when it holds another trial's result", () => {
      const store = new Store(folder());
      store.write(some);
      writeFileSync(join(folder(), 'copied.json'), readFileSync(join(folder(), 'some.json')));
      refuses('copied');
    });
  });
});
