import assert from 'node:assert/strict';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { families } from '../../src/features';
import { logOf } from '../helpers/randomLog';

const log = logOf([
  ['ann', 'tea', 0, 4, 2],
  ['ann', 'jam', 0, 6, 1],
  ['bob', 'tea', 1 * DAY, 2, 1],
  ['ann', 'tea', 10 * DAY, 8, 4],
  ['cid', 'jam', 12 * DAY, 5, 1],
  ['ann', 'oil', 40 * DAY, 3, 3],
  ['ann', 'tea', 50 * DAY, 100, 1],
]);
const time = 50 * DAY;

function feature(family: string, column: string, customer: string, item: string): number {
  const { entry, options } = families.resolve(families.reference().parse(family));
  const examples = ExampleSet.at(
    time,
    Int32Array.of(log.customers.indexOf(customer)),
    Int32Array.of(log.items.indexOf(item)),
  );
  return entry.compute(new AsOf(examples, log), options, Controls.none)[entry.columns(options).indexOf(column)];
}

describe('feature families', () => {
  it('rfm counts baskets, lines and money in their windows', () => {
    const rfm = (column: string, customer = 'ann') => feature('rfm', column, customer, 'tea');
    assert.equal(rfm('days since the first basket'), 50);
    assert.equal(rfm('days since the last basket'), 10);
    assert.equal(rfm('baskets'), 3);
    assert.equal(rfm('baskets 30d'), 1);
    assert.equal(rfm('lines 90d'), 4);
    assert.equal(rfm('amount 365d'), 21);
    assert.equal(rfm('mean days between baskets'), 20);
    assert.equal(rfm('deviation of days between baskets'), 10);
    assert.equal(rfm('recency over mean gap'), 0.5);
    assert.equal(rfm('distinct items'), 3);
    assert.equal(rfm('amount a basket'), 7);
    assert.equal(rfm('lines of the last basket'), 1);
    assert.ok(Math.abs(rfm('amount a unit') - 2.1) < 1e-6);
    assert.ok(Number.isNaN(rfm('mean days between baskets', 'bob')));
  });

  it('popularity counts distinct buyers, trend and price', () => {
    const popularity = (column: string) => feature('popularity', column, 'bob', 'tea');
    assert.equal(popularity('buyers of the item 365d'), 2);
    assert.equal(popularity('buyers of the item 30d'), 0);
    assert.equal(popularity('trend of the item 30d/90d'), 0);
    assert.equal(popularity('days since the item was first sold'), 50);
    assert.equal(popularity('days since the item was last sold'), 40);
    assert.equal(popularity('lines a buyer of the item'), 1.5);
    assert.equal(popularity('price of the item'), 2);
    assert.ok(Number.isNaN(popularity('buyers of the item in the next 90d a year ago')), 'the log is no year old');
  });

  it('own history counts purchases of the item alone', () => {
    const own = (column: string, customer = 'ann') => feature('own-history', column, customer, 'tea');
    assert.equal(own('own baskets with the item'), 2);
    assert.equal(own('own baskets with the item 30d'), 0);
    assert.equal(own('own units of the item'), 6);
    assert.ok(Math.abs(own("share of the customer's baskets with the item") - 2 / 3) < 1e-6);
    assert.equal(own('days since the customer first bought the item'), 50);
    assert.equal(own('days since the customer last bought the item'), 40);
    assert.equal(own('mean days between own purchases of the item'), 10);
    assert.ok(Number.isNaN(own('days since the customer last bought the item', 'cid')));
  });

  it('the asked event is told by amount, quantity, hour and weekend', () => {
    const events = logOf([
      ['ann', 'tea', 2 * DAY + 18 * 3600, 7, 3], // 1970-01-03, a Saturday
      ['bob', 'jam', 4 * DAY + 1800, 9, 1], // Monday
    ]);
    const examples = new ExampleSet({
      time: events.columns.time,
      customer: events.columns.customer,
      item: events.columns.item,
      event: Int32Array.of(0, 1),
    });
    const { entry, options } = families.resolve(families.reference().parse('asked-event'));
    assert.deepEqual(
      [...entry.compute(new AsOf(examples, events), options, Controls.none)],
      [7, 3, 18, 1, 9, 1, 0.5, 0],
    );
  });

  it('spectral products rebuild the normalised matrix where the rank allows', () => {
    // ann: tea, jam, oil; bob: tea; cid: jam. Rank 3, so that 16 dimensions hold it whole.
    const degrees = { ann: 3, bob: 1, cid: 1, tea: 2, jam: 2, oil: 1 };
    const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-5, `${actual}`);
    close(feature('spectral', '16-d product', 'ann', 'tea'), 1 / Math.sqrt(degrees.ann * degrees.tea));
    close(feature('spectral', '16-d product', 'bob', 'jam'), 0);
    const matrix = new Matrix([
      [1 / Math.sqrt(6), 1 / Math.sqrt(6), 1 / Math.sqrt(3)],
      [1 / Math.sqrt(2), 0, 0],
      [0, 1 / Math.sqrt(2), 0],
    ]);
    const { leftSingularVectors: u, rightSingularVectors: v, diagonal } = new SingularValueDecomposition(matrix);
    const inner = (a: number[], b: number[]) => a.reduce((sum, x, k) => sum + diagonal[k] * x * b[k], 0);
    const [c, p] = [u.getRow(1), v.getRow(1)];
    close(feature('spectral', '16-d cosine', 'bob', 'jam'), inner(c, p) / Math.sqrt(inner(c, c) * inner(p, p)));
  });
});
