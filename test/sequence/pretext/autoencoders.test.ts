import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { encoders } from '../../../src/sequence/encoders';
import { SequenceModel, type WindowInputs } from '../../../src/sequence/model';
import { pretexts } from '../../../src/sequence/pretext';
import { STEP_FEATURES } from '../../../src/sequence/windows';
import { optimizerSchema, train } from '../../../src/training/loop';
import { ITEMS, randomWindows } from './windows';

/** The loss on other customers, of a pretext that was learned; the columns of a step that can be told are left out. */
async function learned(name: string, encoder: object, epochs: number, units = 32): Promise<number> {
  const spec = encoders.reference().parse({ units, ...encoder } as unknown as { name: string });
  const model = new SequenceModel(spec, ITEMS + 1, 16, new Random(1));
  const { entry, options } = pretexts.resolve(pretexts.reference().parse({ name, negatives: 20, batchSize: 50 }));
  const objective = entry.build(options, model, amountsOf(randomWindows(1)), new Random(2));
  const optimizer = optimizerSchema.parse({ learningRate: 0.01 });
  await train(model, objective, { epochs, optimizer }, [], new Random(3));
  const other = entry.build(options, model, amountsOf(randomWindows(2)), new Random(2));
  const weights = [...objective.weights!.values()];
  [...other.weights!.values()].forEach((weight, w) => {
    weight.assign(weights[w]);
  });
  const random = new Random(4);
  const losses = [...other.batches(random)].map((rows) =>
    tf.tidy(() => other.loss(rows, { epoch: 1, random }).dataSync()[0]),
  );
  model.dispose();
  tf.dispose([...weights, ...other.weights!.values()]);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Windows whose amounts alone differ from step to step. */
function amountsOf(inputs: WindowInputs): WindowInputs {
  const F = STEP_FEATURES.length;
  const amount = STEP_FEATURES.indexOf('log amount');
  return { ...inputs, numeric: inputs.numeric.map((value, i) => (i % F === amount ? value : 0)) };
}

/** Nothing known: one number in five has a variance of 1, and an item is one of 21. */
const CHANCE = 1 / STEP_FEATURES.length + 1;

describe('pretexts that predict steps', () => {
  for (const encoder of [
    { name: 'gru', bidirectional: true },
    { name: 'self-attention', dropout: 0 },
  ])
    it(`masked-event cannot tell ${encoder.name} what is drawn at random, for hidden steps are not seen`, async () => {
      const loss = await learned('masked-event', encoder, 10);
      assert.ok(loss > 0.95 * CHANCE, `${loss}, chance ${CHANCE}`);
    });

  it('reconstruction tells what is drawn at random, for the code has seen it, and more with a wider code', async () => {
    const [narrow, wide] = [
      await learned('reconstruction', { name: 'gru' }, 40, 2),
      await learned('reconstruction', { name: 'gru' }, 40),
    ];
    assert.ok(narrow < 0.99 * CHANCE && wide < 0.93 * narrow, `${narrow} and ${wide}, chance ${CHANCE}`);
  });

  for (const name of ['coles', 'masked-event', 'next-item', 'reconstruction'])
    it(`${name} says that there is nothing to learn from in windows without steps`, () => {
      const inputs = randomWindows(1);
      const { windows } = inputs;
      const empty = { ...inputs, windows: { ...windows, mask: windows.mask.map(() => 0) } };
      const model = new SequenceModel(encoders.reference().parse('gru'), ITEMS + 1, 4, new Random(1));
      const { entry, options } = pretexts.resolve(pretexts.reference().parse(name));
      assert.throws(
        () => entry.build(options, model, empty, new Random(1)),
        (error) => error instanceof InputError && error.message.includes(`pretext ${name}`),
      );
      model.dispose();
    });
});

it('coles brings parts of one customer together, also of one that it never saw', async () => {
  const inputs = randomWindows(1);
  // What a customer buys is drawn from items of their own.
  const itemRows = inputs.itemRows.map((row, line) => {
    const customer = inputs.windows.customers[Math.floor(line / inputs.windows.length)];
    return 1 + ((customer % 8) * 5 + (row % 5));
  });
  const model = new SequenceModel(encoders.reference().parse('gru'), ITEMS + 1, 16, new Random(1));
  const { entry, options } = pretexts.resolve(pretexts.reference().parse({ name: 'coles', minSteps: 3 }));
  const objective = entry.build(options, model, { ...inputs, itemRows }, new Random(2));
  const half = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const lossOf = (rows: Int32Array) =>
    tf.tidy(() => objective.loss(rows, { epoch: 1, random: new Random(5) }).dataSync()[0]);
  const before = lossOf(half(75, 150));
  const seen = { ...objective, batches: () => [half(0, 40), half(35, 75)] };
  await train(model, seen, { epochs: 10, optimizer: optimizerSchema.parse({ learningRate: 0.01 }) }, [], new Random(3));
  const after = lossOf(half(75, 150));
  assert.ok(after < 0.8 * before, `${before} before, ${after} after`);
  model.dispose();
});
