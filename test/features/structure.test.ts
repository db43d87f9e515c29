import assert from 'node:assert/strict';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { families } from '../../src/features';
import { logOf, type Row } from '../../src/testing/logs';

/** Two circles that share nothing: customers a–d with items 1 and 2, customers x and y with items 8 and 9. */
const ROWS: Row[] = [
  ...['a', 'b', 'c'].flatMap((who): Row[] => [
    [who, '1', DAY, 1],
    [who, '2', DAY, 1],
  ]),
  ['d', '1', DAY, 1],
  ...['x', 'y'].flatMap((who): Row[] => [
    [who, '8', DAY, 1],
    [who, '9', 2 * DAY, 1],
  ]),
];

describe('structure features', () => {
  const family = families.get('structure');
  const options = family.options.parse({});
  const columns = family.columns(options);

  function valuesOf(who: string, what: string): Record<string, number> {
    const log = logOf(ROWS);
    const [customer, item] = [log.customers.indexOf(who), log.items.indexOf(what)];
    const asOf = new AsOf(ExampleSet.at(3 * DAY, Int32Array.of(customer), Int32Array.of(item)), log);
    const values = family.compute(asOf, options, Controls.none);
    return Object.fromEntries(columns.map((column, i) => [column, values[i]]));
  }

  it('say where customer and item stand', () => {
    const values = valuesOf('a', '1');
    assert.equal(values['neighbours of the customer'], 2);
    assert.equal(values['neighbours of the item'], 4);
    assert.equal(values['core number of the customer'], 2);
    assert.equal(valuesOf('d', '2')['core number of the customer'], 1);
    assert.equal(values["mean neighbours of the customer's neighbours"], 3.5);
    assert.ok(values['log PageRank of the item'] > values['log PageRank of the customer']);
  });

  it('tell who else in the community has the item, shrunk towards everybody', () => {
    const near = valuesOf('d', '2');
    assert.equal(near["customers in the customer's community"], 4);
    assert.equal(near["share of the customer's edges in the item's community"], 1);
    // Three of the three others; three of five in all.
    assert.ok(Math.abs(near["share of the community's customers with the item"] - (3 + 20 * 0.6) / 23) < 1e-6);
    const far = valuesOf('d', '8');
    assert.equal(far["share of the customer's edges in the item's community"], 0);
    assert.ok(Math.abs(far["share of the community's customers with the item"] - (20 * 0.4) / 23) < 1e-6);
  });

  it('leave the edge between the two out of what is said of their communities', () => {
    const values = valuesOf('a', '2');
    assert.equal(values["share of the customer's edges in the item's community"], 1);
    assert.ok(Math.abs(values["share of the community's customers with the item"] - (2 + 20 * 0.4) / 23) < 1e-6);
  });
});
