import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { Controls } from '../data/controls/controls';
import type { TransactionLog } from '../data/log';
import type { Branch, BranchKind } from '../fusion/branch';
import {
  assertClose,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  type Check,
  defineLaws,
  using,
  valuesOf,
  weightGradients,
} from './laws';
import { logOf, QUESTIONS, type Question, type Row, randomRows, randomTwins } from './logs';

const NOW = 9 * DAY;
const ASKED: Row = ['customer 0', 'item 0', NOW, 5];
const LOG = logOf([...randomRows(new Random(8), 60).filter(([, , time]) => time < NOW), ASKED]);
const LOGS = 15;

/** Laws of branches, for all ways of asking: customers alone, customers about items, events. */
export const branchLaws = defineLaws<BranchKind>({
  'shapes are those it says, and every number is finite': onBranch((branch, asOf) => {
    const inputs = branch.prepare(asOf);
    const rows = rowsOf(asOf);
    tf.tidy(() => {
      const { pooled, steps, mask } = branch.forward(inputs, rows, { wantSteps: true });
      assert.deepEqual(pooled.shape, [asOf.size, branch.units], 'pooled');
      assert.equal(steps?.shape[2], branch.stepUnits, 'columns of the steps');
      assert.deepEqual(mask?.shape, steps?.shape.slice(0, 2), 'mask');
      for (const tensor of [pooled, steps]) assert.ok(tensor?.dataSync().every(Number.isFinite) ?? true, 'not finite');
    });
  }),

  'rows come in the order asked for, whatever else is in the batch': onBranch((branch, asOf) => {
    const inputs = branch.prepare(asOf);
    const picked = Int32Array.of(asOf.size - 1, 0, asOf.size - 1);
    const part = (what: 'pooled' | 'steps', rows: Int32Array) => {
      const { pooled, steps, mask } = branch.forward(inputs, rows, { wantSteps: true });
      return what === 'steps' && steps ? tf.mul(steps, tf.expandDims(mask!, 2)) : pooled;
    };
    for (const what of ['pooled', 'steps'] as const) {
      const expected = valuesOf(() => tf.gather(part(what, rowsOf(asOf)), tf.tensor1d(picked, 'int32')));
      const values = valuesOf(() => part(what, picked));
      assertClose(values, expected, 1e-5, what);
    }
  }),

  'resampled, an example taken as it is stays so, and numbers of others lie between two': onBranch((branch, asOf) => {
    if (!branch.resample) return;
    const inputs = branch.prepare(asOf);
    const last = asOf.size - 1;
    const rows = Int32Array.of(last, 0, last, 0);
    const gap = Float64Array.of(0, 0, 0.25, 0.75);
    const origins = { first: rows, second: Int32Array.of(last, 0, 0, last), gap, label: Uint8Array.of(1, 0, 1, 1) };
    const resampled = branch.resample(inputs, origins);
    const output = (given: unknown, which: Int32Array) => valuesOf(() => branch.forward(given, which).pooled);
    assertClose(output(resampled, Int32Array.of(0, 1)), output(inputs, Int32Array.of(last, 0)), 1e-5, 'taken as it is');
    const between = output(resampled, Int32Array.of(2, 3));
    assert.ok(between.every(Number.isFinite), 'not finite');
    // A quarter of the way from one end is three quarters from the other.
    assertClose(between.slice(branch.units), between.slice(0, branch.units), 1e-5, 'the same place from both ends');
    const [before, after] = [inputs, resampled].map((given) => branch.numbersOf?.(given));
    if (!before || !after) return;
    const F = before.columns.length;
    for (let f = 0; f < F; f++) {
      const ends = [before.values[f], before.values[last * F + f]];
      const value = after.values[2 * F + f];
      assert.ok(value >= Math.min(...ends) - 1e-5 && value <= Math.max(...ends) + 1e-5, before.columns[f]);
    }
  }),

  'an example has the same output whatever else is asked': onBranch((branch, _, question) => {
    const random = new Random(6);
    for (let i = 0; i < LOGS; i++) {
      const { log, time } = randomTwins(random);
      const asOf = asOfOf(question, log, time);
      if (asOf.size === 0) continue;
      const row = random.int(asOf.size);
      const expected = outputs(branch, asOf).subarray(row * branch.units, (row + 1) * branch.units);
      assertClose(outputs(branch, asOf.select(Int32Array.of(row))), expected, 1e-5, `example ${row}`);
    }
  }),

  'every example has a part, where there are parts': onBranch((branch, asOf) => {
    const parts = branch.partsOf?.(branch.prepare(asOf));
    if (parts) assert.equal(parts.length, asOf.size);
  }),

  'nothing is known of the future': onBranch((branch, _, question) => {
    const random = new Random(6);
    for (let i = 0; i < LOGS; i++) {
      const { log, twin, time } = randomTwins(random);
      const [one, other] = [log, twin].map((each) => asOfOf(question, each, time));
      if (one.size === 0) continue;
      assert.deepEqual(outputs(branch, other), outputs(branch, one), `logs that are the same before ${time}`);
    }
  }),

  'save, load, same output, state and weights': (kind, given) =>
    onBranch((branch, asOf) =>
      using(kind.restore(JSON.parse(JSON.stringify(branch.state()))), (other) =>
        assertSavesAndLoads(branch, other, (each) => each.forward(each.prepare(asOf), rowsOf(asOf)).pooled),
      ),
    )(kind, given),

  "another's state is refused": (kind) =>
    assert.throws(() => kind.restore({ kind: 'another' }), { name: 'InputError' }),

  'the same for the same seed': (kind, given) =>
    onBranch((branch, asOf, question) =>
      using(build(kind, given, question), (again) => assert.deepEqual(outputs(again, asOf), outputs(branch, asOf))),
    )(kind, given),

  'chance enters through the random stream alone': onBranch((branch, asOf) => {
    const inputs = branch.prepare(asOf);
    const run = (random?: Random) => valuesOf(() => branch.forward(inputs, rowsOf(asOf), { random }).pooled);
    assert.deepEqual(run(), run(), 'without a stream');
    assert.deepEqual(run(new Random(3)), run(new Random(3)), 'with the same stream');
  }),

  'every weight has a gradient': onBranch((branch, asOf) => {
    const inputs = branch.prepare(asOf);
    weightGradients(branch, () => branch.forward(inputs, rowsOf(asOf)).pooled);
  }),

  'no tensor leaks': async (kind, given) => {
    const run = onBranch((branch, asOf) => {
      const inputs = branch.prepare(asOf);
      tf.tidy(() => void branch.forward(inputs, rowsOf(asOf), { random: new Random(2), wantSteps: true }));
    });
    await assertNoLeak(() => run(kind, given));
  },

  'same on every engine': onBranch((branch, asOf) => {
    const inputs = branch.prepare(asOf);
    return assertSameOnCpu(() => branch.forward(inputs, rowsOf(asOf)).pooled);
  }),
});

function build(
  kind: BranchKind,
  given: Parameters<Check<BranchKind>>[1],
  { listsItems, ...question }: Question,
): Branch {
  const train = new AsOf(question.examples(LOG, NOW), LOG);
  const context = { train, items: listsItems ? LOG.items : [], controls: Controls.none, seed: 3 };
  return kind.build(kind.options.parse(given ?? {}), context, new Random(1));
}

/** A check of a branch and the examples that it was built on, for every way of asking. */
function onBranch(check: (branch: Branch, asOf: AsOf, question: Question) => void | Promise<void>): Check<BranchKind> {
  return async (kind, given) => {
    for (const question of QUESTIONS)
      try {
        await using(build(kind, given, question), (branch) => check(branch, asOfOf(question, LOG, NOW), question));
      } catch (error) {
        throw error instanceof Error
          ? new Error(`asked about ${question.name}: ${error.message}`, { cause: error })
          : error;
      }
  };
}

function asOfOf(question: Question, log: TransactionLog, time: number): AsOf {
  return new AsOf(question.examples(log, time), log);
}

function rowsOf({ size }: AsOf): Int32Array {
  return Int32Array.from({ length: size }, (_, row) => row);
}

function outputs(branch: Branch, asOf: AsOf): Float32Array {
  return valuesOf(() => branch.forward(branch.prepare(asOf), rowsOf(asOf)).pooled);
}
