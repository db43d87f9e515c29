import assert from 'node:assert/strict';
import { tasks } from '../../../datasets';
import { Registry } from '../../../src/base/registry';
import { horizon } from '../../../src/data/tasks/horizon';
import { presetTask } from '../../../src/data/tasks/task';

const preset = presetTask(horizon, {
  name: 'tea-again',
  summary: 'a customer buys tea within a week',
  items: ['tea'],
  horizonDays: 7,
  folds: { name: 'rolling', count: 2 },
});
const registry = new Registry('task', [preset]);
const complete = (written: Parameters<ReturnType<typeof registry.reference>['parse']>[0]) =>
  registry.reference().parse(written);

describe('a task with some options given', () => {
  it('has them as defaults, with those of its kind beside them', () => {
    assert.deepEqual(complete('tea-again'), {
      name: 'tea-again',
      firstTimeOnly: false,
      items: ['tea'],
      horizonDays: 7,
      folds: { name: 'rolling', count: 2, train: { count: 8, everyDays: 30 } },
    });
  });

  it('takes others in their place, checked as those of its kind', () => {
    const { horizonDays, items, activeWithinDays } = complete({
      name: 'tea-again',
      horizonDays: 14,
      activeWithinDays: 30,
    });
    assert.deepEqual([horizonDays, items, activeWithinDays], [14, ['tea'], 30]);
    assert.throws(() => complete({ name: 'tea-again', horizonDays: -1 }));
    assert.throws(() => complete({ name: 'tea-again', days: 3 }), /no option \\"days\\"; there are .*horizonDays/);
  });

  it('equals its kind with the same options', () => {
    const { name: _, ...options } = complete('tea-again');
    const { name: __, ...ofKind } = tasks.reference().parse({ name: 'horizon', ...options });
    assert.deepEqual(ofKind, options);
    assert.equal(preset.foldCount(options), 2);
  });

  it('brings its kind along, whose code decides what it asks', () => {
    assert.deepEqual(preset.uses, [horizon]);
  });

  it('can be completed as often as one likes', () => {
    for (const name of tasks.names.filter((one) => !['horizon', 'event', 'table'].includes(one))) {
      const once = tasks.reference().parse(name);
      assert.deepEqual(tasks.reference().parse(once), once);
    }
  });
});

describe('a task placed by the end of the log', () => {
  it('keeps all options but dates', () => {
    for (const name of tasks.names.filter((one) => !['horizon', 'event', 'table'].includes(one))) {
      const { entry, options } = tasks.resolve(tasks.reference().parse(name));
      const undated = tasks.reference().parse({ name, ...entry.undated(options) });
      assert.doesNotMatch(JSON.stringify(undated), /\d{4}-\d\d-\d\d/, name);
      for (const key of ['horizonDays', 'activeWithinDays', 'firstTimeOnly', 'dropKnownPositives'])
        assert.deepEqual(undated[key], options[key], `${key} of ${name}`);
    }
  });
});
