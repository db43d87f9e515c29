import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { baselines } from '../../src/baselines';
import { AsOf } from '../../src/data/asOf';
import { ExampleSet } from '../../src/data/examples';
import type { Table } from '../../src/data/table';
import { thresholds } from '../../src/imbalance/thresholds';
import { learners } from '../../src/learners';
import type { FittedModel, LearningExamples, TrainingData } from '../../src/training/learner';
import { training, trial } from './world';

const TREE = { name: 'decision-tree', features: ['rfm'] };
const TRAINING = { epochs: 1, batchSize: 64 };

/** Learners with what they need to be told beside their defaults, or to be quick here. */
const GIVEN: readonly (readonly [name: string, given: object])[] = [
  ['logistic', { features: ['rfm'] }],
  ['gradient-boosting', { features: ['rfm'], model: { numTrees: 5 } }],
  ['decision-tree', { features: ['rfm'] }],
  ['random-forest', { features: ['rfm'], model: { nEstimators: 5 } }],
  ['fused', { branches: ['tabular', 'sequence', { name: 'graph', node2vec: null }], training: TRAINING }],
  ['fused', { branches: ['sequence'], resampling: 'smote', training: TRAINING }],
  ['logistic', { features: ['rfm'], resampling: 'adasyn' }],
  ['sequence-anomaly', { sequence: { encoder: { name: 'lstm', units: 4 } }, training: TRAINING }],
  ['stack', { members: [TREE, { name: 'bg-nbd', horizonDays: 5 }] }],
  ...['platt', 'isotonic', 'temperature', 'beta'].map((method) => ['calibrated', { model: TREE, method }] as const),
  ['balanced-bagging', { model: TREE, members: 2 }],
  ['easy-ensemble', { model: TREE, members: 2 }],
];

/** The same examples with one positive. */
const ofOnePositive = ({ asOf, label }: LearningExamples): LearningExamples => ({
  asOf,
  label: label.map((_, row) => Number(row === 3)),
});

/** Fits, or refuses in words for people; a model that was fitted gives probabilities. */
async function fitsOrRefuses(name: string, given: object, data: TrainingData, asOf: AsOf): Promise<void> {
  const learner = learners.get(name);
  let model: FittedModel;
  try {
    model = await learner.fit(data, learner.options.parse(given));
  } catch (error) {
    assert.ok(error instanceof InputError, String((error as Error).stack));
    assert.match(error.message, /; expected /);
    assert.ok(!error.message.includes('\n'));
    return;
  }
  const scores = model.predict(asOf);
  model.dispose();
  assert.equal(scores.length, asOf.size);
  scores.forEach((p, row) => {
    assert.ok(p >= 0 && p <= 1, `row ${row} scores ${p}`);
  });
}

describe('learners on little', () => {
  /** Everybody, asked before anybody bought anything: every sequence is of length 0. */
  const nobodyKnown = new AsOf(ExampleSet.at(-DAY, Int32Array.of(0, 1, 2)), trial.log);

  for (const [name, given] of GIVEN)
    describe(`${name} ${JSON.stringify(given).slice(0, 100)}`, () => {
      it('one positive to learn from', () =>
        fitsOrRefuses(name, given, { ...training, train: ofOnePositive(training.train) }, trial.test.asOf));

      it('one positive to validate on', () =>
        fitsOrRefuses(name, given, { ...training, validation: ofOnePositive(training.validation) }, trial.test.asOf));

      it('customers without a past', () => fitsOrRefuses(name, given, training, nobodyKnown));
    });
});

describe('baselines on columns that tell nothing', () => {
  const random = new Random(2);
  const rows = 200;
  const label = Uint8Array.from({ length: rows }, (_, row) => Number(row % 5 === 0));
  const telling = Float32Array.from(label, (y) => y + random.normal());
  /** One column that tells, and beside it, where `beside` is given, one that is missing everywhere and one that is constant. */
  const tableOf = (beside: boolean): Table => ({
    rows,
    columns: beside ? ['missing', 'telling', 'constant'] : ['telling'],
    values: beside
      ? Float32Array.from({ length: 3 * rows }, (_, i) => [Number.NaN, telling[(i / 3) | 0], 7][i % 3])
      : telling,
  });

  for (const baseline of baselines.all)
    it(`${baseline.name}: an all-missing and a constant column change nothing`, () => {
      const scores = [false, true].map((beside) => {
        const table = tableOf(beside);
        const options = {
          ...baseline.options.parse({}),
          ...(baseline.name === 'random-forest' ? { maxFeatures: 3 } : {}),
        };
        const model = baseline.fit({ table, label }, { table, label }, options as never, 1);
        return model.predict(table);
      });
      scores[1].forEach((p, row) => {
        assert.ok(Math.abs(p - scores[0][row]) < 0.02, `row ${row}: ${p} beside them, ${scores[0][row]} without`);
      });
    });
});

describe('threshold rules on one positive', () => {
  for (const rule of thresholds.all)
    it(rule.name, () => {
      const score = Float64Array.of(0.1, 0.4, 0.8, 0.3);
      const threshold = rule.choose(score, Uint8Array.of(0, 0, 1, 0), rule.options.parse({}));
      assert.ok(threshold >= 0 && threshold <= 0.8, `${threshold}`);
    });
});
