import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import '../../datasets';
import { InputError } from '../../src/base/errors';
import { sealJson } from '../../src/base/sealed';
import { evaluate } from '../../src/evaluation/metrics';
import { completeConfiguration } from '../../src/experiment/configuration';
import type { FailedRun, RunResult } from '../../src/experiment/result';
import { Store } from '../../src/experiment/store';
import { onFullDisk } from '../helpers/fullDisk';
import { temporaryFolder } from '../helpers/temporaryFolder';

function resultOf(id: string, validation: Float32Array, test: Float32Array): RunResult {
  return {
    id,
    configuration: completeConfiguration({ dataset: 'synthetic', task: 'synthetic', model: 'majority' }, 'a test'),
    metrics: {
      ...evaluate(
        { score: Float32Array.of(0.1, 0.6), label: Uint8Array.of(0, 1) },
        { score: Float32Array.of(0.2, 0.3), label: Uint8Array.of(1, 0) },
      ),
      logLoss: Number.POSITIVE_INFINITY,
      macroAuc: Number.NaN,
    },
    scores: { validation, test },
    diagnostics: { epochs: 3, importances: [0.1, 1 / 3] },
    seconds: { train: 0.001, predict: 0 },
    environment: { engine: 'cpu', node: 'v20', dataFingerprint: 'data', peakMemoryMB: 1 },
  };
}

describe('store of results', () => {
  const folder = temporaryFolder();
  const some = resultOf('some', Float32Array.of(0.25, 1 / 3), Float32Array.of(0.1));

  it('reads back what it wrote, every score to the bit', () => {
    const store = new Store(folder());
    const probabilities = fc.float32Array({ noNaN: true, min: 0, max: 1 });
    fc.assert(
      fc.property(probabilities, probabilities, (validation, test) => {
        const { scores, ...rest } = resultOf('any', validation, test);
        const result = { ...rest, scores: { ...scores, branches: { one: test, other: validation } } };
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

  it('keeps a failed run and its reason', () => {
    const store = new Store(folder());
    const { configuration, environment } = some;
    const failed: FailedRun = { id: 'failed', configuration, environment, failure: 'the loss is NaN' };
    store.write(failed);
    assert.ok(store.has('failed'));
    assert.deepEqual(store.read('failed'), failed);
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
    onFullDisk(() => assert.throws(() => store.write({ ...some, id: 'kept', diagnostics: {} }), /ENOSPC/));
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

    /** The text of a run with something else in it, as a program that knows checksums would write it. */
    const sealed = (change: (content: Record<string, unknown>) => unknown) => {
      const store = new Store(folder());
      store.write({ ...some, id: 'other' });
      const { content } = JSON.parse(readFileSync(store.pathOf('other'), 'utf8'));
      return sealJson({ format: 'ledgerwalk run', version: 2 }, change(content));
    };
    const without = (name: string) => sealed(({ [name]: _, ...rest }) => rest);
    const testScores = (test: string) =>
      sealed((run) => ({ ...run, scores: { ...(run.scores as Record<string, string>), test } }));
    const float = (value: number) => Buffer.from(Float32Array.of(value).buffer).toString('base64');

    for (const [what, text] of [
      ['is no JSON', () => '\u0000PNG'],
      ['holds nothing', () => 'null'],
      ['holds no run', () => '{}'],
      ['holds nothing, sealed', () => sealed(() => null)],
      ['holds no environment', () => without('environment')],
      ['holds no configuration', () => without('configuration')],
      ['holds no seconds', () => without('seconds')],
      ['holds no scores', () => without('scores')],
      [
        'holds a metric under another name',
        () => sealed((run) => ({ ...run, metrics: { ...(run.metrics as object), gini: 0 } })),
      ],
      ['holds scores that are no numbers', () => testScores('!!not base64!!')],
      ['holds scores with a number cut in half', () => testScores(float(0.5).slice(0, 4))],
      ['holds a score that is NaN', () => testScores(float(Number.NaN))],
      ['holds a score beyond 1', () => testScores(float(1.5))],
      ['is of an older version', () => sealed((run) => run).replace('"version":2', '"version":1')],
      ['was edited', () => sealed((run) => run).replace('"auc":1', '"auc":0')],
    ] as const)
      it(`is named when it ${what}`, () => {
        const written = text();
        writeFileSync(join(folder(), 'other.json'), written);
        refuses('other');
      });

    it('is named when it has scores of other examples', () => {
      const store = new Store(folder());
      store.write(some);
      assert.deepEqual(store.read('some', { validation: 2, test: 1 }), some);
      assert.throws(
        () => store.read('some', { validation: 2, test: 3 }),
        (error: Error) =>
          error instanceof InputError && /some\.json: .*1 test scores for 3 examples/.test(error.message),
      );
    });

    it("is named when it holds another trial's result", () => {
      const store = new Store(folder());
      store.write(some);
      writeFileSync(join(folder(), 'copied.json'), readFileSync(join(folder(), 'some.json')));
      refuses('copied');
    });
  });
});
