import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { attendBackCompiled, attendCompiled } from '../../src/kernels/attention/compiled';
import { attendBackPlain, attendPlain } from '../../src/kernels/attention/plain';
import type { AttentionInputs } from '../../src/kernels/attention/types';
import { type Kernels, ownKernels } from '../../src/kernels/compiled';
import { attend } from '../../src/ops/attention';
import { assertAgrees, assertClose, assertGradients } from '../engine/compare';
import { graphOf, randomGraph } from './graphs';

/** A self-loop, an edge that is there twice, a node with one neighbour; to node 4 nothing is sent, 3 sends nothing. */
const SMALL = graphOf(5, 5, [
  [0, 0],
  [0, 1],
  [0, 4],
  [1, 2],
  [2, 0],
  [2, 1],
  [2, 1],
  [3, 4],
]);
const GRAPHS: [string, Csr][] = [
  ['a small graph', SMALL],
  ['more receivers than senders', randomGraph(9, 4, 20)],
  ['a graph without edges', graphOf(3, 2, [])],
];

function draw(csr: Csr, H: number, D: number): AttentionInputs {
  const random = Random.of(2, 'attention');
  const numbers = (n: number) => Float32Array.from({ length: n }, () => random.normal());
  return { receivers: numbers(csr.rows * H), senders: numbers(csr.cols * H), x: numbers(csr.cols * H * D), H, D };
}

function tensorsOf({ rows, cols }: Csr, { receivers, senders, x, H, D }: AttentionInputs): tf.Tensor2D[] {
  return [
    tf.tensor2d(receivers.slice(), [rows, H]),
    tf.tensor2d(senders.slice(), [cols, H]),
    tf.tensor2d(x.slice(), [cols, H * D]),
  ];
}

/** The definition by dense operations: a softmax over all columns, each as often as it is an entry. */
function attendDense(csr: Csr, receivers: tf.Tensor, senders: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const { rows, cols, offsets, columns } = csr;
  const times = tf.buffer([rows, cols]);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) times.set(times.get(i, columns[e]) + 1, i, columns[e]);
  const empty = tf.cast(tf.equal(tf.sum(times.toTensor(), 1, true), 0), 'float32');
  const H = receivers.shape[1] ?? 0;
  const D = (x.shape[1] ?? 0) / H;
  const heads = Array.from({ length: H }, (_, h) => {
    const scores = tf.add(
      tf.slice(receivers, [0, h], [-1, 1]),
      tf.reshape(tf.slice(senders, [0, h], [-1, 1]), [1, -1]),
    );
    const powers = tf.mul(times.toTensor(), tf.exp(tf.leakyRelu(scores, 0.2)));
    const sums = tf.add(tf.sum(powers, 1, true), empty);
    return tf.matMul(tf.div(powers, sums) as tf.Tensor2D, tf.slice(x, [0, h * D], [-1, D]) as tf.Tensor2D);
  });
  return tf.concat(heads, 1);
}

interface Outcome {
  y: Float32Array;
  gradients: Float32Array[];
}

/** By tfjs's plain JavaScript engine. */
async function denseOutcome(csr: Csr, inputs: AttentionInputs, dy: Float32Array): Promise<Outcome> {
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  const outcome = tf.tidy(() => {
    const f = (...z: tf.Tensor[]) => attendDense(csr, z[0], z[1], z[2]);
    const tensors = tensorsOf(csr, inputs);
    const gradients = tf.grads(f)(tensors, tf.tensor2d(dy.slice(), [csr.rows, inputs.H * inputs.D]));
    return {
      y: f(...tensors).dataSync() as Float32Array,
      gradients: gradients.map((gradient) => gradient.dataSync() as Float32Array),
    };
  });
  await tf.setBackend(before);
  return outcome;
}

function plainOutcome(csr: Csr, inputs: AttentionInputs, dy: Float32Array): Outcome {
  const tape = attendPlain(csr, inputs);
  const { receivers, senders, x } = attendBackPlain(csr, dy, inputs, tape);
  return { y: tape.y, gradients: [receivers, senders, x] };
}

function compiledOutcome(kernels: Kernels, csr: Csr, inputs: AttentionInputs, dy: Float32Array): Outcome {
  const { y, attentionWeights } = attendCompiled(kernels, csr, inputs);
  const kept = { y: y.slice(), attentionWeights };
  const { receivers, senders, x } = attendBackCompiled(kernels, csr, dy, inputs, kept);
  return { y: kept.y, gradients: [receivers.slice(), senders.slice(), x.slice()] };
}

function assertSame(actual: Outcome, expected: Outcome, tolerance: number, what: string): void {
  assertClose(actual.y, expected.y, tolerance, what);
  for (const [i, name] of ['receivers', 'senders', 'x'].entries())
    assertClose(actual.gradients[i], expected.gradients[i], tolerance, `${what}: gradient by ${name}`);
}

describe('attention along edges', () => {
  const kernels = ownKernels();

  // Heads by fours, columns of a head by 16, by 4 and singly.
  for (const [H, D] of [
    [1, 1],
    [1, 39],
    [2, 3],
    [4, 16],
    [5, 7],
    [8, 4],
  ])
    it(`plain, compiled and dense operations agree: ${H} heads of ${D}`, async () => {
      for (const [name, csr] of [...GRAPHS, ['a random graph', randomGraph(30, 30, 150)] as const]) {
        const inputs = draw(csr, H, D);
        const random = Random.of(3, 'change');
        const dy = Float32Array.from({ length: csr.rows * H * D }, () => random.normal());
        const plain = plainOutcome(csr, inputs, dy);
        assertSame(plain, await denseOutcome(csr, inputs, dy), 1e-4, `plain, ${name}`);
        if (kernels) assertSame(compiledOutcome(kernels, csr, inputs, dy), plain, 2e-5, `compiled, ${name}`);
      }
    });

  for (const [name, csr] of GRAPHS)
    it(`its gradients are those of finite differences and of every engine: ${name}`, async () => {
      const computation = {
        shapes: [
          [csr.rows, 2],
          [csr.cols, 2],
          [csr.cols, 6],
        ],
        f: (...[r, s, x]: tf.Tensor[]) => attend(csr, r as tf.Tensor2D, s as tf.Tensor2D, x as tf.Tensor2D),
      };
      await assertGradients(computation);
      await assertAgrees(computation);
    });

  it('gives 0 without neighbours, the neighbour where there is one, a mean where scores are equal', () => {
    const x = [1, 2, 4, 8, 16];
    const y = tf.tidy(() => attend(SMALL, tf.ones([5, 1]), tf.ones([5, 1]), tf.tensor2d(x, [5, 1])).dataSync());
    assertClose(y, [(1 + 2 + 16) / 3, 4, (1 + 2 + 2) / 3, 16, 0], 1e-6, 'y');
  });

  it('is finite where scores are large', () => {
    const inputs = {
      receivers: Float32Array.of(1e4, -1e4),
      senders: Float32Array.of(0, 3e4),
      x: Float32Array.of(1, 2),
    };
    const csr = graphOf(2, 2, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const given = { ...inputs, H: 1, D: 1 };
    assertClose(attendPlain(csr, given).y, [2, 2], 1e-6, 'plain');
    if (kernels) assertClose(attendCompiled(kernels, csr, given).y, [2, 2], 1e-6, 'compiled');
  });

  it('is not a number where a neighbour is not, and nowhere else', () => {
    const csr = graphOf(2, 2, [
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
    for (const part of ['senders', 'x'] as const) {
      const inputs = draw(csr, 1, 5);
      inputs[part].fill(Number.NaN, inputs[part].length / 2);
      for (const y of [attendPlain(csr, inputs).y, kernels && attendCompiled(kernels, csr, inputs).y])
        if (y) assert.deepEqual([...y].map(Number.isNaN), [...Array(5).fill(true), ...Array(5).fill(false)]);
    }
  });

  it('gives the same bits on several threads, and whatever ran before', function () {
    const threaded = ownKernels(3);
    if (!kernels || !threaded) this.skip();
    const csr = randomGraph(2000, 1500, 20_000);
    const inputs = draw(csr, 3, 18);
    const dy = Float32Array.from(draw(graphOf(0, 2000, []), 3, 18).x);
    const expected = compiledOutcome(kernels, csr, inputs, dy);
    assert.deepEqual(compiledOutcome(threaded, csr, inputs, dy), expected);
    attendCompiled(kernels, SMALL, draw(SMALL, 7, 5));
    assert.deepEqual(compiledOutcome(kernels, csr, inputs, dy), expected);
  });

  it('leaves no tensors behind', () => {
    const tensors = tensorsOf(SMALL, draw(SMALL, 2, 3));
    const [receivers, senders, x] = tensors;
    const before = tf.memory().numTensors;
    attend(SMALL, receivers, senders, x).dispose();
    tf.dispose(tf.grads((r, s, z) => attend(SMALL, r as tf.Tensor2D, s as tf.Tensor2D, z as tf.Tensor2D))(tensors));
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(tensors);
  });

  it('says which shapes do not fit', () => {
    tf.tidy(() => {
      const heads = tf.ones([5, 2]) as tf.Tensor2D;
      assert.throws(() => attend(SMALL, heads, heads, tf.ones([5, 3])), /do not fit a 5 × 5 graph/);
      assert.throws(() => attend(SMALL, heads, tf.ones([4, 2]), tf.ones([5, 4])), /do not fit a 5 × 5 graph/);
    });
  });
});
