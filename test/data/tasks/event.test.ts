import assert from 'node:assert/strict';
import fc from 'fast-check';
import { datasets, tasks } from '../../../datasets';
import { DAY, parseIso } from '../../../src/base/time';
import { countPositives } from '../../../src/data/examples';
import type { TransactionLog } from '../../../src/data/log';
import { askTask, bindTask } from '../../../src/data/tasks/bind';
import { openTask } from '../../../src/experiment/data';
import { logOf, type Row } from '../../helpers/randomLog';
import { refuses } from '../../helpers/refuses';

const DELAY = 2;

/** Events with labels over 30 days, the first and the last day among them. */
const arbitraryEvents = fc.array(
  fc.record({
    who: fc.constantFrom('ann', 'bob', 'cid', 'dee', 'eve', 'fay', 'gil', 'hal'),
    time: fc.integer({ min: 0, max: 30 * 8 - 1 }).map((n) => (n * DAY) / 8),
    label: fc.constantFrom(0, 0, 0, 1),
  }),
  { maxLength: 120, size: 'max' },
);
type Event = { who: string; time: number; label: number };

function labelledLog(events: readonly Event[]): TransactionLog {
  const ends = [0, 30 * DAY - 1].map((time) => ({ who: 'zoe', time, label: 0 }));
  const all = [...ends, ...events];
  const rows = all.map(({ who, time }): Row => [who, 'shop', time, 1]);
  return logOf(
    rows,
    all.map(({ label }) => label),
    DELAY * DAY,
  );
}

const arbitraryFolds = fc.record({
  trainDays: fc.integer({ min: 1, max: 8 }),
  validationDays: fc.integer({ min: 1, max: 4 }),
  delayDays: fc.option(fc.integer({ min: DELAY, max: 4 }), { nil: undefined }),
  testDays: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 1, max: 3 }),
  everyDays: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
});

describe('task event', () => {
  it('asks every event of its windows, each fold a distance later than the one before', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEvents, arbitraryFolds, async (events, folds) => {
        const log = labelledLog(events);
        const delay = folds.delayDays ?? DELAY;
        const step = folds.everyDays ?? folds.testDays;
        const lastTest = 30 - folds.testDays;
        const firstValidation = lastTest - (folds.count - 1) * step - delay - folds.trainDays - folds.validationDays;
        fc.pre(firstValidation >= 0);
        const task = await bindTask({ name: 'event', folds }, log);
        assert.equal(task.folds.length, folds.count);
        for (let fold = 0; fold < folds.count; fold++) {
          const test = lastTest - (folds.count - 1 - fold) * step;
          const train = test - delay - folds.trainDays;
          for (const [split, from, to] of [
            ['validation', train - folds.validationDays, train],
            ['train', train, train + folds.trainDays],
            ['test', test, test + folds.testDays],
          ] as const) {
            const { examples, label } = task.split(fold, split);
            const expected = Array.from(log.columns.time.keys()).filter(
              (e) => log.columns.time[e] >= from * DAY && log.columns.time[e] < to * DAY,
            );
            assert.deepEqual([...examples.event], expected);
            expected.forEach((e, i) => {
              assert.deepEqual(
                [examples.time[i], examples.customer[i], examples.item[i], label[i]],
                [log.columns.time[e], log.columns.customer[e], log.columns.item[e], log.columns.label![e]],
              );
            });
          }
        }
      }),
    );
  });

  it('knows every training label before the test begins', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEvents, arbitraryFolds, async (events, folds) => {
        const log = labelledLog(events);
        const task = await bindTask({ name: 'event', folds }, log).catch(() => undefined);
        if (!task) return;
        task.folds.forEach((name, fold) => {
          const known = log.before(parseIso(name)).label.length;
          for (const split of ['train', 'validation'] as const)
            for (const e of task.split(fold, split).examples.event) assert.ok(e < known);
        });
      }),
    );
  });

  it('drops from the test who is known to have had a positive event, as a search through all rows does', async () => {
    let dropped = 0;
    const knownDays = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(arbitraryEvents, arbitraryFolds, knownDays, async (events, folds, knownDays) => {
        const log = labelledLog(events);
        const [all, kept] = await Promise.all(
          [false, true].map((dropKnownPositives) =>
            bindTask({ name: 'event', folds, dropKnownPositives, knownDays }, log).catch(() => undefined),
          ),
        );
        if (!all || !kept) return;
        const { time, customer, label } = log.columns;
        const delay = folds.delayDays ?? DELAY;
        all.folds.forEach((name, fold) => {
          const since = parseIso(name) - (delay + Math.min(folds.trainDays, knownDays ?? folds.trainDays)) * DAY;
          const isKnown = (e: number) => {
            const midnight = Math.floor(time[e] / DAY) * DAY;
            return time.some(
              (at, other) =>
                customer[other] === customer[e] && label![other] === 1 && at >= since && at < midnight - delay * DAY,
            );
          };
          const tested = all.split(fold, 'test').examples.event;
          const expected = tested.filter((e) => !isKnown(e));
          dropped += tested.length - expected.length;
          assert.deepEqual(kept.split(fold, 'test').examples.event, expected);
          for (const split of ['train', 'validation'] as const)
            assert.deepEqual(kept.split(fold, split), all.split(fold, split));
        });
      }),
    );
    assert.ok(dropped > 20, `${dropped} events were dropped`);
  });

  it("has the Fraud Detection Handbook's splits", async () => {
    const { log, task } = await openTask({
      dataset: datasets.reference().parse('fraud-handbook'),
      task: tasks.reference().parse('fraud-handbook'),
    });
    assert.deepEqual(task.folds, ['2018-08-08', '2018-08-15', '2018-08-22', '2018-08-29']);
    const counts = (split: 'train' | 'test') => {
      const { label } = task.split(0, split);
      return [label.length, countPositives(label)];
    };
    assert.equal(task.split(0, 'train').examples.time[0] >= parseIso('2018-07-25'), true);
    assert.deepEqual(counts('train'), [67_240, 598]);
    assert.deepEqual(counts('test'), [58_264, 385]);
    const folds = { trainDays: 67, validationDays: 7, testDays: 7, count: 4, lastTrain: '2018-06-16' };
    const longer = await bindTask({ name: 'fraud-handbook', folds, knownDays: 7 }, log);
    for (const fold of [0, 3])
      assert.deepEqual(longer.split(fold, 'test').examples.event, task.split(fold, 'test').examples.event);
  });

  const event = (folds: object) => ({
    name: 'event',
    folds: { trainDays: 5, validationDays: 5, testDays: 5, ...folds },
  });

  it('refuses a log without labels, a delay shorter than theirs, and windows beyond the log', async () => {
    const unlabelled = logOf([['ann', 'tea', 0, 1]]);
    const log = labelledLog([]);
    await refuses(
      bindTask(event({}), unlabelled),
      /task event: the log has no labels of events; expected a schema with "label"/,
    );
    await refuses(
      bindTask(event({ delayDays: 1 }), log),
      /folds: a delay of 1 days; expected at least the labels' own, 2 days/,
    );
    await refuses(
      bindTask(event({ count: 4 }), log),
      /the log runs from 1970-01-01 to 1970-01-30; expected events from 1969-12-30 to 1970-01-30/,
    );
    await refuses(bindTask(event({ lastTrain: '1970-01-20' }), log), /expected events from 1970-01-15 to 1970-01-31/);
  });

  it('asks a trained model about the events of the last day, or from a time on', () => {
    const log = labelledLog([
      { who: 'ann', time: 29 * DAY, label: 0 },
      { who: 'bob', time: 29 * DAY - 1, label: 0 },
    ]);
    const asked = (time?: number) => {
      const { event: events, customer } = askTask({ name: 'event' }, log, [], time).examples;
      assert.deepEqual(
        [...customer],
        Array.from(events, (e) => log.columns.customer[e]),
      );
      return [...customer].map((c) => log.customers[c]);
    };
    assert.deepEqual(asked(), ['ann', 'zoe']);
    assert.deepEqual(asked(29 * DAY - 1), ['bob', 'ann', 'zoe']);
    assert.throws(() => asked(30 * DAY), /there is no event from 1970-01-31 on; expected a date up to 1970-01-30/);
  });

  it('asks the same whatever labels there are, and of a log without labels too', () => {
    const rows: Row[] = [
      ['ann', 'tea', 0, 1],
      ['bob', 'tea', 10, 1],
    ];
    const asked = [undefined, [0, 1], [1, 0]].map(
      (labels) => askTask({ name: 'event' }, logOf(rows, labels), []).examples,
    );
    assert.deepEqual(asked[1], asked[0]);
    assert.deepEqual(asked[2], asked[0]);
  });
});
