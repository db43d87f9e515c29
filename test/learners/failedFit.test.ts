import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../../src/base/errors';
import { learners } from '../../src/learners';
import { DivergedError } from '../../src/training/diverged';
import type { TrainingData } from '../../src/training/learner';
import { training } from './world';

const DIVERGING = { learningRate: 1e30, batchSize: 8 };

/** A fit that fails with an error of a kind, whose message matches, and leaves no tensor behind. */
async function fails(
  name: string,
  given: object,
  kind: new (...args: never[]) => Error,
  message: RegExp,
  data: TrainingData = training,
): Promise<void> {
  const learner = learners.get(name);
  const before = tf.memory().numTensors;
  await assert.rejects(learner.fit(data, learner.options.parse(given)), (error: Error) => {
    assert.ok(error instanceof kind, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
  assert.equal(tf.memory().numTensors, before, 'tensors left behind');
}

describe('a fit that fails', () => {
  for (const branches of [['tabular'], ['sequence', 'tabular'], [{ name: 'graph', node2vec: null }]])
    it(`for ${JSON.stringify(branches)} diverged names epoch, part and example`, () =>
      fails(
        'fused',
        { branches, training: DIVERGING },
        DivergedError,
        /^training diverged: the loss is \S+ in epoch 1; (branch \w+|no branch but the head) is not finite, first for example \d+$/,
      ));

  it('in the last step of an epoch is found by what early stopping watches', () =>
    fails(
      'fused',
      { branches: ['tabular'], training: { learningRate: 1e30, batchSize: 1e6 } },
      DivergedError,
      /^training diverged: validation AP is not a number after epoch 1; .* is not finite, first for example \d+$/,
    ));

  it('in pretraining frees the projection, too', () =>
    fails(
      'fused',
      {
        branches: ['sequence'],
        pretraining: { task: { name: 'next-item', batchSize: 8 }, learningRate: 1e30 },
      },
      DivergedError,
      /^training diverged: the loss is \S+ in epoch 1$/,
    ));

  it('with branches that are aligned frees the projections, too', () =>
    fails(
      'fused',
      { branches: ['tabular', 'sequence'], alignment: {}, training: DIVERGING },
      DivergedError,
      /^training diverged/,
    ));

  it('for the lack of a graph to pretrain on says so', () =>
    fails('fused', { branches: ['tabular'], graphPretraining: {} }, InputError, /no graph to pretrain on/));

  for (const option of [{ alignment: {} }, { branchDropout: 0.5 }])
    it(`is refused for ${JSON.stringify(option)} and a single branch`, () =>
      assert.throws(
        () => learners.get('fused').options.parse({ branches: ['tabular'], ...option }),
        /two branches or more/,
      ));

  it('for an operator that cannot fuse the branches frees them', () =>
    fails('fused', { branches: ['tabular', 'sequence'], operator: 'cross-attention' }, InputError, /1 have steps/));

  it('in a later member of a stack frees those before', () =>
    fails(
      'stack',
      {
        members: [
          { name: 'fused', branches: ['tabular'], training: { epochs: 1 } },
          { name: 'fused', branches: ['tabular'], training: DIVERGING },
        ],
      },
      DivergedError,
      /diverged/,
    ));

  for (const name of ['fused', 'logistic', 'gradient-boosting'])
    it(`of ${name} for examples of one class says so`, () =>
      fails(
        name,
        name === 'fused' ? { branches: ['tabular'] } : { features: ['rfm'] },
        InputError,
        /same label|class/,
        {
          ...training,
          train: { ...training.train, label: training.train.label.map(() => 0) },
        },
      ));
});

describe('a saved fused model that is not whole', () => {
  it('is refused, and leaves no tensor behind', async () => {
    const fused = learners.get('fused');
    const model = await fused.fit(training, fused.options.parse({ branches: ['tabular'], training: { epochs: 1 } }));
    const saved = JSON.parse(JSON.stringify(model.toJSON()));
    model.dispose();
    const before = tf.memory().numTensors;
    const { 'head.out.bias': _, ...weights } = saved.weights;
    assert.throws(() => fused.load({ ...saved, weights }), /missing head.out.bias/);
    assert.throws(() => fused.load({ ...saved, states: [] }), /0 saved branches; expected 1/);
    assert.throws(() => fused.load({ ...saved, states: [{}] }), /saved branch tabular/);
    assert.equal(tf.memory().numTensors, before);
  });
});
