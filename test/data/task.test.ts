import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadDataset } from '../../datasets';
import { InputError } from '../../src/base/errors';
import { DAY, parseIso } from '../../src/base/time';
import type { Examples } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { askAt, bindTask, defineTask, type TaskSpec } from '../../src/data/task';
import { tasks } from '../../src/data/tasks';
import { arbitraryRows, arbitraryTime, logOf, type Row } from '../helpers/randomLog';

describe('tasks on online-retail-ii', () => {
  let log: TransactionLog;
  before(async () => {
    log = await loadDataset('online-retail-ii');
  });
  const test = (name: string) => bindTask(tasks.get(name), log).examples('test');

  it('first-purchase asks 379,389 pairs, 5,355 of them positive', () => {
    const examples = test('first-purchase');
    assert.equal(examples.size, 379_389);
    assert.equal(examples.positives, 5_355);
    // One of the 4,317 active customers has bought all 100 products before: nothing is left to ask of her.
    assert.equal(new Set(examples.customer).size, 4_316);
  });

  for (const [item, percent] of [
    ['85099b', '7.2'],
    ['85123a', '7.2'],
    ['22423', '6.4'],
  ])
    it(`target-product-${item} asks 4,317 customers, ${percent} % of them positive`, () => {
      const examples = test(`target-product-${item}`);
      assert.equal(examples.size, 4_317);
      assert.equal((100 * examples.baseRate).toFixed(1), percent);
    });

  it('repurchase-30d asks 5,633 customers, 26 % of them positive', () => {
    const examples = test('repurchase-30d');
    assert.equal(examples.size, 5_633);
    assert.equal(examples.baseRate.toFixed(4), '0.2608');
  });
});

describe('bindTask', () => {
  const day = (n: number) => parseIso('2024-01-01') + n * DAY;
  /** A log that runs from 2024-01-01 to 2024-12-31, with the events of interest in it. */
  const year = (...rows: Row[]) => logOf([['first', 'tea', day(0), 1], ...rows, ['last', 'tea', day(365), 1]]);
  const cutoffs = {
    test: '2024-09-01',
    validation: '2024-06-01',
    train: { last: '2024-03-01', count: 2, everyDays: 30 },
  };
  const spec = (change: Partial<Parameters<typeof defineTask>[0]>): TaskSpec =>
    defineTask({ name: 'trial', description: 'a trial', horizonDays: 30, cutoffs, ...change });
  const test = parseIso(cutoffs.test);
  /** Who is asked about what, with the answers. */
  const asked = (log: TransactionLog, { customer, item, label }: Examples) =>
    Array.from(customer, (c, i) => [log.customers[c], log.items[item[i]], label[i]]);

  it('counts an event at exactly the cutoff as future, and one at the end of the window as outside', () => {
    for (const [time, label] of [
      [test - 1, 0],
      [test, 1],
      [test + 30 * DAY - 1, 1],
      [test + 30 * DAY, 0],
    ]) {
      const log = year(['ann', 'tea', day(100), 1], ['ann', 'milk', time, 1]);
      const examples = bindTask(spec({ items: ['milk'] }), log).examples('test');
      assert.deepEqual(asked(log, examples), [
        ['first', 'milk', 0],
        ['ann', 'milk', label],
      ]);
    }
  });

  it('asks the customers active within so many days, the first of them included', () => {
    for (const [time, active] of [
      [test - 90 * DAY - 1, false],
      [test - 90 * DAY, true],
      [test - 1, true],
      [test, false],
    ] as const) {
      const log = year(['ann', 'tea', time, 1]);
      const { customer } = bindTask(spec({ activeWithinDays: 90 }), log).examples('test');
      assert.deepEqual(
        [...customer].map((c) => log.customers[c]),
        active ? ['ann'] : [],
      );
    }
  });

  it('asks for a first time only of those who never had the item', () => {
    const log = year(['ann', 'milk', day(100), 1], ['bob', 'tea', test + DAY, 1], ['ann', 'tea', test + DAY, 1]);
    const examples = bindTask(spec({ items: ['tea', 'milk'], firstTimeOnly: true }), log).examples('test');
    assert.deepEqual(asked(log, examples), [
      ['first', 'milk', 0],
      ['ann', 'tea', 1],
    ]);
  });

  it('asks for the items with the most customers, among equals for that of which more units were bought', () => {
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
    assert.deepEqual(bindTask(spec({ items }), log).items, ['oil', 'jam', 'milk']);
  });

  it('places the cutoffs by itself, each label window closed before the next', () => {
    const log = year(['ann', 'tea', day(365) + 3600, 1]);
    const { times } = bindTask(spec({ cutoffs: undefined }), log);
    const end = day(366);
    assert.deepEqual(times.test, [end - 30 * DAY]);
    assert.deepEqual(times.validation, [end - 60 * DAY]);
    assert.deepEqual(
      times.train,
      Array.from({ length: 8 }, (_, i) => end - (90 + 30 * i) * DAY),
    );
  });

  const fails = (change: Parameters<typeof spec>[0], log: TransactionLog, message: RegExp) =>
    assert.throws(
      () => bindTask(spec(change), log),
      (error) => error instanceof InputError && message.test(error.message),
    );

  it('refuses a training window that reaches into validation', () => {
    fails(
      { horizonDays: 93 },
      year(),
      /task trial: a train label window of 93 days ends after the first validation cutoff 2024-06-01/,
    );
  });

  it('refuses a validation window that reaches into the test', () => {
    fails(
      { horizonDays: 92, cutoffs: { ...cutoffs, test: '2024-08-31' } },
      year(),
      /a validation label window of 92 days ends after the first test cutoff 2024-08-31/,
    );
  });

  it('takes windows that touch', () => {
    assert.equal(bindTask(spec({ horizonDays: 92 }), year()).times.test.length, 1);
  });

  it("refuses a log that does not reach from before the first cutoff to the last window's end", () => {
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
    fails(
      {},
      late,
      /task trial: the log runs from 2024-02-01 to 2024-12-31; expected events before 2024-01-31 and up to 2024-10-01/,
    );
    fails({}, sudden, /the log runs from 2024-01-31 to/);
    fails({}, short, /the log runs from 2024-01-01 to 2024-09-30; expected .* up to 2024-10-01/);
  });

  it('refuses a log too short to place cutoffs in', () => {
    const short = logOf([
      ['ann', 'tea', day(0), 1],
      ['ann', 'tea', day(100), 1],
    ]);
    fails({ cutoffs: undefined }, short, /the log covers 100 days, too few for task trial; expected at least 120 days/);
  });

  it('refuses items that the log does not know', () => {
    fails(
      { items: ['tea', 'gold', 'salt'] },
      year(),
      /task trial: unknown item "gold", "salt"; expected items of the log/,
    );
  });
});

describe('askAt', () => {
  const spec = defineTask({
    name: 'trial',
    description: 'a trial',
    items: ['tea', 'milk'],
    firstTimeOnly: true,
    activeWithinDays: 5,
    horizonDays: 1,
  });
  const items = ['tea', 'milk'];
  const regular = Array.from({ length: 10 }, (_, day): Row => ['zoe', 'jam', day * DAY, 1]);

  it('asks the same questions whatever happens from the moment on', () => {
    const known: Row[] = [...regular, ['zed', 'tea', 0, 1], ['zed', 'milk', 0, 1]];
    fc.assert(
      fc.property(arbitraryRows, arbitraryRows, arbitraryTime, (rows, others, time) => {
        fc.pre(time > 0);
        const changed = [...rows.filter((row) => row[2] < time), ...others.filter((row) => row[2] >= time)];
        const [ours, theirs] = [rows, changed].map((events) => askAt(spec, logOf([...known, ...events]), items, time));
        assert.deepEqual(theirs.query, ours.query);
        assert.equal(theirs.history.time, time);
      }),
    );
  });

  it('leaves out the items that the log does not know', () => {
    const log = logOf([...regular, ['ann', 'milk', 0, 1]]);
    const { query } = askAt(spec, log, items, DAY);
    assert.deepEqual(
      [...query.items].map((item) => log.items[item]),
      ['milk'],
    );
  });

  it('refuses when the log knows none of the items, or nobody is to be asked', () => {
    assert.throws(() => askAt(spec, logOf(regular), items, DAY), /the log has none of the 2 items/);
    assert.throws(
      () =>
        askAt(
          spec,
          logOf([
            ['ann', 'tea', 0, 1],
            ['ann', 'milk', 0, 1],
          ]),
          items,
          DAY,
        ),
      /task trial asks nobody at 1970-01-02/,
    );
  });
});
