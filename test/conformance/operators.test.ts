import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { FusionOperator } from '../../src/fusion/operator';
import { operators } from '../../src/fusion/operators';
import { assertGradients, assertNoLeak, assertSameOnCpu, assertSavesAndLoads, normalTensor } from '../helpers/laws';

const B = 4;
const widths = [3, 5, 2];
const parts = () => widths.map((width, i) => normalTensor([B, width], new Random(i)) as tf.Tensor2D);

for (const kind of operators.all)
  describe(`fusion operator ${kind.name}`, () => {
    let operator: FusionOperator;
    beforeEach(() => {
      operator = kind.build(widths, new Random(1));
    });
    afterEach(() => operator.dispose());

    it('has the shape it says, for one branch too', () => {
      assert.deepEqual(operator.fuse(parts()).shape, [B, operator.width]);
      const single = kind.build([3], new Random(1));
      assert.deepEqual(single.fuse([parts()[0]]).shape, [B, single.width]);
      single.dispose();
    });

    it('gradients equal finite differences, in every branch', () =>
      assertGradients(operator, parts(), (x) => operator.fuse(x as tf.Tensor2D[])));

    it('saves and loads', () => {
      const x = parts();
      assertSavesAndLoads(operator, kind.build(widths, new Random(5)), (m) => (m as FusionOperator).fuse(x));
    });

    it('leaks no tensor', () => {
      const x = parts();
      assertNoLeak(() => tf.tidy(() => void operator.fuse(x)));
    });

    it('agrees with plain JavaScript', () => assertSameOnCpu(() => operator.fuse(parts())));
  });
