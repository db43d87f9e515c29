import assert from 'node:assert/strict';
import '../../datasets';
import { completeExperiment, type ExperimentInput, plan } from '../../src/experiment/experiment';

const WEEK = { name: 'event', folds: { trainDays: 7, validationDays: 7, testDays: 7, count: 2 } };
const MONTH = { name: 'event', folds: { trainDays: 28, validationDays: 7, testDays: 7, count: 2 } };

function experiment(rows: ExperimentInput['rows'], more: Partial<ExperimentInput> = {}) {
  return completeExperiment(
    {
      name: 'rows',
      title: 'Rows',
      dataset: 'fraud-handbook',
      task: WEEK,
      presets: { full: { seeds: 3 } },
      rows,
      ...more,
    },
    'a test',
  );
}

describe('a row of an experiment', () => {
  const majority = { name: 'majority', title: 'majority', model: 'majority' };

  it('has the task and the seeds of the experiment, unless it has its own', () => {
    const [plain, month] = plan(
      experiment([majority, { ...majority, name: 'month', task: MONTH, seeds: 1 }]),
      'full',
    ).map(({ configurations }) => configurations);
    const trainDays = ({ task }: (typeof plain)[0]) => (task.folds as { trainDays: number }).trainDays;
    assert.deepEqual(plain.map(trainDays), Array(6).fill(7));
    assert.deepEqual(month.map(trainDays), [28, 28]);
    assert.deepEqual(
      plain.map(({ fold, seed }) => [fold, seed]),
      [0, 1].flatMap((fold) => [0, 1, 2].map((seed) => [fold, seed])),
    );
  });

  it('is no member of a stack with a task of its own, which would mix what was trained on other days', () => {
    const rows = [
      majority,
      { ...majority, name: 'month', task: MONTH },
      { name: 'stack', title: 'stack', members: ['majority', 'month'] },
    ];
    assert.throws(() => experiment(rows), /row "month" has a task of its own/);
  });

  it('may say how its members are weighed, if it has some', () => {
    const other = { ...majority, name: 'other' };
    const stack = { name: 'stack', title: 'stack', members: ['majority', 'other'] };
    const modelsOf = (row: ExperimentInput['rows'][number]) =>
      plan(experiment([majority, other, row]), 'full')[2].configurations.map(({ model }) => model.weights);
    assert.deepEqual(new Set(modelsOf(stack)), new Set(['fitted']));
    assert.deepEqual(new Set(modelsOf({ ...stack, weights: 'equal' })), new Set(['equal']));
    assert.throws(() => experiment([{ ...majority, weights: 'equal' }]), /expected only beside "members"/);
  });

  it('must be there to be the ceiling', () => {
    assert.throws(() => experiment([majority], { ceiling: 'heaven' }), /ceiling.*unknown row "heaven"/);
  });

  it('must be there to be part of a gap, which takes a ceiling', () => {
    const gap = { singles: ['majority'] };
    assert.throws(() => experiment([majority], { gap }), /no gap without a ceiling/);
    const ceiling = 'majority';
    assert.throws(
      () => experiment([majority], { ceiling, gap: { singles: ['heaven'] } }),
      /singles.*unknown row "heaven"/,
    );
    const controls: [string, string, string][] = [['majority', 'majority', 'hell']];
    assert.throws(() => experiment([majority], { ceiling, gap: { ...gap, controls } }), /controls.*unknown row "hell"/);
  });
});
