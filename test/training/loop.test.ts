import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { averagePrecision } from '../../src/evaluation/ranking';
import { assertClose } from '../../src/testing/laws';
import { earlyStopping } from '../../src/training/callbacks/earlyStopping';
import { freezing } from '../../src/training/callbacks/freezing';
import { DivergedError } from '../../src/training/diverged';
import { optimizerSchema, train as trainLoop } from '../../src/training/loop';
import { predictLogits } from '../../src/training/predict';
import { schedules } from '../../src/training/schedules';
import { COLUMNS, logitsOf, loss, modelOf, optimise, rowsOf, sampleOf } from './harness';

const train = sampleOf(3, 60, 1);
const validation = sampleOf(1, 50, 2);

describe('training', () => {
  it('keeps the weights of the best epoch, and stops as many epochs after it as it is patient', async () => {
    // Steps so large that the score goes up and down.
    const wild = { learningRate: 0.3, patience: 4 };
    const { model } = modelOf();
    const long = await optimise(model, train, validation, { ...wild, epochs: 100 }, 5);
    assert.ok(long.bestEpoch >= 1 && long.epochs === long.bestEpoch + 4 && long.epochs < 100, JSON.stringify(long));
    const score = averagePrecision(logitsOf(model, validation, rowsOf(validation)), validation.label);
    assert.equal(score, long.validationAveragePrecision);

    // A run that ends with the best epoch has the same weights.
    const other = modelOf().model;
    const short = await optimise(other, train, validation, { ...wild, epochs: long.bestEpoch }, 5);
    assert.deepEqual(short, { ...long, epochs: long.bestEpoch, curve: long.curve.slice(0, long.bestEpoch) });
    assert.deepEqual(other.snapshot(), model.snapshot());
    for (const each of [model, other]) each.dispose();
  });

  it('learns what there is to be learned', async () => {
    const { model } = modelOf();
    const options = { learningRate: 0.01, epochs: 30 };
    const { validationAveragePrecision } = await optimise(model, train, validation, options, 1);
    const oracle = Float32Array.from(validation.label, (_, i) => validation.table[i * COLUMNS]);
    const best = averagePrecision(oracle, validation.label);
    assert.ok(validationAveragePrecision > 0.9 * best, `${validationAveragePrecision} of ${best}`);
    model.dispose();
  });

  it('frees every tensor but the weights', async () => {
    const { model } = modelOf(0.2);
    const before = tf.memory().numTensors;
    for (const epochs of [1, 3]) {
      await optimise(model, train, validation, { epochs }, 1);
      assert.equal(tf.memory().numTensors, before);
    }
    model.dispose();
  });

  it('is the same for the same seed, bit for bit, and another for another', async () => {
    const run = async (seed: number) => {
      const { model } = modelOf(0.2);
      const outcome = await optimise(model, train, validation, { epochs: 3 }, seed);
      const weights = model.snapshot();
      model.dispose();
      return { outcome, weights };
    };
    const [one, again, other] = [await run(7), await run(7), await run(8)];
    assert.deepEqual(again, one);
    assert.notDeepEqual(other.weights, one.weights);
  });

  it('steps as Adam does, along gradients cut to length', async () => {
    const { learningRate, clipNorm, epochs } = { learningRate: 0.05, clipNorm: 0.02, epochs: 4 };
    const one = sampleOf(1, 60, 1);
    const rows = rowsOf(one);
    const reference = modelOf().model;
    const weights = [...reference.weights().values()];
    const labels = tf.tensor1d(Float32Array.from(one.label));
    const moments = weights.map(({ size }) => ({ first: new Float64Array(size), second: new Float64Array(size) }));
    let cut = 0;
    for (let t = 1; t <= epochs; t++) {
      const { value, grads } = tf.variableGrads(
        () => tf.mean(loss.of(reference.forward([one.table], rows), labels, t)),
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
    const logits = logitsOf(reference, one, rows);
    const median = logits.slice().sort()[Math.floor(rows.length / 2)];
    const told = { ...one, label: Uint8Array.from(rows, (i) => (logits[i] >= median ? 1 : 0)) };
    const given = { learningRate, clipNorm, epochs, patience: epochs, batchSize: rows.length };
    const { bestEpoch } = await optimise(model, one, told, given, 1);
    assert.equal(bestEpoch, epochs);
    const expected = reference.snapshot();
    for (const [w, values] of model.snapshot().entries()) assertClose(values, expected[w], 1e-4, `weight ${w}`);
    tf.dispose(labels);
    for (const each of [model, reference]) each.dispose();
  });

  it('predicts the same in pieces', () => {
    const { model } = modelOf();
    const whole = logitsOf(model, train, rowsOf(train));
    const logits = (rows: Int32Array) => model.forward([train.table], rows);
    assertClose(predictLogits(logits, rowsOf(train), 7), whole, 1e-6, 'logits');
    assert.equal(predictLogits(logits, new Int32Array(0)).length, 0);
    model.dispose();
  });

  it('records the loss and the score of every epoch', async () => {
    const { model } = modelOf();
    const { curve, validationAveragePrecision, bestEpoch } = await optimise(
      model,
      train,
      validation,
      { learningRate: 0.01, epochs: 8, patience: 8 },
      1,
    );
    assert.deepEqual(
      curve.map(({ epoch }) => epoch),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.ok(curve[7].loss < curve[0].loss, `${curve[0].loss} to ${curve[7].loss}`);
    assert.equal(curve[bestEpoch - 1]['validation AP'], validationAveragePrecision);
    assert.equal(Math.max(...curve.map((point) => point['validation AP'])), validationAveragePrecision);
    model.dispose();
  });

  it('leaves frozen weights as they are for as many epochs as it is told', async () => {
    const { model } = modelOf();
    const hidden = () => [...model.weights().get('head.hidden.kernel')!.dataSync()];
    const out = () => [...model.weights().get('head.out.kernel')!.dataSync()];
    const states = [{ hidden: hidden(), out: out() }];
    const watch = { onEpochEnd: () => void states.push({ hidden: hidden(), out: out() }) };
    const frozen = freezing(2, (name) => name.startsWith('head.hidden.'));
    await optimise(model, train, validation, { epochs: 3, patience: 3 }, 1, undefined, [watch, frozen]);
    assert.deepEqual(states[2].hidden, states[0].hidden);
    assert.notDeepEqual(states[3].hidden, states[2].hidden);
    for (let epoch = 1; epoch <= 3; epoch++) assert.notDeepEqual(states[epoch].out, states[epoch - 1].out);
    model.dispose();
  });

  it('reads a sample for early stopping, the same at every epoch', async () => {
    const { model, branch } = modelOf();
    const watched = rowsOf(validation).filter((row) => row % 2 === 0);
    const outcome = await optimise(model, train, validation, { epochs: 3 }, 1, watched);
    assert.equal(branch.watched.length, 3);
    for (const rows of branch.watched) assert.deepEqual(rows, watched);
    const label = Uint8Array.from(watched, (row) => validation.label[row]);
    assert.equal(averagePrecision(logitsOf(model, validation, watched), label), outcome.validationAveragePrecision);
    model.dispose();
  });
});

describe('a schedule', () => {
  it('that is constant leaves the learning rate as it is', () => {
    const constant = schedules.get('constant');
    assert.deepEqual(
      [0, 0.4, 1].map((done) => constant.factor({}, done)),
      [1, 1, 1],
    );
  });

  it('of one cycle rises to its full size and falls to next to nothing, each along half a cosine', () => {
    const cycle = schedules.get('one-cycle');
    const options = cycle.options.parse({ warmup: 0.2, start: 0.1 });
    const at = (done: number) => cycle.factor(options, done);
    assertClose([0, 0.1, 0.2, 0.6, 1].map(at), [0.1, 0.55, 1, (1 + 1e-4) / 2, 1e-4], 1e-9, 'factors');
    const shares = Array.from({ length: 101 }, (_, i) => i / 100);
    for (let i = 1; i <= 100; i++)
      assert.ok(i <= 20 ? at(shares[i]) > at(shares[i - 1]) : at(shares[i]) < at(shares[i - 1]), `at ${shares[i]}`);
  });

  it('reaches the steps: a cycle that starts at next to nothing hardly moves in the first', async () => {
    const moved = async (schedule: unknown) => {
      const { model } = modelOf();
      const before = model.snapshot();
      const objective = {
        batches: () => [rowsOf(train)],
        loss: (rows: Int32Array) => tf.mean(tf.square(model.forward([train.table], rows))) as tf.Scalar,
      };
      const optimizer = optimizerSchema.parse({ learningRate: 0.1, schedule });
      await trainLoop(model, objective, { epochs: 1, optimizer }, [], new Random(1));
      const after = model.snapshot();
      model.dispose();
      return Math.max(
        ...after.map((values, w) => Math.max(...values.map((value, i) => Math.abs(value - before[w][i])))),
      );
    };
    assertClose(
      [await moved('constant'), await moved({ name: 'one-cycle', start: 0.01 })],
      [0.1, 0.001],
      1e-3,
      'steps',
    );
  });
});

describe('training that diverges', () => {
  it('ends with the epoch, the part and the example, and leaves no tensor behind', async () => {
    const { model } = modelOf();
    const before = tf.memory().numTensors;
    await assert.rejects(optimise(model, train, validation, { learningRate: 1e30 }, 1), (error) => {
      assert.ok(error instanceof DivergedError, String(error));
      assert.match(
        error.message,
        /^training diverged: the loss is \S+ in epoch 1; no branch but the head is not finite/,
      );
      return true;
    });
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });

  it('names the branch and the example that were not finite first', async () => {
    const { model } = modelOf();
    const table = train.table.slice();
    table[17 * COLUMNS + 1] = Number.NaN;
    await assert.rejects(
      optimise(model, { ...train, table }, validation, { batchSize: 1e6 }, 1),
      /in epoch 1; branch columns is not finite, first for example 17$/,
    );
    model.dispose();
  });

  it('is found by early stopping, where only what it watches is not finite', () => {
    const stopping = earlyStopping(
      'validation AP',
      3,
      () => Number.NaN,
      () => 'branch sequence is not finite',
    );
    const state = { epoch: 4, measured: {} } as never;
    assert.throws(
      () => stopping.onEpochEnd?.(state),
      new DivergedError('validation AP is not a number after epoch 4', 'branch sequence is not finite'),
    );
  });
});
