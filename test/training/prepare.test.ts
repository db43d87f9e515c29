import assert from 'node:assert/strict';
import { parseIso } from '../../src/base/time';
import type { TransactionLog } from '../../src/data/log';
import { readLog } from '../../src/data/read';
import { prepare } from '../../src/training/prepare';
import { refuses } from '../helpers/refuses';
import { shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('prepare', () => {
  const folder = temporaryFolder();
  let log: TransactionLog;
  before(async () => {
    log = (await readLog(writeShop(folder()).file, shopSchema)).log;
  });
  const again = { name: 'horizon', horizonDays: 30 };

  it('gives each split of the fold that is asked for', async () => {
    const task = { ...again, folds: { name: 'rolling', count: 2 } };
    for (const fold of [0, 1]) {
      const data = await prepare(log, task, { fold });
      for (const split of ['train', 'validation', 'test'] as const) {
        const { examples, label } = data.task.split(fold, split);
        assert.equal(data[split].asOf.examples.fingerprint, examples.fingerprint);
        assert.deepEqual(data[split].label, label);
      }
    }
  });

  it('samples the training negatives alone', async () => {
    const all = await prepare(log, again);
    const half = await prepare(log, again, { negatives: { rate: 0.5 } });
    const count = (label: Uint8Array, of: number) => label.filter((y) => y === of).length;
    assert.equal(count(half.train.label, 1), count(all.train.label, 1));
    assert.ok(count(half.train.label, 0) < count(all.train.label, 0));
    assert.deepEqual(half.validation.label, all.validation.label);
    assert.deepEqual(half.test.label, all.test.label);
  });

  it('does not make the test before it is asked for', async () => {
    const data = await prepare(log, again);
    let made = 0;
    const { split } = data.task;
    Object.assign(data.task, {
      split: (...args: Parameters<typeof split>) => {
        made++;
        return split(...args);
      },
    });
    assert.equal(made, 0);
    assert.equal(data.test, data.test);
    assert.equal(made, 1);
  });

  it('asks about everybody who was there before a time', async () => {
    const data = await prepare(log, again);
    assert.equal(data.ask().size, log.customers.length);
    assert.ok(data.ask().examples.time.every((time) => time === log.end));
    const march = parseIso('2024-03-01');
    assert.equal(data.ask(march).size, log.before(march).customerCount);
  });

  it('names what there is not', async () => {
    await refuses(prepare(log, 'horizn'), /^task: unknown task "horizn"; there are /);
    await refuses(prepare(log, { ...again, days: 3 }), /^task.*: task horizon has no option "days"; there are /);
    await refuses(prepare(log, again, { fold: 1 }), /^task horizon: there is no fold 1; expected a fold from 0 to 0$/);
    await refuses(prepare(log, again, { negatives: { rate: 2 } }), /^prepare, at negatives\.rate: /);
    await refuses(prepare(log, { name: 'horizon', horizonDays: 300 }), /^task horizon, folds: the log covers 300 days/);
  });
});
