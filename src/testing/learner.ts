import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { Controls } from '../data/controls/controls';
import type { TransactionLog } from '../data/log';
import type { FittedModel, Learner, TrainingData } from '../training/learner';
import { assertNoLeak, type Check, defineLaws, using } from './laws';
import { QUESTIONS, type Question, randomTwins } from './logs';

const [TRAIN, VALIDATION, TEST] = [20 * DAY, 25 * DAY, 30 * DAY];
const { log: LOG, twin: TWIN } = randomTwins(new Random(5), 1500, { customers: 40, items: 8, days: 40 }, TEST);

/** Laws of learners, for all ways of asking that they answer: customers alone, customers about items, events. */
export const learnerLaws = defineLaws<Learner>({
  'a probability for each example': onFitted((model, { test }) => {
    const scores = model.predict(test);
    assert.equal(scores.length, test.size);
    assert.ok(
      scores.every((p) => p >= 0 && p <= 1),
      'a score is no probability',
    );
  }),

  'an example has the same score whatever else is asked': onFitted((model, { test }) => {
    const scores = model.predict(test);
    const row = test.size >> 1;
    const [alone] = model.predict(test.select(Int32Array.of(row)));
    assert.ok(Math.abs(alone - scores[row]) < 1e-5, `example ${row} scores ${alone}, among others ${scores[row]}`);
  }),

  'nothing is known of the future': onFitted((model, { test, twin }) =>
    assert.deepEqual(model.predict(twin), model.predict(test)),
  ),

  'the same for the same seed': onFitted(async (model, { test }, fit) =>
    using(await fit(), (again) => assert.deepEqual(again.predict(test), model.predict(test))),
  ),

  'save, load, same output': onFitted((model, { test }, _, learner) =>
    using(learner.load(JSON.parse(JSON.stringify(model.toJSON()))), (loaded) =>
      assert.deepEqual(loaded.predict(test), model.predict(test)),
    ),
  ),

  'diagnostics are JSON': onFitted(({ diagnostics }) =>
    assert.deepEqual(JSON.parse(JSON.stringify(diagnostics)), diagnostics),
  ),

  "another's saved model is refused": (learner) =>
    assert.throws(() => learner.load({ kind: 'another' }), { name: 'InputError' }),

  'an option that there is not is refused': (learner, given) =>
    assert.throws(() => learner.options.parse({ ...given, nonsense: 1 }), /nonsense/),

  'no tensor leaks': (learner, given) =>
    assertNoLeak(() => onFitted((model, { test }) => void model.predict(test))(learner, given)),
});

interface Asked {
  readonly test: AsOf;
  /** The same examples on a log that is the same before them. */
  readonly twin: AsOf;
}

/** A check of a model that was fitted, for every way of asking that the learner answers; `fit` fits another. */
function onFitted(
  check: (model: FittedModel, asked: Asked, fit: () => Promise<FittedModel>, learner: Learner) => void | Promise<void>,
): Check<Learner> {
  return async (learner, given) => {
    const options = learner.options.parse(given ?? {});
    for (const question of QUESTIONS.filter(({ name }) => !learner.asks || learner.asks === name)) {
      const fit = () => learner.fit(trainingData(question), options);
      const asked = { test: asOfOf(question, LOG, TEST), twin: asOfOf(question, TWIN, TEST) };
      await using(await fit(), (model) => check(model, asked, fit, learner));
    }
  };
}

function asOfOf(question: Question, log: TransactionLog, time: number): AsOf {
  return new AsOf(question.examples(log, time), log);
}

/** Labels at random: these laws hold whether there is anything to be learned or not. */
function trainingData(question: Question): TrainingData {
  const random = new Random(1);
  const part = (time: number) => {
    const asOf = asOfOf(question, LOG, time);
    return { asOf, label: Uint8Array.from({ length: asOf.size }, () => (random.next() < 0.3 ? 1 : 0)) };
  };
  return {
    train: part(TRAIN),
    validation: part(VALIDATION),
    items: question.listsItems ? LOG.items : [],
    controls: Controls.none,
    seed: 1,
  };
}
