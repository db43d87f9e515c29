import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { simulate } from '../../datasets/synthetic/simulate';
import '../../datasets';
import { optionsSchema } from '../../datasets/synthetic/options';
import { Random } from '../../src/base/random';
import { edgeAttributions } from '../../src/explain/edges';
import { integratedGradients } from '../../src/explain/integratedGradients';
import { branchAttributions, branchLosses } from '../../src/explain/occlusion';
import { isNetwork, openModel } from '../../src/explain/openModel';
import { permutationImportance } from '../../src/explain/permutation';
import { shap } from '../../src/explain/shap';
import { meanStepMagnitudes, stepAttributions } from '../../src/explain/steps';
import { learners } from '../../src/learners';
import type { FittedNetwork } from '../../src/learners/fused';
import { type PreparedData, prepare } from '../../src/training/prepare';

const { log, truth } = simulate(
  optionsSchema.parse({
    customers: 1000,
    baseRate: 0.3,
    graphStrength: 2,
    sequenceStrength: 2,
    frequencyStrength: 2,
    itemsPerSeason: 40,
  }),
);

const sequence = {
  name: 'sequence',
  minCount: 1_000_000,
  embeddingDim: 1,
  encoder: { name: 'lstm', units: 12 },
  step: 'event',
  dropout: 0,
};
const graph = {
  name: 'graph',
  units: 8,
  dropout: 0,
  node2vec: { dimensions: 8, walksPerNode: 3, walkLength: 10, epochs: 1 },
};
const training = { batchSize: 512, epochs: 14, patience: 14, learningRate: 0.01 };

async function fit(data: PreparedData, branches: readonly object[], operator = 'concat'): Promise<FittedNetwork> {
  const { entry, options } = learners.resolve(
    learners.reference().parse({ name: 'fused', branches, operator, dropout: 0, training }),
  );
  const model = await entry.fit(data, options);
  assert.ok(isNetwork(model));
  return model;
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('integrated gradients', () => {
  it('of a smooth function are known in closed form, and complete', () => {
    // f = x₀ x₁ + x₂²; along the straight line from 0, x₀ and x₁ share their product alike.
    const f = (x: tf.Tensor) => {
      const [a, b, c] = tf.split(x as tf.Tensor2D, 3, 1);
      return tf.reshape(tf.add(tf.mul(a, b), tf.square(c)), [-1]) as tf.Tensor1D;
    };
    const input = tf.tensor2d([2, 3, -1, 1, -4, 0.5], [2, 3]);
    const { values, change, gap } = integratedGradients(f, input, undefined, 2);
    const expected = [3, 3, 1, -2, -2, 0.25];
    expected.forEach((value, i) => {
      assert.ok(Math.abs(values[i] - value) < 1e-5, `${i}: ${values[i]}`);
    });
    assert.ok(Math.abs(change[0] - 7) < 1e-5 && gap < 1e-5);
    input.dispose();
  });
});

describe('a fused network, explained', () => {
  let data: PreparedData;
  let model: FittedNetwork;
  before(async () => {
    data = await prepare(log, 'synthetic');
    model = await fit(data, [{ name: 'tabular', features: ['rfm'], dropout: 0 }, sequence, graph]);
  });
  after(() => model.dispose());

  it('gives each branch its planted part', () => {
    const { asOf } = data.test;
    const { branches, base, values } = branchAttributions(model.network, asOf, model.logitShift);
    assert.deepEqual(branches, ['tabular', 'sequence', 'graph']);
    const of = (b: number) => Float64Array.from(base, (_, row) => values[row * 3 + b]);
    for (const [b, signal] of (['frequency', 'sequence', 'graph'] as const).entries()) {
      const own = correlation(of(b), truth.signal(asOf.examples, signal));
      for (const [other] of branches.entries())
        if (other !== b) {
          const others = correlation(of(other), truth.signal(asOf.examples, signal));
          assert.ok(
            own > 0.4 && own > 2 * Math.abs(others),
            `${signal}: ${branches[b]} ${own}, ${branches[other]} ${others}`,
          );
        }
    }
    // Without a branch, something is lost.
    for (const { branch, probability, auc, averagePrecision } of branchLosses(model.network, asOf, data.test.label))
      assert.ok(probability > 0.01 && auc > 0.02 && averagePrecision > 0, `${branch}: ${probability}, ${auc}`);
    // Additive to the log-odds.
    const p = model.predict(asOf);
    base.forEach((start, row) => {
      const logit = start + values[row * 3] + values[row * 3 + 1] + values[row * 3 + 2];
      assert.ok(Math.abs(1 / (1 + Math.exp(-logit)) - p[row]) < 1e-5);
    });
  });

  it('gives steps × features, complete, and nothing to padding', () => {
    const { asOf } = data.test;
    const rows = Int32Array.from({ length: 20 }, (_, i) => i);
    const tensors = tf.memory().numTensors;
    const found = stepAttributions(model.network, asOf, rows, 48);
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(found.gap < 0.03, `gap ${found.gap}`);
    assert.deepEqual([found.steps, found.features.at(-1)], [10, 'items']);
    const means = meanStepMagnitudes(found);
    const byFeature = found.features.map((_, f) => {
      let sum = 0;
      for (let t = 0; t < found.steps; t++) sum += means[t * found.features.length + f];
      return sum;
    });
    // The order signal lies in which purchase of a visit is the dear one; every purchase is one line of one unit.
    const of = (feature: string) => byFeature[found.features.indexOf(feature)];
    assert.ok(of('log amount') > 0.1, `${byFeature}`);
    assert.deepEqual([of('log lines'), of('log units')], [0, 0]);
  });

  it('gives edges, complete, the asked customer’s own among them', () => {
    const { asOf } = data.test;
    const tensors = tf.memory().numTensors;
    const { edges, change, gap } = edgeAttributions(model.network, asOf, 7, 6);
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(edges.length > 5);
    const total = edges.reduce((sum, { value }) => sum + value, 0);
    assert.ok(Math.abs(total - change) < 0.02 + 0.02 * Math.abs(change), `${total}, not ${change}; gap ${gap}`);
    const asked = asOf.examples.customer[7];
    assert.ok(edges.slice(0, 20).some(({ customer }) => customer === asked));
  });

  it('opens into columns and branches, whose exchange explains its probabilities', () => {
    const { asOf, label } = data.test;
    const open = openModel(model, asOf);
    assert.deepEqual(open.inputs.slice(-2), ['sequence', 'graph']);
    const F = open.inputs.length;
    const own = Int32Array.from({ length: asOf.size }, (_, i) => i);
    const taken = new Uint8Array(asOf.size * F).fill(1);
    const same = open.predict({ own, donor: own.slice().reverse(), taken });
    const expected = model.predict(asOf);
    same.forEach((p, i) => {
      assert.ok(Math.abs(p - expected[i]) < 1e-5);
    });
    const found = shap(open, Int32Array.of(5), {
      background: own.subarray(0, 20),
      random: new Random(1),
      samples: 200,
    });
    assert.ok(Math.abs(found.values.reduce((sum, v) => sum + v, found.base) - expected[5]) < 1e-5);
    assert.deepEqual([...open.groups.values()].flat(), [...open.inputs.keys()]);
    const drops = permutationImportance(open, label, 2, new Random(2), open.groups);
    assert.deepEqual(
      drops.map(({ input }) => input),
      ['tabular', 'sequence', 'graph'],
    );
    for (const { input, auc } of drops) assert.ok(auc.value > 0.02, `${input}: ${auc.value}`);
  });

  it('refuses to explain what it does not read', async () => {
    const lone = await fit(data, [{ name: 'tabular', features: ['rfm'] }]);
    const rows = Int32Array.of(0);
    assert.throws(() => stepAttributions(lone.network, data.test.asOf, rows), {
      name: 'InputError',
      message: /sequence/,
    });
    assert.throws(() => edgeAttributions(lone.network, data.test.asOf, 0), { name: 'InputError', message: /graph/ });
    lone.dispose();
  });
});
