import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { Asked } from '../../src/data/examples';
import { averagePrecision } from '../../src/evaluation/ranking';
import { Branch } from '../../src/fusion/branch';
import { FusedModel } from '../../src/fusion/model';
import { operators } from '../../src/fusion/operators';
import { losses } from '../../src/imbalance/losses';
import { optimise, type PreparedExamples, predictLogits, trainingSchema } from '../../src/training/optimise';
import { assertClose } from '../helpers/laws';
import { logOf } from '../helpers/randomLog';

const COLUMNS = 3;
const history = logOf([['ann', 'tea', 0, 1]]).before(1);

/** Gives the columns of a table as they are, and remembers which rows it was asked for. */
class Columns extends Branch<Float32Array> {
  readonly width = COLUMNS;
  readonly trained: Int32Array[] = [];
  readonly watched: Int32Array[] = [];

  constructor(private readonly table: (asked: readonly Asked[]) => Float32Array) {
    super();
  }

  prepare(asked: readonly Asked[]): Float32Array {
    return this.table(asked);
  }

  forward(table: Float32Array, rows: Int32Array, random?: Random): tf.Tensor2D {
    (random ? this.trained : this.watched).push(rows.slice());
    const values = Float32Array.from({ length: rows.length * COLUMNS }, (_, i) => {
      return table[rows[Math.floor(i / COLUMNS)] * COLUMNS + (i % COLUMNS)];
    });
    return tf.tensor2d(values, [rows.length, COLUMNS]);
  }

  state(): unknown {
    return {};
  }
}

/** Several moments, each of whose customers is asked about once to four times; the first column tells a little. */
function examplesOf(moments: number, customers: number, seed: number): PreparedExamples {
  const random = new Random(seed);
  const asked: Asked[] = Array.from({ length: moments }, (_, time) => {
    const rows = Array.from({ length: customers }, (_, customer) => new Array(1 + random.int(4)).fill(customer)).flat();
    const query = { time, customers: Int32Array.from(rows), items: Int32Array.from(rows, (_, i) => i % 4) };
    return { history, query };
  });
  const size = asked.reduce((sum, { query }) => sum + query.customers.length, 0);
  const table = Float32Array.from({ length: size * COLUMNS }, () => random.normal());
  const label = Uint8Array.from({ length: size }, (_, i) =>
    random.next() < 1 / (1 + Math.exp(1.5 - table[i * COLUMNS])) ? 1 : 0,
  );
  return { asked, prepared: [table], label };
}

const train = examplesOf(3, 60, 1);
const validation = examplesOf(1, 50, 2);
const loss = losses.get('weighted-bce').build({}, 0.25);

function modelOf(dropout = 0, width = 8): { model: FusedModel; branch: Columns } {
  const branch = new Columns(() => new Float32Array(0));
  const random = new Random(3);
  const operator = operators.get('concat').build([COLUMNS], random);
  return { model: new FusedModel([{ name: 'columns', branch }], operator, width, dropout, random), branch };
}

const all = ({ label }: PreparedExamples) => Int32Array.from(label, (_, i) => i);
const options = (given: object) => trainingSchema.parse({ batchSize: 100, ...given });

describe('training', () => {
  it('keeps the weights of the best epoch, and stops as many epochs after it as it is patient', () => {
    // Steps so large that the score goes up and down.
    const wild = { learningRate: 0.3, patience: 4 };
    const { model } = modelOf();
    const long = optimise(model, train, validation, loss, options({ ...wild, epochs: 100 }), 5);
    assert.ok(long.bestEpoch >= 1 && long.epochs === long.bestEpoch + 4 && long.epochs < 100, JSON.stringify(long));
    const score = averagePrecision(predictLogits(model, validation.prepared, all(validation)), validation.label);
    assert.equal(score, long.validationAveragePrecision);

    // A run that ends with the best epoch has the same weights.
    const other = modelOf().model;
    const short = optimise(other, train, validation, loss, options({ ...wild, epochs: long.bestEpoch }), 5);
    assert.deepEqual(short, { ...long, epochs: long.bestEpoch });
    assert.deepEqual(other.snapshot(), model.snapshot());
    for (const each of [model, other]) each.dispose();
  });

  it('learns what there is to be learned', () => {
    const { model } = modelOf();
    const { validationAveragePrecision } = optimise(
      model,
      train,
      validation,
      loss,
      options({ learningRate: 0.01, epochs: 30 }),
      1,
    );
    const oracle = Float32Array.from(validation.label, (_, i) => (validation.prepared[0] as Float32Array)[i * COLUMNS]);
    const best = averagePrecision(oracle, validation.label);
    assert.ok(validationAveragePrecision > 0.9 * best, `${validationAveragePrecision} of ${best}`);
    model.dispose();
  });

  it('frees every tensor but the weights', () => {
    const { model } = modelOf(0.2);
    const before = tf.memory().numTensors;
    for (const epochs of [1, 3]) {
      optimise(model, train, validation, loss, options({ epochs }), 1);
      assert.equal(tf.memory().numTensors, before);
    }
    model.dispose();
  });

  it('is the same for the same seed, bit for bit, and another for another', () => {
    const [one, again, other] = [7, 7, 8].map((seed) => {
      const { model } = modelOf(0.2);
      const outcome = optimise(model, train, validation, loss, options({ epochs: 3 }), seed);
      const weights = model.snapshot();
      model.dispose();
      return { outcome, weights };
    });
    assert.deepEqual(again, one);
    assert.notDeepEqual(other.weights, one.weights);
  });

  it('steps as Adam does, along gradients cut to length', () => {
    const { learningRate, clipNorm, epochs } = { learningRate: 0.05, clipNorm: 0.02, epochs: 4 };
    const one = { ...train, asked: train.asked.slice(0, 1) };
    const size = one.asked[0].query.customers.length;
    const rows = Int32Array.from({ length: size }, (_, i) => i);
    const reference = modelOf().model;
    const weights = [...reference.weights().values()];
    const labels = tf.tensor1d(Float32Array.from(rows, (i) => train.label[i]));
    const moments = weights.map(({ size }) => ({ first: new Float64Array(size), second: new Float64Array(size) }));
    let cut = 0;
    for (let t = 1; t <= epochs; t++) {
      const { value, grads } = tf.variableGrads(
        () => loss.of(reference.forward(train.prepared, rows), labels),
        weights,
      );
      const gradients = weights.map(({ name }) => grads[name].dataSync());
      tf.dispose([value, grads]);
      const length = Math.hypot(...gradients.flatMap((g) => [...g]));
      if (length > clipNorm) cut++;
      const factor = Math.min(1, clipNorm / length);
      const next = reference.snapshot();
      gradients.forEach((gradient, w) => {
        const { first, second } = moments[w];
        gradient.forEach((g, i) => {
          first[i] = 0.9 * first[i] + 0.1 * factor * g;
          second[i] = 0.999 * second[i] + 0.001 * (factor * g) ** 2;
          const [mean, square] = [first[i] / (1 - 0.9 ** t), second[i] / (1 - 0.999 ** t)];
          next[w][i] -= (learningRate * mean) / (Math.sqrt(square) + 1e-7);
        });
      });
      reference.restore(next);
    }
    assert.ok(cut > 0, 'some gradients are cut');

    const { model } = modelOf();
    // Validation on the labels of the last step's own logits finds the last epoch the best, so its weights stay.
    const logits = predictLogits(reference, train.prepared, rows);
    const median = logits.slice().sort()[Math.floor(size / 2)];
    const told = { ...one, label: Uint8Array.from(rows, (i) => (logits[i] >= median ? 1 : 0)) };
    const given = options({ learningRate, clipNorm, epochs, patience: epochs, batchSize: size });
    const { bestEpoch } = optimise(model, one, told, loss, given, 1);
    assert.equal(bestEpoch, epochs);
    const expected = reference.snapshot();
    for (const [w, values] of model.snapshot().entries()) assertClose(values, expected[w], 1e-4, `weight ${w}`);
    tf.dispose(labels);
    for (const each of [model, reference]) each.dispose();
  });

  describe('batches', () => {
    const epochs = 2;
    const batchSize = 40;
    let trained: readonly Int32Array[];
    before(() => {
      const { model, branch } = modelOf();
      optimise(model, train, validation, loss, options({ epochs, batchSize }), 1);
      model.dispose();
      ({ trained } = branch);
    });
    const moment = Int32Array.from(train.asked.flatMap(({ query }) => [...query.customers].fill(query.time)));
    const customer = Int32Array.from(train.asked.flatMap(({ query }) => [...query.customers]));
    const epoch = (e: number) => trained.slice((e * trained.length) / epochs, ((e + 1) * trained.length) / epochs);

    it('take every example once an epoch, in another order each', () => {
      const rows = [0, 1].map((e) => epoch(e).flatMap((batch) => [...batch]));
      for (const order of rows)
        assert.deepEqual(
          order.toSorted((a, b) => a - b),
          [...all(train)],
        );
      assert.notDeepEqual(rows[0], rows[1]);
    });

    it('ask at one moment each, the moments mixed', () => {
      const moments = epoch(0).map((batch) => new Set(batch.map((row) => moment[row])));
      assert.ok(moments.every(({ size }) => size === 1));
      const order = moments.flatMap((one) => [...one]);
      assert.notDeepEqual(order, order.toSorted());
    });

    it('take all rows of a customer together', () => {
      const seen = new Set<string>();
      for (const batch of epoch(0)) {
        const here = new Set(Array.from(batch, (row) => `${moment[row]} ${customer[row]}`));
        for (const one of here) {
          assert.ok(!seen.has(one), `customer ${one} is in two batches`);
          seen.add(one);
        }
      }
    });

    it('are of about equal size', () => {
      for (const batch of trained) assert.ok(batch.length > 0.7 * batchSize && batch.length < 1.3 * batchSize);
    });
  });

  it('reads a sample of whole customers for early stopping, the same at every epoch', () => {
    const { model, branch } = modelOf();
    const { validationAveragePrecision } = optimise(
      model,
      train,
      validation,
      loss,
      options({ epochs: 3, patience: 3, validationExamples: 60 }),
      1,
    );
    const [rows, ...others] = branch.watched;
    for (const other of others) assert.deepEqual(other, rows);
    assert.ok(rows.length > 30 && rows.length < 90, `${rows.length} rows`);
    const { customers } = validation.asked[0].query;
    const taken = new Set(rows.map((row) => customers[row]));
    assert.deepEqual(
      rows,
      all(validation).filter((row) => taken.has(customers[row])),
    );
    const labels = rows.map((row) => validation.label[row]);
    const score = averagePrecision(predictLogits(model, validation.prepared, rows), Uint8Array.from(labels));
    assert.equal(score, validationAveragePrecision);
    model.dispose();
  });

  it('predicts the same in pieces', () => {
    const { model } = modelOf();
    const whole = predictLogits(model, train.prepared, all(train));
    assertClose(predictLogits(model, train.prepared, all(train), 7), whole, 1e-6, 'logits');
    assert.equal(predictLogits(model, train.prepared, new Int32Array(0)).length, 0);
    model.dispose();
  });
});
