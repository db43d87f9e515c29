import assert from 'node:assert/strict';
import { datasets } from '../../../datasets';
import { pool } from '../../../datasets/pooled/pool';
import { check } from '../../../src/base/json';
import { DAY, formatDay, parseIso } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';

describe('several data sets as one', () => {
  let parts: { name: string; log: TransactionLog }[];
  let all: TransactionLog;
  before(async () => {
    parts = await Promise.all(
      ['cdnow', 'simulated-store'].map(async (name) => {
        const { entry, options } = datasets.resolve(check(datasets.reference(), name, 'test'));
        return { name, log: await entry.load(options) };
      }),
    );
    all = pool(parts, '2011-12-09');
  });

  it('hold every event of each up to the common end, moved by whole weeks, and nothing else', () => {
    let events = 0;
    for (const { name, log } of parts) {
      const customer = all.customers.indexOf(`${name}/${log.customers[0]}`);
      const first = all.columns.time[all.byCustomer.events[all.byCustomer.starts[customer]]];
      const shift = first - log.columns.time[0];
      assert.equal(shift % (7 * DAY), 0);
      events += log.before(parseIso('2011-12-10') - shift).size;
      assert.ok(log.end + shift >= all.end && log.end + shift < all.end + 7 * DAY);
    }
    assert.equal(all.size, events);
    assert.equal(formatDay(all.end - 1), '2011-12-09');
  });

  it('keep what each customer bought, in its order', () => {
    for (const { name, log } of parts)
      for (const customer of [0, 100, 1000]) {
        const amounts = (from: TransactionLog, of: number) => {
          const { starts, events } = from.byCustomer;
          return Array.from(events.subarray(starts[of], starts[of + 1]), (event) => from.columns.amount[event]);
        };
        const here = amounts(all, all.customers.indexOf(`${name}/${log.customers[customer]}`));
        assert.ok(here.length > 0);
        assert.deepEqual(here, amounts(log, customer).slice(0, here.length));
      }
  });

  it('say of each customer which store they belong to', () => {
    const [{ name, of, values, categories }] = all.attributes;
    assert.deepEqual([name, of, categories], ['store', 'customer', ['cdnow', 'simulated-store']]);
    all.customers.forEach((id, customer) => {
      assert.ok(id.startsWith(`${categories![values[customer]]}/`));
    });
  });

  it('are refused where one is named twice', () => {
    const twice = { name: 'pooled', stores: ['cdnow', 'cdnow'] };
    assert.throws(() => check(datasets.reference(), twice, 'configuration'), /a store is named twice/);
  });
});
