import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type Component, NO_OPTIONS } from '../../src/base/component';
import { hash32 } from '../../src/base/random';
import { type Destroyer, defineControl } from '../../src/data/controls/control';
import { defineFamily } from '../../src/features/family';
import { Branch, defineBranch } from '../../src/fusion/branch';
import { defineOperator, FusionOperator } from '../../src/fusion/operator';
import type { Block } from '../../src/graph/block';
import { defineGraphLayer, MessagePassing } from '../../src/graph/messagePassing';
import { defineCalibrator } from '../../src/imbalance/calibration/calibrator';
import { defineLoss } from '../../src/imbalance/loss';
import { losses } from '../../src/imbalance/losses';
import { resamplers } from '../../src/imbalance/resampling';
import { asTheyAre } from '../../src/imbalance/resampling/origins';
import { defineResampler } from '../../src/imbalance/resampling/resampler';
import { defineThreshold } from '../../src/imbalance/thresholds/threshold';
import { learners } from '../../src/learners';
import type { Encoding } from '../../src/nn/encoding';
import { spmm } from '../../src/ops/sparse';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../../src/sequence/encoder';
import { definePretext } from '../../src/sequence/pretext/pretext';
import {
  branchLaws,
  calibratorLaws,
  controlLaws,
  encoderLaws,
  familyLaws,
  graphLayerLaws,
  holdTo,
  type Laws,
  learnerLaws,
  lossLaws,
  operatorLaws,
  pretextLaws,
  resamplerLaws,
  thresholdLaws,
} from '../../src/testing';

const described = { name: 'broken', summary: 'breaks a law', options: NO_OPTIONS };

/** The laws that a component breaks, by name. */
async function brokenBy<C extends Component>(laws: Laws<C>, component: C): Promise<string[]> {
  const broken: string[] = [];
  for (const [law, check] of Object.entries(laws))
    try {
      await check(component);
    } catch (error) {
      assert.ok((error as Error).message.startsWith(`law "${law}" broken: `), String(error));
      broken.push(law);
    }
  return broken;
}

async function breaks<C extends Component>(laws: Laws<C>, component: C, ...expected: string[]): Promise<void> {
  const broken = await brokenBy(laws, component);
  for (const law of expected) assert.ok(broken.includes(law), `"${law}" is not among ${JSON.stringify(broken)}`);
  await assert.rejects(holdTo(laws, component), new RegExp(`^Error: law "${broken[0]}" broken: `));
}

/** The sum over the steps, whatever the mask says. */
class Sum extends SequenceEncoder {
  readonly units: number;
  private readonly scale = this.weight('scale', tf.scalar(2));

  constructor(
    features: number,
    private readonly value: (sums: tf.Tensor3D, mask: tf.Tensor2D, options: EncodeOptions) => tf.Tensor3D,
  ) {
    super();
    this.units = features;
  }

  encode(x: tf.Tensor3D, mask: tf.Tensor2D, options: EncodeOptions = {}): Encoding {
    const steps = this.value(tf.mul(x, this.scale) as tf.Tensor3D, mask, options);
    return { pooled: tf.sum(steps, 1), ...(options.wantSteps ? { steps, mask } : {}) };
  }
}

const there = (x: tf.Tensor3D, mask: tf.Tensor2D) => tf.mul(x, tf.expandDims(mask, 2)) as tf.Tensor3D;

class Layer extends MessagePassing {
  constructor(
    readonly outChannels: number,
    private readonly value: (source: tf.Tensor2D, target: tf.Tensor2D, block: Block) => tf.Tensor2D,
  ) {
    super();
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    return tf.slice(this.value(source, target, block), [0, 0], [block.targets, this.outChannels]);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return arrived;
  }
}

const layer = (value: ConstructorParameters<typeof Layer>[1]) =>
  defineGraphLayer({ ...described, build: (_, __, outChannels) => new Layer(outChannels, value) });

const loss = (change: (x: tf.Tensor) => tf.Tensor, logitShift = 0) =>
  defineLoss({
    ...described,
    build: () => ({
      of: (logits, labels) => change(tf.sub(tf.softplus(logits), tf.mul(labels, logits))) as tf.Tensor1D,
      logitShift: () => logitShift,
    }),
  });

describe('a law names itself when it is broken', () => {
  it('by an encoder', async () => {
    const encoder = (value: ConstructorParameters<typeof Sum>[1]) =>
      defineEncoder({ ...described, build: (_, features) => new Sum(features, value) });
    assert.deepEqual(
      await brokenBy(encoderLaws, encoder(there)),
      ['what stands in the padding changes neither outputs nor gradients'],
      'NaN times 0 is NaN',
    );
    await breaks(
      encoderLaws,
      encoder((x) => x),
      'padding changes nothing',
    );
    await breaks(
      encoderLaws,
      encoder((x, mask) => tf.reverse(there(x, mask), 1)),
      'asked to be causal, a step knows nothing of later ones',
    );
    await breaks(
      encoderLaws,
      encoder((x, mask) => tf.mul(there(x, mask), Math.random()) as tf.Tensor3D),
      'chance enters through the random stream alone',
    );
    await breaks(
      encoderLaws,
      encoder((x, mask) => tf.keep(there(x, mask))),
      'no tensor leaks',
    );
    await breaks(
      encoderLaws,
      encoder((x, mask) => tf.mul(there(x, mask), tf.getBackend() === 'cpu' ? 1 : 2) as tf.Tensor3D),
      'same on every engine',
    );
  });

  it('by a graph layer', async () => {
    const plain = (source: tf.Tensor2D, target: tf.Tensor2D, block: Block) =>
      tf.add(target, spmm(block.plain, source)) as tf.Tensor2D;
    assert.deepEqual(await brokenBy(graphLayerLaws, layer(plain)), ['an edge mask is obeyed or refused']);
    await breaks(
      graphLayerLaws,
      layer((_, target) => target),
      'messages travel one edge a layer',
    );
    await breaks(
      graphLayerLaws,
      layer((source, target, block) =>
        plain(source, tf.add(target, tf.expandDims(tf.range(0, block.targets), 1)), block),
      ),
      'numbering nodes otherwise numbers the output otherwise, and no more',
    );
    await breaks(
      graphLayerLaws,
      layer((source, target, block) => tf.div(plain(source, target, block), block.targets) as tf.Tensor2D),
      'a block cut out of a graph gives the same rows as the graph',
    );
  });

  it('by a fusion operator', async () => {
    class Mean extends FusionOperator {
      readonly units = 2;
      fuse(branches: readonly Encoding[]): tf.Tensor2D {
        const [first] = branches;
        return tf.sub(tf.slice(first.pooled, [0, 0], [-1, 2]), tf.mean(first.pooled)) as tf.Tensor2D;
      }
    }
    await breaks(
      operatorLaws,
      defineOperator({ ...described, build: () => new Mean() }),
      'an example depends on itself alone',
    );
  });

  it('by a loss', async () => {
    assert.deepEqual(
      await brokenBy(
        lossLaws,
        loss((x) => x),
      ),
      [],
    );
    await breaks(lossLaws, loss(tf.neg), 'falls when a prediction gets better');
    await breaks(
      lossLaws,
      loss((x) => x, -1),
      'a fitted constant, shifted, lies between the base rate and ½',
    );
    await breaks(lossLaws, loss(tf.exp), 'finite at extreme logits, and so is its gradient');
    const stopped = tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy) => tf.mul(2, dy) }));
    await breaks(lossLaws, loss(stopped), 'gradients equal finite differences');
  });

  it('by a resampler', async () => {
    const over = resamplers.get('random-over');
    const resampler = (change: Partial<ReturnType<typeof over.build>>) =>
      defineResampler({
        ...described,
        options: z.strictObject({ ratio: z.number().default(1) }),
        build: (options) => ({ ...over.build(options), ...change }),
      });
    assert.deepEqual(await brokenBy(resamplerLaws, resampler({})), []);
    await breaks(
      resamplerLaws,
      resampler({ resample: ({ label }) => asTheyAre(Int32Array.from(label.keys()), label) }),
      'positives per negative are as many as asked for',
      'a sample of one class is refused',
    );
    await breaks(
      resamplerLaws,
      resampler({
        resample(sample, random) {
          if (sample.values.length) sample.values[0]++;
          return over.build({ ratio: 1 }).resample(sample, random);
        },
      }),
      'the sample that was given stays as it is',
    );
  });

  it('by a feature family', async () => {
    const family = (compute: Parameters<typeof defineFamily>[0]['compute']) =>
      defineFamily({ ...described, columns: () => ['value'], compute });
    await breaks(
      familyLaws,
      family((asOf) => new Float32Array(asOf.size).fill(asOf.size)),
      'an example has the same values whatever else is asked',
    );
    await breaks(
      familyLaws,
      // The fingerprint is all of the future that can be got at.
      family((asOf) => new Float32Array(asOf.size).fill(hash32(asOf.fingerprint) % 1000)),
      'nothing is known of the future',
    );
    await breaks(
      familyLaws,
      family((asOf) => new Float32Array(asOf.size).fill(Number.POSITIVE_INFINITY)),
      'a value for each column and example, finite or NaN',
    );
  });

  it('by a branch', async () => {
    class Peeking extends Branch<number> {
      readonly units = 1;
      override readonly stepUnits = 3;
      private readonly scale = this.weight('scale', tf.scalar(1));
      prepare(asOf: Parameters<Branch['prepare']>[0]): number {
        return hash32(asOf.fingerprint) % 1000;
      }
      forward(inputs: number, rows: Int32Array): Encoding {
        return { pooled: tf.mul(this.scale, tf.fill([rows.length, 1], inputs + rows.length)) };
      }
      state(): unknown {
        return {};
      }
    }
    const branch = defineBranch({
      ...described,
      state: z.strictObject({}),
      build: () => new Peeking(),
      restore: () => new Peeking(),
    });
    await breaks(
      branchLaws,
      branch,
      'shapes are those it says, and every number is finite',
      'rows come in the order asked for, whatever else is in the batch',
      'nothing is known of the future',
      'an example has the same output whatever else is asked',
    );
  });

  it('by a learner', async () => {
    const majority = learners.get('majority');
    await breaks(
      learnerLaws,
      {
        ...majority,
        async fit(data, options) {
          tf.keep(tf.scalar(1));
          const model = await majority.fit(data, options);
          return { ...model, predict: ({ size }) => new Float32Array(size).fill(1 + Math.random()) };
        },
      },
      'a probability for each example',
      'the same for the same seed',
      'save, load, same output',
      'no tensor leaks',
    );
  });

  it('by a control', async () => {
    const control = (destroyer: Destroyer) => defineControl({ ...described, build: () => destroyer });
    await breaks(controlLaws, control({}), 'something is destroyed');
    await breaks(
      controlLaws,
      control({ edges: (_, item) => void item.fill(0) }),
      'edges stay those of a graph of the same size, every degree kept',
    );
    await breaks(
      controlLaws,
      control({ order: (contents) => void contents.fill(0) }),
      'every basket stands in one place',
    );
    await breaks(
      controlLaws,
      control({ embeddings: (vectors) => vectors.set(vectors.map((_, i) => i)) }),
      'an embedding is that of its node, wherever it stands',
    );
  });

  it('by a calibrator', async () => {
    const calibrator = defineCalibrator({
      ...described,
      saved: z.strictObject({ slope: z.number() }),
      fit: (score) => ({ slope: score[0] - 0.9 }),
      calibration:
        ({ slope }) =>
        (p) =>
          0.5 + slope * p,
    });
    await breaks(
      calibratorLaws,
      calibrator,
      'of a model that ranks, a higher probability stays no lower',
      'a model that is too sure of itself is brought back',
      'a calibrated model stays calibrated',
      'the order of examples does not matter',
    );
  });

  it('by a threshold rule', () =>
    breaks(
      thresholdLaws,
      defineThreshold({ ...described, choose: (score) => 2 * score[0] }),
      'a probability, or just above 1 for nobody',
      'the same decisions whatever the order of examples',
    ));

  it('by a pretext', async () => {
    const pretext = definePretext({
      ...described,
      build: (_, model) => ({
        batches: () => [Int32Array.of(0)],
        loss: (_rows, { random }) => tf.add(tf.mul(0, tf.sum(model.items)), random.next()) as tf.Scalar,
      }),
    });
    await breaks(
      pretextLaws,
      pretext,
      'batches hold rows of the windows, in another order each epoch',
      'the encoder and what serves the pretext have gradients',
      'the loss falls',
    );
  });

  it('and a component without fault is held to all of them', () => holdTo(lossLaws, losses.get('focal')));
});
