import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../../src/base/csr';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { Block } from '../../../src/graph/block';
import { graphLayers } from '../../../src/graph/layers';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const [N, F, C, H] = [5, 3, 4, 2];
const D = C / H;
/** Who hears from whom. Node 4 has no neighbour. */
const EDGES = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 0],
  [2, 3],
  [2, 0],
  [3, 0],
];
const ageOf = (e: number) => 3 * e + 1;
const typeOf = (e: number) => e % 2;

type Numbers = readonly number[];
type Weights = (name: string) => Numbers;

const block = new Block(
  csrOf(
    Int32Array.from(EDGES, ([i]) => i),
    Int32Array.from(EDGES, ([, j]) => j),
    Float32Array.from(EDGES, (_, e) => e + 1),
    N,
    N,
  ),
  {
    ages: Float64Array.from(EDGES, (_, e) => ageOf(e)),
    types: Int32Array.from(EDGES, (_, e) => typeOf(e)),
  },
);

/** x M, for M given row by row. */
function times(x: Numbers, matrix: Numbers): Numbers {
  const columns = matrix.length / x.length;
  return Array.from({ length: columns }, (_, c) => sum(x.map((value, r) => value * matrix[r * columns + c])));
}

const sum = (values: Numbers) => values.reduce((total, value) => total + value, 0);
const add = (...all: Numbers[]) => all[0].map((_, i) => sum(all.map((values) => values[i])));
const ofHead = (values: Numbers, h: number) => values.slice(h * D, (h + 1) * D);
const dot = (a: Numbers, b: Numbers) => sum(a.map((value, i) => value * b[i]));

/** Σ of values weighted by the softmax of scores, head by head; zeros for nobody. */
function attended(scores: (n: number, h: number) => number, values: readonly Numbers[]): Numbers {
  return Array.from({ length: C }, (_, c) => {
    const h = Math.floor(c / D);
    const powers = values.map((_, n) => Math.exp(scores(n, h)));
    return sum(values.map((value, n) => (powers[n] / sum(powers)) * value[c]));
  });
}

/** Each layer's formula for one target, from its neighbours [node, edge] and all nodes' features. */
const definitions: Record<string, (t: number, near: Numbers[], x: readonly Numbers[], w: Weights) => Numbers> = {
  gatv2(t, near, x, w) {
    const senders = [t, ...near.map(([s]) => s)];
    const sent = senders.map((s) => times(x[s], w('sender')));
    const received = times(x[t], w('receiver'));
    const score = (n: number, h: number) => {
      const both = ofHead(add(sent[n], received), h);
      return dot(
        both.map((z) => (z > 0 ? z : 0.2 * z)),
        ofHead(w('attention'), h),
      );
    };
    return add(attended(score, sent), w('bias'));
  },
  'temporal-attention'(t, near, x, w) {
    const waves = (age: number) => w('frequency').map((omega, i) => Math.cos(omega * age + w('phase')[i]));
    const along = (s: number, e: number, name: string) =>
      add(times(x[s], w(name)), times(waves(ageOf(e)), w(`${name}OfTime`)));
    const query = add(times(x[t], w('query')), times(waves(0), w('queryOfTime')));
    const keys = near.map(([s, e]) => along(s, e, 'key'));
    const score = (n: number, h: number) => dot(ofHead(query, h), ofHead(keys[n], h)) / Math.sqrt(D);
    const values = near.map(([s, e]) => along(s, e, 'value'));
    return add(attended(score, values), times(x[t], w('self.kernel')), w('self.bias'));
  },
  'typed-attention'(t, near, x, w) {
    const query = times(x[t], w('query'));
    const keys = near.map(([s, e]) => times(x[s], w(`key${typeOf(e)}`)));
    const score = (n: number, h: number) =>
      (w('standing')[typeOf(near[n][1]) * H + h] * dot(ofHead(query, h), ofHead(keys[n], h))) / Math.sqrt(D);
    const values = near.map(([s, e]) => times(x[s], w(`value${typeOf(e)}`)));
    return add(attended(score, values), times(x[t], w('self.kernel')), w('self.bias'));
  },
  pna(t, near, x, w) {
    const own = add(times(x[t], w('self.kernel')), w('self.bias'));
    if (near.length === 0) return own;
    const sent = near.map(([s]) => add(times(x[s], w('before.kernel')), w('before.bias')));
    const column = (c: number) => sent.map((values) => values[c]);
    const mean = own.map((_, c) => sum(column(c)) / near.length);
    const deviation = mean.map((m, c) =>
      near.length > 1 ? Math.sqrt(sum(column(c).map((value) => (value - m) ** 2)) / near.length) : 0,
    );
    const most = mean.map((_, c) => Math.max(...column(c)));
    const least = mean.map((_, c) => Math.min(...column(c)));
    const found = [...mean, ...most, ...least, ...deviation];
    const size = Math.log(near.length + 1);
    const scaled = [1, size, 1 / size].flatMap((factor) => found.map((value) => factor * value));
    return add(own, times(scaled, w('neighbours')));
  },
  propagation(t, near, x, w) {
    const degree = (node: number) => 1 + sum(EDGES.map(([i], e) => (i === node ? e + 1 : 0)));
    const sends = (node: number) => 1 + sum(EDGES.map(([, j], e) => (j === node ? e + 1 : 0)));
    const parts = [[t, -1], ...near].map(([s, e]) =>
      x[s].map((value) => ((e < 0 ? 1 : e + 1) * value) / Math.sqrt(degree(t) * sends(s))),
    );
    return times(add(...parts), w('kernel'));
  },
};

describe('graph layers are their formulas, node by node', () => {
  for (const [name, definition] of Object.entries(definitions))
    it(name, () => {
      const kind = graphLayers.get(name);
      const options = name === 'pna' || name === 'propagation' ? {} : { heads: H };
      const layer = kind.build(kind.options.parse(options), F, C, new Random(1));
      const random = new Random(2);
      const drawn = new Map<string, number[]>();
      tf.tidy(() => {
        for (const [weight, variable] of layer.weights()) {
          const values = normalTensor(variable.shape, random);
          drawn.set(weight, [...values.dataSync()]);
          variable.assign(values);
        }
        const given = normalTensor([N, F], random) as tf.Tensor2D;
        const x = given.arraySync();
        const weightOf: Weights = (weight) => {
          const values = drawn.get(weight);
          assert.ok(values, `${weight} among ${[...drawn.keys()]}`);
          return values;
        };
        const expected = x.flatMap((_, t) => {
          const near = EDGES.flatMap(([i, j], e) => (i === t ? [[j, e]] : []));
          return definition(t, near, x, weightOf);
        });
        assertClose(layer.call(given, given, block).dataSync(), expected, 1e-4, 'output');
      });
      layer.dispose();
    });

  for (const name of ['gatv2', 'temporal-attention', 'typed-attention'])
    it(`${name} hears nobody whose edge is masked by 0`, () => {
      const kind = graphLayers.get(name);
      const layer = kind.build(kind.options.parse({ heads: H }), F, C, new Random(1));
      const without = new Block(
        csrOf(
          Int32Array.from(EDGES.slice(1), ([i]) => i),
          Int32Array.from(EDGES.slice(1), ([, j]) => j),
          Float32Array.from(EDGES.slice(1), () => 1),
          N,
          N,
        ),
        {
          ages: block.attributes.ages?.slice(1),
          types: block.attributes.types?.slice(1),
        },
      );
      tf.tidy(() => {
        const x = normalTensor([N, F], new Random(3)) as tf.Tensor2D;
        const expected = layer.call(x, x, without).dataSync();
        layer.edgeMask = tf.tensor1d(EDGES.map((_, e) => (e === 0 ? 0 : 1)));
        assertClose(layer.call(x, x, block).dataSync(), expected, 1e-5, 'output');
      });
      layer.dispose();
    });

  it('heads that do not share the channels are refused in one line', () => {
    for (const name of ['gat', 'gatv2', 'temporal-attention', 'typed-attention']) {
      const kind = graphLayers.get(name);
      assert.throws(() => kind.build(kind.options.parse({ heads: 3 }), F, C, new Random(1)), InputError);
    }
  });
});
