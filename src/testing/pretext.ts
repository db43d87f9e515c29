import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import type { Objective } from '../nn/objective';
import { encoders } from '../sequence/encoders';
import { SequenceModel, type WindowInputs } from '../sequence/model';
import type { Pretext } from '../sequence/pretext/pretext';
import { lastSteps } from '../sequence/windows';
import { assertNoLeak, type Check, defineLaws } from './laws';
import { logOf, QUESTIONS, type Row } from './logs';
import { assertFalls, assertGradients, assertRepeatable, lossOf } from './objective';

const ITEMS = 5;
/** Customers who buy the items in turn, each for an amount of their own: what comes next can be told, and whose it is. */
const LOG = logOf(
  Array.from({ length: 40 }, (_, c) =>
    Array.from({ length: 8 }, (_, t): Row => [`customer ${c}`, `item ${(c + t) % ITEMS}`, t * DAY, 1 + c]),
  ).flat(),
);

/** Laws of pretexts: tasks without labels. */
export const pretextLaws = defineLaws<Pretext>({
  'batches hold rows of the windows, in another order each epoch': onPretext((objective, _, inputs) => {
    const epoch = (random: Random) => [...objective.batches(random)].flatMap((rows) => [...rows]);
    const random = new Random(1);
    const [one, other] = [epoch(random), epoch(random)];
    assert.ok(one.every((row) => row >= 0 && row < inputs.windows.count));
    assert.deepEqual(one.toSorted(), other.toSorted());
    assert.notDeepEqual(one, other);
  }),

  'the loss is finite, and the same for the same stream': onPretext(assertRepeatable),

  'the encoder and what serves the pretext have gradients': onPretext(assertGradients),

  'the loss falls': onPretext((objective, model) => assertFalls(objective, model, 100, 0.8)),

  'no tensor leaks': (kind, given) => assertNoLeak(() => onPretext((objective) => void lossOf(objective))(kind, given)),
});

/** A check of a pretext on the windows of customers, with a GRU. */
function onPretext(
  check: (objective: Objective, model: SequenceModel, inputs: WindowInputs) => void | Promise<void>,
): Check<Pretext> {
  return async (kind, given) => {
    const windows = lastSteps(new AsOf(QUESTIONS[0].examples(LOG, 8 * DAY), LOG), { length: 6, step: 'event' });
    const inputs = {
      windows,
      numeric: windows.numeric,
      itemRows: windows.items.map((item) => item + 1),
    };
    const model = new SequenceModel(encoders.reference().parse({ name: 'gru', units: 8 }), ITEMS + 1, 4, new Random(1));
    const objective = kind.build(kind.options.parse(given ?? {}), model, inputs, new Random(2));
    try {
      await check(objective, model, inputs);
    } finally {
      model.dispose();
      for (const weight of objective.weights?.values() ?? []) weight.dispose();
    }
  };
}
