import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { datasets, tasks } from '../../../datasets';
import { DAY, parseIso } from '../../../src/base/time';
import { countPositives } from '../../../src/data/examples';
import type { TransactionLog } from '../../../src/data/log';
import { askTask, bindTask } from '../../../src/data/tasks/bind';
import { openData } from '../../../src/experiment/data';
import { logOf, type Row } from '../../helpers/randomLog';
import { refuses } from '../../helpers/refuses';
import { writeShop } from '../../helpers/shopFiles';
import { answersOf } from '../../helpers/tasks';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const SPLITS = ['train', 'validation', 'test'] as const;

describe('task table', () => {
  const folder = temporaryFolder();
  let files = 0;
  /** Writes labels; gives the task that reads them. */
  const labelled = (lines: readonly string[], options: object = {}, schema: object = {}) => {
    const file = join(folder(), `labels${files++}.csv`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return {
      name: 'table',
      labels: { file, schema: { customer: 'who', label: { column: 'y' }, ...schema } },
      ...options,
    };
  };
  const timed = (lines: readonly string[], options: object = {}) =>
    labelled(lines, options, { time: { column: 'when' } });

  /** Customers c0, c1, …, one event a day each, in this order. */
  const logOfCustomers = (count: number) =>
    logOf(Array.from({ length: count }, (_, c): Row => [`c${c}`, 'tea', c * DAY, 1]));
  const rowsOf = (labels: readonly number[]) => ['who,y', ...labels.map((label, c) => `c${c},${label}`)];

  describe('without times', () => {
    it('asks the customers of the table at the end of the log, in the order of the log', async () => {
      const log = logOfCustomers(5);
      const task = await bindTask(labelled(['who,y', 'c3,1', 'c0,0', 'c4,1'], { folds: { testShare: 0.3 } }), log);
      const all = SPLITS.map((split) => task.split(0, split));
      assert.deepEqual(all.flatMap((split) => answersOf(log, split)).sort(), [
        ['c0', '', 0],
        ['c3', '', 1],
        ['c4', '', 1],
      ]);
      for (const { examples } of all) {
        assert.ok(examples.time.every((time) => time === log.end));
        assert.ok(examples.event.every((event) => event === -1));
        assert.deepEqual([...examples.customer], [...examples.customer].sort());
      }
      assert.deepEqual(task.items, []);
    });

    it('takes customers without a row for negative, where the options say so', async () => {
      const log = logOfCustomers(5);
      const task = await bindTask(labelled(['who,y', 'c3,1', 'c0,0', 'c4,1'], { missing: 'negative' }), log);
      assert.deepEqual(SPLITS.flatMap((split) => answersOf(log, task.split(0, split))).sort(), [
        ['c0', '', 0],
        ['c1', '', 0],
        ['c2', '', 0],
        ['c3', '', 1],
        ['c4', '', 1],
      ]);
    });

    it('knows only what was before a day, where one is given', async () => {
      const log = logOfCustomers(5);
      const asOf = '1970-01-04';
      const task = await bindTask(labelled(rowsOf([1, 0, 1]), { missing: 'negative', asOf }), log);
      const asked = SPLITS.flatMap((split) => [...task.split(0, split).examples.time]);
      assert.deepEqual(asked, [3 * DAY, 3 * DAY, 3 * DAY]);
      await refuses(
        bindTask(labelled(rowsOf([1, 0, 1, 0]), { asOf }), log),
        /labels\d+\.csv, label 4: customer "c3" has no event before 1970-01-04; expected customers with a past/,
      );
    });

    it('splits all customers, with as many positives in each part as its share says; tests never overlap', async () => {
      const drawn = fc.record({
        labels: fc.array(fc.constantFrom(0, 0, 1), { minLength: 1, maxLength: 60, size: 'max' }),
        shares: fc.constantFrom(
          { testShare: 0.2, validationShare: 0.2, count: 5 },
          { testShare: 0.1, validationShare: 0.3, count: 10 },
          { testShare: 0.5, validationShare: 0.25, count: 2 },
          { testShare: 0.3, validationShare: 0.3, count: 3 },
          { testShare: 1 / 3, validationShare: 0.2, count: 3 },
        ),
        seed: fc.nat(1000),
      });
      await fc.assert(
        fc.asyncProperty(drawn, async ({ labels, shares, seed }) => {
          const task = await bindTask(
            labelled(rowsOf(labels), { folds: { ...shares, seed } }),
            logOfCustomers(labels.length),
          );
          assert.equal(task.folds.length, shares.count);
          const tested = new Set<number>();
          for (let fold = 0; fold < shares.count; fold++) {
            const parts = SPLITS.map((split) => task.split(fold, split));
            const customers = parts.flatMap(({ examples }) => [...examples.customer]);
            assert.equal(customers.length, labels.length);
            assert.equal(new Set(customers).size, labels.length);
            const [, validation, test] = parts;
            for (const [part, share] of [
              [validation, shares.validationShare],
              [test, shares.testShare],
            ] as const)
              for (const value of [0, 1]) {
                const all = labels.filter((label) => label === value).length;
                const here = part.label.filter((label) => label === value).length;
                assert.ok(Math.abs(here - share * all) <= 1, `${here} of ${all} with a share of ${share}`);
              }
            for (const customer of test.examples.customer) {
              assert.ok(!tested.has(customer), 'a customer is tested in one fold alone');
              tested.add(customer);
            }
            parts.forEach(({ examples, label }) => {
              assert.deepEqual(
                [...label],
                Array.from(examples.customer, (c) => labels[c]),
              );
            });
          }
          if (Math.abs(shares.count * shares.testShare - 1) < 1e-9) assert.equal(tested.size, labels.length);
        }),
        { numRuns: 40 },
      );
    });

    it('splits the same for the same seed, otherwise for another', async () => {
      const labels = Array.from({ length: 40 }, (_, c) => c % 3 && 1);
      const test = async (seed: number) => {
        const task = await bindTask(labelled(rowsOf(labels), { folds: { seed } }), logOfCustomers(40));
        return [...task.split(0, 'test').examples.customer];
      };
      assert.deepEqual(await test(1), await test(1));
      assert.notDeepEqual(await test(1), await test(2));
    });
  });

  describe('with times', () => {
    it('asks each customer at each of their times, the latest for the test, one time never in two parts', async () => {
      const rows = fc.uniqueArray(fc.record({ who: fc.nat(7), day: fc.nat(12), label: fc.constantFrom(0, 1) }), {
        minLength: 1,
        maxLength: 50,
        size: 'max',
        selector: ({ who, day }) => `${who}/${day}`,
      });
      await fc.assert(
        fc.asyncProperty(rows, async (drawn) => {
          const log = logOfCustomers(8);
          const lines = drawn.map(
            ({ who, day, label }) => `c${who},1970-02-${String(day + 1).padStart(2, '0')},${label}`,
          );
          const task = await bindTask(timed(['who,when,y', ...lines]), log);
          const parts = SPLITS.map((split) => task.split(0, split));
          const asked = parts.flatMap(({ examples, label }) =>
            Array.from(label, (y, i) => [log.customers[examples.customer[i]], examples.time[i], y].join()),
          );
          const expected = drawn.map(({ who, day, label }) =>
            [`c${who}`, parseIso('1970-02-01') + day * DAY, label].join(),
          );
          assert.deepEqual(asked.sort(), expected.sort());
          const times = parts.map(({ examples }) => [...examples.time]);
          for (const [early, late] of [
            [times[0], [...times[1], ...times[2]]],
            [times[1], times[2]],
          ])
            for (const time of early) for (const later of late) assert.ok(time < later);
          assert.ok(times[2].length >= Math.floor(0.2 * drawn.length));
        }),
        { numRuns: 40 },
      );
    });

    it('cannot take customers without a row for negative, nor make several folds', async () => {
      const lines = ['who,when,y', 'c0,1970-02-01,1'];
      await refuses(
        bindTask(timed(lines, { missing: 'negative' }), logOfCustomers(1)),
        /labels\d+\.csv: the labels have times; expected "missing": "exclude", or labels without times/,
      );
      await refuses(
        bindTask(timed(lines, { folds: { count: 2 } }), logOfCustomers(1)),
        /expected one fold, split by time/,
      );
    });
  });

  it('refuses a customer whom the log does not know, and one with two labels', async () => {
    const log = logOfCustomers(2);
    await refuses(
      bindTask(labelled(['who,y', 'c0,1', 'nobody,0']), log),
      /labels\d+\.csv, label 2: customer "nobody" is not in the log; expected customers with transactions/,
    );
    await refuses(
      bindTask(labelled(['who,y', 'c0,1', 'c1,0', 'c0,0']), log),
      /labels\d+\.csv, row 3: customer "c0" has a label in row 1 already; expected one label a customer/,
    );
    await refuses(
      bindTask(timed(['who,when,y', 'c0,1970-02-01,1', 'c0,1970-02-01,1']), log),
      /row 2: customer "c0" at 1970-02-01 has a label in row 1 already; expected one label a customer and time/,
    );
  });

  it('refuses shares that leave nothing to train on, and tests that overlap', () => {
    const parse = (folds: object) =>
      tasks
        .reference()
        .parse({ name: 'table', labels: { file: 'x.csv', schema: { customer: 'a', label: { column: 'b' } } }, folds });
    assert.throws(() => parse({ validationShare: 0.5, testShare: 0.5 }), /nothing is left for training/);
    assert.throws(() => parse({ testShare: 0.3, count: 4 }), /the tests of the folds do not fit beside each other/);
  });

  it('has both classes in every part from three of each on, and says where they are missing', async () => {
    const shop = writeShop(folder());
    const open = (positives: number) =>
      openData({
        dataset: datasets.reference().parse({ name: 'file', ...shop }),
        task: tasks
          .reference()
          .parse(labelled(['who,y', ...Array.from({ length: 30 }, (_, c) => `c${c},${c < positives ? 1 : 0}`)])),
        fold: 0,
        negatives: { rate: 1, seed: 0 },
      } as Parameters<typeof openData>[0]);
    for (const positives of [3, 4, 5, 27]) {
      const { train, validation, test } = await open(positives);
      for (const { label } of [train, validation, test]) {
        assert.ok(countPositives(label) > 0 && countPositives(label) < label.length);
      }
    }
    for (const positives of [0, 1, 2, 30])
      await refuses(
        open(positives).then(({ test }) => test),
        /task table: \d+ of \d+ (train|validation|test) examples are positive; expected positives and negatives in/,
      );
  });

  it('names the data by the labels too', async () => {
    const log = logOfCustomers(3);
    const print = async (labels: number[]) => (await bindTask(labelled(rowsOf(labels)), log)).fingerprint;
    assert.equal(await print([1, 0, 1]), await print([1, 0, 1]));
    assert.notEqual(await print([1, 0, 1]), await print([1, 1, 1]));
  });

  it('asks a trained model about everybody seen before a time', () => {
    const spec = labelled(rowsOf([1]));
    const asked = (log: TransactionLog, time?: number) => {
      const { customer, time: at } = askTask(spec, log, [], time).examples;
      return [[...customer], at[0]];
    };
    assert.deepEqual(asked(logOfCustomers(4)), [[0, 1, 2, 3], 4 * DAY]);
    assert.deepEqual(asked(logOfCustomers(4), 2 * DAY), [[0, 1], 2 * DAY]);
    assert.throws(() => asked(logOfCustomers(4), 0), /nobody was there before 1970-01-01/);
  });
});
