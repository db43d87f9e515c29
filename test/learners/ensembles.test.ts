import assert from 'node:assert/strict';
import { learners } from '../../src/learners';
import { samplingShift } from '../../src/learners/samplingShift';
import { training, trial } from './world';

const LOGISTIC = { name: 'logistic', features: ['rfm'], model: { C: 0.01 } };
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

async function fit(name: string, given: object, data = training) {
  const learner = learners.get(name);
  const options = learner.options.parse(given);
  const model = await learner.fit(data, options);
  const scores = model.predict(trial.validation.asOf);
  model.dispose();
  return { scores, model };
}

describe('ensembles on balanced samples', () => {
  for (const name of ['balanced-bagging', 'easy-ensemble']) {
    it(`${name} predicts under the base rate that there was before`, async () => {
      const { scores } = await fit(name, { model: LOGISTIC, members: 5 });
      const alone = await fit('logistic', { features: ['rfm'], model: { C: 0.01 } });
      assert.ok(Math.abs(mean(scores) - mean(alone.scores)) < 0.05, `${mean(scores)}, alone ${mean(alone.scores)}`);
    });

    it(`${name} has members that differ`, async () => {
      const { model } = await fit(name, { model: LOGISTIC, members: 3 });
      const members = model.diagnostics.members as { coefficients: object }[];
      assert.equal(new Set(members.map(({ coefficients }) => JSON.stringify(coefficients))).size, 3);
    });

    it(`${name} of one calibrated on validation is under the base rate there`, async () => {
      const learner = learners.get(name);
      const options = learner.options.parse({ model: { name: 'calibrated', model: LOGISTIC }, members: 2 });
      assert.equal(learner.learnsBaseRate?.(options), false);
      assert.equal(learner.learnsBaseRate?.(learner.options.parse({ model: LOGISTIC })), true);
      const { scores } = await fit(name, options as object);
      const { label } = training.validation;
      assert.ok(Math.abs(mean(scores) - mean(label)) < 0.03, `${mean(scores)}, base rate ${mean(label)}`);
    });
  }
});

describe('a sample of the negatives', () => {
  it('shifts what is under the base rate of the training examples, and nothing else', () => {
    const spec = (given: object) => learners.reference().parse(given as never);
    const shiftOf = (given: object) => samplingShift(spec(given), 0.1);
    assert.equal(shiftOf(LOGISTIC), -Math.log(0.1));
    assert.equal(shiftOf({ name: 'calibrated', model: LOGISTIC }), 0);
    assert.equal(shiftOf({ name: 'stack', members: [LOGISTIC, 'majority'] }), 0);
    assert.equal(shiftOf({ name: 'easy-ensemble', model: LOGISTIC }), -Math.log(0.1));
    assert.equal(shiftOf({ name: 'easy-ensemble', model: { name: 'calibrated', model: LOGISTIC } }), 0);
  });
});

describe('a calibrated learner', () => {
  for (const method of ['platt', 'isotonic', 'beta'])
    it(`by ${method} has the base rate of validation there, whatever was done to the balance`, async () => {
      const model = { ...LOGISTIC, resampling: 'random-under', positiveWeight: 3 };
      const { scores } = await fit('calibrated', { model, method });
      assert.ok(Math.abs(mean(scores) - mean(training.validation.label)) < 0.02);
    });
});

describe('a deep ensemble', () => {
  it('predicts the mean log-odds of members that differ by their seed', async () => {
    const ensemble = learners.get('deep-ensemble');
    const fused = { name: 'fused', branches: ['tabular'], training: { epochs: 2, batchSize: 64 } };
    const model = await ensemble.fit(training, ensemble.options.parse({ model: fused, members: 3 }));
    const { asOf } = trial.validation;
    const { members } = model.toJSON() as { members: unknown[] };
    const scores = members.map((json) => {
      const member = learners.get('fused').load(json);
      const own = member.predict(asOf);
      member.dispose();
      return own;
    });
    assert.equal(new Set(scores.map((own) => own[0])).size, 3);
    const logit = (p: number) => Math.log(p / (1 - p));
    model.predict(asOf).forEach((p, i) => {
      assert.ok(Math.abs(logit(p) - mean(scores.map((own) => logit(own[i])))) < 1e-4, `example ${i}`);
    });
    model.dispose();
  });
});
