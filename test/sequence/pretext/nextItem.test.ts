import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { AsOf } from '../../../src/data/asOf';
import { encoders } from '../../../src/sequence/encoders';
import { SequenceModel, type WindowInputs } from '../../../src/sequence/model';
import { nextItem } from '../../../src/sequence/pretext/nextItem';
import { lastSteps } from '../../../src/sequence/windows';
import { logOf, QUESTIONS, type Row } from '../../../src/testing/logs';
import { optimizerSchema, train } from '../../../src/training/loop';

const ITEMS = 40;
const NEGATIVES = 20;

/** Windows of customers whose items are drawn at random: nothing tells what comes next. */
function windowsOf(seed: number): WindowInputs {
  const random = new Random(seed);
  const rows = Array.from(
    { length: 1200 },
    (_, i): Row => [`customer ${i % 150}`, `item ${random.int(ITEMS)}`, Math.floor(i / 150) * DAY, 1],
  );
  const log = logOf(rows);
  const windows = lastSteps(new AsOf(QUESTIONS[0].examples(log, 8 * DAY), log), { length: 8, step: 'event' });
  return {
    windows,
    numeric: windows.numeric,
    itemRows: windows.items.map((item) => 1 + Number(log.items[item].slice(5))),
  };
}

describe('the next-item pretext', () => {
  for (const name of ['gru', 'self-attention'])
    it(`cannot tell ${name} what is drawn at random, for no step sees the next one`, async () => {
      const spec = name === 'gru' ? { name, units: 16 } : { name, units: 16, heads: 2, positions: 8, dropout: 0 };
      const model = new SequenceModel(encoders.reference().parse(spec), ITEMS + 1, 16, new Random(1));
      const options = nextItem.options.parse({ negatives: NEGATIVES, batchSize: 50 });
      const objective = nextItem.build(options, model, windowsOf(1), new Random(2));
      const optimizer = optimizerSchema.parse({ learningRate: 0.01 });
      await train(model, objective, { epochs: 30, optimizer }, [], new Random(3));

      // On other customers, with the projection that was learned.
      const other = nextItem.build(options, model, windowsOf(2), new Random(2));
      const learned = [...objective.weights!.values()];
      [...other.weights!.values()].forEach((weight, w) => {
        weight.assign(learned[w]);
      });
      const random = new Random(4);
      const losses = [...other.batches(random)].map((rows) =>
        tf.tidy(() => other.loss(rows, { epoch: 1, random }).dataSync()[0]),
      );
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      assert.ok(mean > 0.95 * Math.log(1 + NEGATIVES), `${mean}, chance ${Math.log(1 + NEGATIVES)}`);
      model.dispose();
      tf.dispose([...learned, ...other.weights!.values()]);
    });
});
