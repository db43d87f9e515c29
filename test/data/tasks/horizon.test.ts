import assert from 'node:assert/strict';
import fc from 'fast-check';
import '../../../datasets';
import { DAY, parseIso } from '../../../src/base/time';
import { countPositives } from '../../../src/data/examples';
import type { TransactionLog } from '../../../src/data/log';
import { askTask, bindTask } from '../../../src/data/tasks/bind';
import { openLog } from '../../../src/experiment/data';
import { arbitraryRows, arbitraryTime, logOf, type Row } from '../../helpers/randomLog';
import { refuses } from '../../helpers/refuses';
import { answersOf, timesOf } from '../../helpers/tasks';

describe('tasks on online-retail-ii', () => {
  let log: TransactionLog;
  before(async () => {
    log = await openLog({ name: 'online-retail-ii' });
  });
  const test = async (name: string) => (await bindTask(name, log)).split(0, 'test');

  it('first-purchase asks 379,389 pairs, 5,355 of them positive', async () => {
    const { examples, label } = await test('first-purchase');
    assert.equal(examples.size, 379_389);
    assert.equal(countPositives(label), 5_355);
    // One of the 4,317 active customers has bought all 100 products before: nothing is left to ask of them.
    assert.equal(new Set(examples.customer).size, 4_316);
  });

  for (const [item, percent] of [
    ['85099b', '7.2'],
    ['85123a', '7.2'],
    ['22423', '6.4'],
  ])
    it(`target-product-${item} asks 4,317 customers, ${percent} % of them positive`, async () => {
      const { examples, label } = await test(`target-product-${item}`);
      assert.equal(examples.size, 4_317);
      assert.equal(((100 * countPositives(label)) / label.length).toFixed(1), percent);
    });

  it('repurchase-30d asks 5,633 customers, 26 % of them positive', async () => {
    const { examples, label } = await test('repurchase-30d');
    assert.equal(examples.size, 5_633);
    assert.equal((countPositives(label) / label.length).toFixed(4), '0.2608');
  });
});

const day = (n: number) => parseIso('2024-01-01') + n * DAY;
/** A log that runs from 2024-01-01 to 2024-12-31, with the events of interest in it. */
const year = (...rows: Row[]) => logOf([['first', 'tea', day(0), 1], ...rows, ['last', 'tea', day(365), 1]]);
const single = {
  name: 'single',
  test: '2024-09-01',
  validation: '2024-06-01',
  train: { last: '2024-03-01', count: 2, everyDays: 30 },
};
const horizon = (change: object) => ({ name: 'horizon', horizonDays: 30, folds: single, ...change });
const rolling = (change: object = {}) => horizon({ folds: { name: 'rolling', ...change } });
const test = parseIso(single.test);

describe('task horizon', () => {
  it('counts an event at exactly the cutoff as future, and one at the end of the window as outside', async () => {
    for (const [time, label] of [
      [test - 1, 0],
      [test, 1],
      [test + 30 * DAY - 1, 1],
      [test + 30 * DAY, 0],
    ]) {
      const log = year(['ann', 'tea', day(100), 1], ['ann', 'milk', time, 1]);
      const task = await bindTask(horizon({ items: ['milk'] }), log);
      assert.deepEqual(answersOf(log, task.split(0, 'test')), [
        ['first', 'milk', 0],
        ['ann', 'milk', label],
      ]);
    }
  });

  it('asks the customers active within so many days, the first of them included', async () => {
    for (const [time, active] of [
      [test - 90 * DAY - 1, false],
      [test - 90 * DAY, true],
      [test - 1, true],
      [test, false],
    ] as const) {
      const log = year(['ann', 'tea', time, 1]);
      const task = await bindTask(horizon({ activeWithinDays: 90 }), log);
      assert.deepEqual(
        answersOf(log, task.split(0, 'test')).map(([customer]) => customer),
        active ? ['ann'] : [],
      );
    }
  });

  it('asks for a first time only of those who never had the item', async () => {
    const log = year(['ann', 'milk', day(100), 1], ['bob', 'tea', test + DAY, 1], ['ann', 'tea', test + DAY, 1]);
    const task = await bindTask(horizon({ items: ['tea', 'milk'], firstTimeOnly: true }), log);
    assert.deepEqual(answersOf(log, task.split(0, 'test')), [
      ['first', 'milk', 0],
      ['ann', 'tea', 1],
    ]);
  });

  it('asks for the items with the most customers, among equals for that of which more units were bought', async () => {
    const log = year(
      ['ann', 'milk', day(20), 1, 9],
      ['ann', 'milk', day(20), 1, 9],
      ['ann', 'jam', day(20), 1, 2],
      ['bob', 'jam', day(20), 1, 2],
      ['ann', 'oil', day(20), 1, 2],
      ['bob', 'oil', day(20), 1, 3],
      ...['ann', 'bob', 'cid'].map((who): Row => [who, 'corn', day(9), 1]),
      ...['ann', 'bob', 'cid'].map((who): Row => [who, 'salt', day(40), 1]),
    );
    const items = { mostBought: 3, withinDays: 30, before: '2024-02-10' };
    assert.deepEqual((await bindTask(horizon({ items }), log)).items, ['oil', 'jam', 'milk']);
  });

  it("chooses the items before the first fold's last training cutoff, if no day is given", async () => {
    // Three folds a month apart: the first has its test at day(276), validation at day(246), last training at day(216).
    const log = year(['ann', 'salt', day(215), 1], ...['ann', 'bob'].map((who): Row => [who, 'oil', day(217), 1]));
    const items = { mostBought: 1, withinDays: 30 };
    const task = await bindTask({ ...rolling({ count: 3 }), items }, log);
    assert.equal(task.folds[0], '2024-10-03');
    assert.deepEqual(task.items, ['salt']);
  });

  it('asks all training cutoffs, the earliest first', async () => {
    const { examples } = (await bindTask(horizon({}), year())).split(0, 'train');
    assert.deepEqual([...examples.time], [parseIso('2024-01-31'), parseIso('2024-03-01')]);
  });

  it('places the cutoffs by itself, each label window closed before the next', async () => {
    const task = await bindTask(rolling(), year(['ann', 'tea', day(365) + 3600, 1]));
    const end = day(366);
    assert.deepEqual(task.folds, ['2024-12-02']);
    assert.deepEqual(timesOf(task.split(0, 'test').examples), [end - 30 * DAY]);
    assert.deepEqual(timesOf(task.split(0, 'validation').examples), [end - 60 * DAY]);
    assert.deepEqual(
      timesOf(task.split(0, 'train').examples),
      Array.from({ length: 8 }, (_, i) => end - (90 + 30 * (7 - i)) * DAY),
    );
  });

  it('rolls through several folds, each its own distance from its test', async () => {
    const folds = { lastTest: '2024-12-01', count: 3, everyDays: 45, train: { count: 2, everyDays: 10 } };
    const task = await bindTask(rolling(folds), year());
    assert.deepEqual(task.folds, ['2024-09-02', '2024-10-17', '2024-12-01']);
    task.folds.forEach((name, fold) => {
      const at = parseIso(name);
      assert.deepEqual(timesOf(task.split(fold, 'test').examples), [at]);
      assert.deepEqual(timesOf(task.split(fold, 'validation').examples), [at - 30 * DAY]);
      assert.deepEqual(timesOf(task.split(fold, 'train').examples), [at - 70 * DAY, at - 60 * DAY]);
    });
  });

  it('lets no label window reach into the next split, nor beyond the log', async () => {
    const options = fc.record({
      horizonDays: fc.integer({ min: 1, max: 60 }),
      folds: fc.record({
        name: fc.constant('rolling'),
        count: fc.integer({ min: 1, max: 4 }),
        everyDays: fc.integer({ min: 1, max: 40 }),
        train: fc.record({ count: fc.integer({ min: 1, max: 12 }), everyDays: fc.integer({ min: 1, max: 40 }) }),
      }),
    });
    let bound = 0;
    await fc.assert(
      fc.asyncProperty(options, async (drawn) => {
        const log = year();
        const task = await bindTask({ name: 'horizon', ...drawn }, log).catch(() => undefined);
        if (!task) return;
        bound++;
        const horizonSeconds = drawn.horizonDays * DAY;
        task.folds.forEach((_, fold) => {
          const [train, [validation], [at]] = (['train', 'validation', 'test'] as const).map((split) =>
            timesOf(task.split(fold, split).examples),
          );
          assert.ok(train.length >= 1 && train.length <= drawn.folds.train.count);
          assert.ok(train[0] > log.timeRange[0], 'the first training cutoff has a past');
          assert.ok(train[train.length - 1] + horizonSeconds <= validation);
          assert.ok(validation + horizonSeconds <= at);
          assert.ok(at + horizonSeconds <= log.end);
        });
      }),
    );
    assert.ok(bound > 20, 'most draws fit into the log');
  });

  it('labels agree with a search through all rows', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRows, fc.constantFrom(['tea', 'milk'], undefined), async (rows, items) => {
        const known = [['zoe', 'tea', 0, 1] as const, ['zoe', 'milk', 10 * DAY, 1] as const];
        const log = logOf([...known, ...rows]);
        const task = await bindTask({ name: 'horizon', horizonDays: 2, items, folds: { name: 'rolling' } }, log);
        for (const split of ['train', 'validation', 'test'] as const) {
          const labelled = task.split(0, split);
          answersOf(log, labelled).forEach(([who, what, label], i) => {
            const at = labelled.examples.time[i];
            const bought = [...known, ...rows].some(
              ([customer, item, time]) =>
                customer === who && (!items || item === what) && time >= at && time < at + 2 * DAY,
            );
            assert.equal(label, bought ? 1 : 0);
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  const fails = (change: object, log: TransactionLog, message: RegExp) =>
    refuses(bindTask(horizon(change), log), message);

  it('refuses a training window that reaches into validation', () =>
    fails(
      { horizonDays: 93 },
      year(),
      /folds: a training label window of 93 days ends after the validation cutoff 2024-06-01/,
    ));

  it('refuses a validation window that reaches into the test', () =>
    fails(
      { horizonDays: 92, folds: { ...single, test: '2024-08-31' } },
      year(),
      /a validation label window of 92 days ends after the test cutoff 2024-08-31/,
    ));

  it('takes windows that touch', async () => {
    assert.equal((await bindTask(horizon({ horizonDays: 92 }), year())).folds.length, 1);
  });

  it("refuses a log that does not reach from before the first cutoff to the last window's end", async () => {
    const late = logOf([
      ['ann', 'tea', day(31), 1],
      ['ann', 'tea', day(365), 1],
    ]);
    const sudden = logOf([
      ['ann', 'tea', day(30), 1],
      ['ann', 'tea', day(365), 1],
    ]);
    const short = logOf([
      ['ann', 'tea', day(0), 1],
      ['ann', 'tea', test + 29 * DAY, 1],
    ]);
    const enough = logOf([
      ['ann', 'tea', day(0), 1],
      ['ann', 'tea', test + 29 * DAY + 1, 1],
    ]);
    await fails(
      {},
      late,
      /folds: the log runs from 2024-02-01 to 2024-12-31; expected events before 2024-01-31 and up to 2024-09-30/,
    );
    await fails({}, sudden, /the log runs from 2024-01-31 to/);
    await fails({}, logOf([['ann', 'tea', day(0), 1]]), /the log runs from 2024-01-01 to 2024-01-01; expected/);
    // A day that the log reaches counts as a whole.
    for (const log of [short, enough]) assert.equal((await bindTask(horizon({}), log)).folds.length, 1);
    await fails(
      {},
      logOf([
        ['ann', 'tea', day(0), 1],
        ['ann', 'tea', test + 29 * DAY - 1, 1],
      ]),
      /the log runs from 2024-01-01 to 2024-09-29; expected .* up to 2024-09-30/,
    );
  });

  it('refuses a log too short to place cutoffs in', async () => {
    const short = logOf([
      ['ann', 'tea', day(0), 1],
      ['ann', 'tea', day(100), 1],
    ]);
    await refuses(
      bindTask(rolling(), short),
      /folds: the log covers 101 days, too few for the task; expected at least 120 days/,
    );
    await refuses(bindTask(rolling({ count: 2 }), short), /too few for 2 folds; expected at least 150 days/);
  });

  it('refuses items that the log does not know', () =>
    fails({ items: ['tea', 'gold', 'salt'] }, year(), /items: unknown item "gold", "salt"; expected items of the log/));
});

describe('a log of dates', () => {
  /** 120 days; ann buys on the first and every tenth day, bob on the first and the last day alone. */
  const dated = (hour: number) =>
    logOf([
      ...Array.from({ length: 12 }, (_, i): Row => ['ann', 'tea', day(10 * i) + hour * 3600, 1]),
      ['bob', 'tea', day(0) + hour * 3600, 1],
      ['bob', 'tea', day(119) + hour * 3600, 1],
    ]);

  it('covers the whole of its first and of its last day, as one of times does', async () => {
    for (const hour of [0, 12, 23.75]) {
      const log = dated(hour);
      assert.deepEqual([log.start, log.end], [day(0), day(120)]);
      const task = await bindTask(rolling(), log);
      assert.deepEqual(task.folds, ['2024-03-31']);
      assert.deepEqual(answersOf(log, task.split(0, 'test')), [
        ['ann', '', 1],
        ['bob', '', 1],
      ]);
    }
  });
});

describe('task horizon, asked of a trained model', () => {
  const task = { name: 'horizon', items: ['tea', 'milk'], firstTimeOnly: true, activeWithinDays: 5, horizonDays: 1 };
  const items = ['tea', 'milk'];
  const regular = Array.from({ length: 10 }, (_, n): Row => ['zoe', 'jam', n * DAY, 1]);

  it('asks the same whatever happens from the time on', () => {
    const known: Row[] = [...regular, ['zed', 'tea', 0, 1], ['zed', 'milk', 0, 1]];
    fc.assert(
      fc.property(arbitraryRows, arbitraryRows, arbitraryTime, (rows, others, time) => {
        fc.pre(time > 0);
        const changed = [...rows.filter((row) => row[2] < time), ...others.filter((row) => row[2] >= time)];
        const [ours, theirs] = [rows, changed].map(
          (events) => askTask(task, logOf([...known, ...events]), items, time).examples,
        );
        assert.deepEqual(theirs, ours);
        assert.deepEqual(timesOf(ours), [time]);
      }),
    );
  });

  it('asks at the end of the log unless a time is given', () => {
    const asked = askTask(task, logOf([...regular, ['ann', 'milk', 0, 1]]), items);
    assert.deepEqual(timesOf(asked.examples), [10 * DAY]);
  });

  it('leaves out the items that the log does not know', () => {
    const log = logOf([...regular, ['ann', 'milk', 0, 1]]);
    const { item } = askTask(task, log, items, DAY).examples;
    assert.deepEqual(
      [...item].map((i) => log.items[i]),
      ['milk'],
    );
  });

  it('refuses when the log knows none of the items, or nobody is to be asked', () => {
    assert.throws(() => askTask(task, logOf(regular), items, DAY), /the log has none of the 2 items/);
    const owned = logOf([
      ['ann', 'tea', 0, 1],
      ['ann', 'milk', 0, 1],
    ]);
    assert.throws(() => askTask(task, owned, items, DAY), /there is nobody to ask about at 1970-01-02/);
  });
});
