import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { BranchShape } from '../fusion/branch';
import type { FusionOperator, OperatorKind } from '../fusion/operator';
import type { Encoding } from '../nn/encoding';
import {
  assertClose,
  assertGradients,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  type Check,
  defineLaws,
  normalTensor,
  using,
  valuesOf,
} from './laws';

const B = 4;
const BRANCHES: readonly BranchShape[] = [
  { name: 'one', units: 3 },
  { name: 'two', units: 5, stepUnits: 4 },
  { name: 'three', units: 2, stepUnits: 6 },
];
/** How many steps the branches have, those that have some. */
const STEPS = [0, 3, 2];

/** Laws of fusion operators. */
export const operatorLaws = defineLaws<OperatorKind>({
  'shapes are those it says': onOperator((operator, _, kind) =>
    assert.deepEqual(operator.fuse(encodings(kind)).shape, [B, operator.units]),
  ),

  'an operator that wants no steps takes any branches, and one that wants some refuses branches without': (
    kind,
    given,
  ) => {
    const single = shapesFor(kind).slice(0, 1);
    const build = () => kind.build(kind.options.parse(given ?? {}), single, new Random(1));
    if (kind.wantsSteps) {
      assert.throws(build, { name: 'InputError' });
      return;
    }
    return using(build(), (operator) =>
      tf.tidy(() => assert.deepEqual(operator.fuse([encodings(kind)[0]]).shape, [B, operator.units])),
    );
  },

  'gradients equal finite differences, in every branch': onOperator((operator, _, kind) => {
    const parts = encodings(kind);
    const inputs = parts.flatMap(({ pooled, steps }) => (steps && kind.wantsSteps ? [pooled, steps] : [pooled]));
    assertGradients(operator, inputs, (x) => {
      let next = 0;
      return operator.fuse(
        parts.map((part) => ({
          pooled: x[next++] as tf.Tensor2D,
          ...(part.steps && kind.wantsSteps ? { steps: x[next++] as tf.Tensor3D, mask: part.mask } : {}),
        })),
      );
    });
  }),

  'late fusion gives one logit': (kind, given) =>
    using(build(kind, given, 1), ({ units }) => assert.ok(!kind.isLate || units === 1, `${units} columns`)),

  'an example depends on itself alone': onOperator((operator, _, kind) => {
    const of = (rows: number[]) => {
      const index = tf.tensor1d(rows, 'int32');
      return encodings(kind).map(({ pooled, steps, mask }) => ({
        pooled: tf.gather(pooled, index),
        ...(steps && { steps: tf.gather(steps, index), mask: tf.gather(mask!, index) }),
      }));
    };
    const all = operator.fuse(encodings(kind));
    const rows = [2, 0, 2];
    const expected = tf.gather(all, tf.tensor1d(rows, 'int32'));
    assertClose(operator.fuse(of(rows)).dataSync(), expected.dataSync(), 1e-5, 'some examples');
  }),

  'what stands in the padding changes nothing': onOperator((operator, _, kind) => {
    const expected = valuesOf(() => operator.fuse(encodings(kind)));
    const noisy = encodings(kind).map(({ pooled, steps, mask }) => ({
      pooled,
      ...(steps && { steps: tf.add(steps, tf.mul(9, tf.sub(1, tf.expandDims(mask!, 2)))) as tf.Tensor3D, mask }),
    }));
    assertClose(operator.fuse(noisy).dataSync(), expected, 1e-5, 'with numbers in the padding');
  }),

  'save, load, same output': onOperator((operator, other, kind) =>
    assertSavesAndLoads(operator, other, (module) => module.fuse(encodings(kind))),
  ),

  'no tensor leaks': (kind, given) =>
    assertNoLeak(() => onOperator((operator) => void operator.fuse(encodings(kind)))(kind, given)),

  'same on every engine': (kind, given) =>
    using(build(kind, given, 1), (operator) => assertSameOnCpu(() => operator.fuse(encodings(kind)))),
});

/** In late fusion a branch gives a logit and nothing else. */
function shapesFor({ isLate }: OperatorKind): readonly BranchShape[] {
  return isLate ? BRANCHES.map(({ name }) => ({ name, units: 1 })) : BRANCHES;
}

/** Encodings of four examples by three branches; the first has no steps, one example has none in any. */
function encodings(kind: OperatorKind): Encoding[] {
  return shapesFor(kind).map(({ units, stepUnits }, b) => {
    const random = new Random(b);
    const pooled = normalTensor<tf.Rank.R2>([B, units], random);
    if (!stepUnits) return { pooled };
    const T = STEPS[b];
    const mask = Array.from({ length: B }, (_, i) => Array.from({ length: T }, (_, t) => (t >= T - i ? 1 : 0)));
    return { pooled, steps: normalTensor<tf.Rank.R3>([B, T, stepUnits], random), mask: tf.tensor2d(mask, [B, T]) };
  });
}

function build(kind: OperatorKind, given: Parameters<Check<OperatorKind>>[1], seed: number): FusionOperator {
  return kind.build(kind.options.parse(given ?? {}), shapesFor(kind), new Random(seed));
}

function onOperator(
  check: (operator: FusionOperator, other: FusionOperator, kind: OperatorKind) => void,
): Check<OperatorKind> {
  return (kind, given) =>
    using(build(kind, given, 1), (operator) =>
      using(build(kind, given, 5), (other) => tf.tidy(() => check(operator, other, kind))),
    );
}
