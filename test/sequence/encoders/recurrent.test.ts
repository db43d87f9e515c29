import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import type { SequenceEncoder } from '../../../src/sequence/encoder';
import { assertClose } from '../../../src/testing/laws';
import { LAYERS, type Layer } from '../../kernels/recurrentLayers';
import { encoderOf, mask, matrixOf, type Sequences, steps, T, times, vectorOf, withoutPadding } from './plain';

const UNITS = 4;

/** The states after each step of a layer that reads in one direction, step by step. */
function states(layer: Layer, encoder: SequenceEncoder, prefix: string, x: Sequences[number], reverse: boolean) {
  const kernel = matrixOf(encoder, `${prefix}kernel`);
  const recurrent = matrixOf(encoder, `${prefix}recurrent`);
  const others = layer.inputs.map((name) =>
    name === 'x' ? new Float32Array() : Float32Array.from(vectorOf(encoder, prefix + name)),
  );
  const weights = [others[1], others[2], others[3], others[4]];
  let state = { h: new Array(UNITS).fill(0), c: new Array(UNITS).fill(0) };
  const hidden = (reverse ? x.toReversed() : x).map((step) => {
    state = layer.step(times(step, kernel), times(state.h, recurrent), state, weights);
    return state.h;
  });
  return reverse ? hidden.reverse() : hidden;
}

for (const layer of LAYERS)
  describe(`${layer.name} of two layers and two directions`, () => {
    const name = layer.name.toLowerCase();
    const options = { name, units: UNITS, layers: 2, bidirectional: true };

    it('is what reading step by step gives', () => {
      const encoder = encoderOf(options);
      tf.tidy(() => {
        const encoded = encoder.encode(steps(), mask(), { wantSteps: true });
        const hidden = withoutPadding(encoded.steps!);
        for (const [b, x] of withoutPadding(steps()).entries()) {
          const forward = states(layer, encoder, '', x, false);
          const backward = states(layer, encoder, 'backward.', x, true);
          const first = forward.map((h, t) => [...h, ...backward[t]]);
          const last = states(layer, encoder, 'layer2.', first, false);
          const lastBackward = states(layer, encoder, 'layer2.backward.', first, true);
          assertClose(
            hidden[b].flat(),
            last.flatMap((h, t) => [...h, ...lastBackward[t]]),
            1e-5,
            `sequence ${b}`,
          );
          const pooled = (encoded.pooled.arraySync() as number[][])[b];
          assertClose(pooled, [...last[last.length - 1], ...lastBackward[0]], 1e-5, `pooled vector of ${b}`);
        }
      });
      encoder.dispose();
    });

    it('asked to be causal, its second direction is silent', () => {
      const encoder = encoderOf({ ...options, layers: 1 });
      tf.tidy(() => {
        const run = (causal: boolean) => encoder.encode(steps(), mask(), { wantSteps: true, causal });
        const silent = run(true);
        const half = (x: tf.Tensor3D, from: number) => tf.slice(x, [0, 0, from], [-1, -1, UNITS]).dataSync();
        assert.ok(half(silent.steps!, UNITS).every((value) => value === 0));
        assertClose(half(silent.steps!, 0), half(run(false).steps!, 0), 0, 'first direction');
      });
      encoder.dispose();
    });

    it('keeps the names of the weights of one layer and one direction', () => {
      const encoder = encoderOf({ name });
      assert.deepEqual([...encoder.weights().keys()], layer.inputs.slice(1));
      encoder.dispose();
    });
  });

describe('dropout of a recurrent encoder', () => {
  /** The states of two equal sequences, one batch. */
  function trained(options: object): [number[][], number[][]] {
    const encoder = encoderOf({ name: 'lstm', units: 16, ...options });
    const states = tf.tidy(() => {
      const one = tf.slice(steps(), 0, 1);
      const x = tf.concat3d([one, one], 0);
      return encoder.encode(x, tf.ones([2, T]), { wantSteps: true, random: new Random(5) }).steps!.arraySync();
    });
    encoder.dispose();
    return states as [number[][], number[][]];
  }

  it('from state to state spares the first step, and is the same for all sequences of a batch', () => {
    const [one, other] = trained({ recurrentDropout: 0.5 });
    const [whole] = trained({});
    assert.deepEqual(one, other);
    assert.deepEqual(one[0], whole[0]);
    assert.notDeepEqual(one[1], whole[1]);
  });

  it('of weights is that of an encoder with those weights at 0 and the others scaled', () => {
    const [thinned] = trained({ recurrentDropout: 0.5 });
    const encoder = encoderOf({ name: 'lstm', units: 16 });
    tf.tidy(() => {
      const recurrent = encoder.weights().get('recurrent')!;
      const random = new Random(5);
      recurrent.assign(
        tf.tensor(
          recurrent.dataSync().map((w) => (random.next() < 0.5 ? 0 : 2 * w)),
          recurrent.shape,
        ),
      );
      const expected = encoder.encode(tf.slice(steps(), 0, 1), tf.ones([1, T]), { wantSteps: true }).steps!;
      assertClose(thinned.flat(), expected.dataSync(), 1e-6, 'states');
    });
    encoder.dispose();
  });

  it('of inputs differs from sequence to sequence', () => {
    const [one, other] = trained({ dropout: 0.5 });
    assert.notDeepEqual(one, other);
  });
});
