import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { families } from '../../src/features';
import { featureTable } from '../../src/features/family';
import { logOf } from '../helpers/randomLog';

/** A small log and the handbook's features as pandas computes them; made by test/fixtures/handbookFeatures.py. */
interface Fixture {
  readonly time: readonly number[];
  readonly customer: readonly number[];
  readonly terminal: readonly number[];
  readonly amount: readonly number[];
  readonly label: readonly number[];
  readonly features: readonly number[][];
}

const fixture: Fixture = JSON.parse(readFileSync(join(__dirname, '../fixtures/handbookFeatures.json'), 'utf8'));

const HANDBOOK = [{ name: 'asked-event', columns: ['amount', 'weekend', 'night'] }, 'customer-windows', 'item-risk'];

describe("the handbook's fifteen features", () => {
  const rows = fixture.time.map(
    (time, i) => [`c${fixture.customer[i]}`, `t${fixture.terminal[i]}`, time, fixture.amount[i]] as const,
  );
  const log = logOf(rows, fixture.label, 7 * DAY);
  const { time, customer, item } = log.columns;
  const examples = new ExampleSet({ time, customer, item, event: Int32Array.from(time.keys()) });
  const specs = HANDBOOK.map((family) => families.reference().parse(family));

  it("are pandas'", () => {
    const { values, columns } = featureTable(new AsOf(examples, log), specs, Controls.none, families);
    const F = columns.length;
    assert.equal(F, 15);
    const expected = fixture.features.flat();
    assert.equal(values.length, expected.length);
    values.forEach((value, at) => {
      const where = `${columns[at % F]} of event ${Math.floor(at / F)}`;
      assert.ok(
        Math.abs(value - expected[at]) <= 1e-6 * Math.max(1, expected[at]),
        `${where} is ${value}, expected ${expected[at]}`,
      );
    });
  });

  it('are the same, to the bit, for some of the events alone', () => {
    const all = featureTable(new AsOf(examples, log), specs, Controls.none, families);
    const F = all.columns.length;
    const some = Int32Array.from(examples.time.keys()).filter((row) => row % 7 === 3);
    const { values } = featureTable(new AsOf(examples.select(some), log), specs, Controls.none, families);
    some.forEach((row, i) => {
      assert.deepEqual(values.slice(i * F, (i + 1) * F), all.values.slice(row * F, (row + 1) * F));
    });
  });
});
