import assert from 'node:assert/strict';
import '../../../datasets';
import { InputError } from '../../../src/base/errors';
import { check } from '../../../src/base/json';
import { taskReference } from '../../../src/data/tasks/reference';

const parsed = (written: unknown) => check(taskReference, written, 'task');

describe('a task as people write it', () => {
  it('may have a name and a description of its own', () => {
    const own = { name: 'comes-back', description: 'a client buys again', horizonDays: 30 };
    assert.deepEqual(parsed(own), parsed({ name: 'horizon', horizonDays: 30 }));
    assert.deepEqual(parsed({ ...own, kind: 'horizon' }), parsed(own));
    assert.deepEqual(parsed({ ...own, name: 'repurchase-30d' }), parsed(own), 'also one that is registered');
    assert.equal(parsed({ name: 'frauds', kind: 'event' }).name, 'event');
  });

  it('may give its dates as cutoffs', () => {
    const cutoffs = {
      test: '2022-11-01',
      validation: '2022-09-01',
      train: { last: '2022-07-01', count: 4, everyDays: 30 },
    };
    assert.deepEqual(
      parsed({ name: 'back', horizonDays: 30, cutoffs }),
      parsed({ name: 'horizon', horizonDays: 30, folds: { name: 'single', ...cutoffs } }),
    );
  });

  it('may be a registered one, by name or with other options', () => {
    assert.equal(parsed('repurchase-30d').horizonDays, 30);
    assert.deepEqual(parsed({ name: 'repurchase-30d', horizonDays: 60 }).name, 'repurchase-30d');
  });

  it('is told what it should have been', () => {
    for (const wrong of ['repurchase', { name: 'repurchase' }, { name: 'own', kind: 'horizons', horizonDays: 3 }])
      assert.throws(
        () => parsed(wrong),
        (error) =>
          error instanceof InputError && /unknown task "[a-z]+"; there are horizon, event, table/.test(error.message),
      );
    assert.throws(() => parsed({ name: 'own', kind: 'horizon' }), /horizonDays/);
    assert.throws(
      () => parsed({ name: 'own', horizonDays: 3, activ: 1 }),
      /task horizon has no option "activ"; there are activeWithinDays/,
    );
  });
});
