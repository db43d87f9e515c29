import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { Controls } from '../data/controls/controls';
import { ExampleSet } from '../data/examples';
import type { FeatureFamily } from '../features/family';
import { type Check, defineLaws } from './laws';
import { logOf, QUESTIONS, randomRows, randomTwins } from './logs';

const LOGS = 60;
const CONTROLS = [Controls.none, new Controls([{ name: 'rewire-edges' }], 4)];

/** Laws of feature families. */
export const familyLaws = defineLaws<FeatureFamily>({
  'columns have names of their own': (family, given) => {
    const columns = family.columns(family.options.parse(given ?? {}));
    assert.ok(columns.length > 0, 'no column');
    assert.equal(new Set(columns).size, columns.length, `columns ${columns.join(', ')}`);
  },

  'a value for each column and example, finite or NaN': onLogs((values, { asOf, columns }) => {
    assert.equal(values.length, asOf.size * columns);
    assert.ok(
      values.every((value) => Number.isNaN(value) || Number.isFinite(value)),
      'a value is infinite',
    );
  }),

  'nothing is known of the future': onLogs((values, { twin, compute }) => assert.deepEqual(compute(twin), values)),

  'an example has the same values whatever else is asked': onLogs((values, { asOf, columns, compute }, random) => {
    if (asOf.size === 0) return;
    const row = random.int(asOf.size);
    const alone = compute(asOf.select(Int32Array.of(row)));
    assert.deepEqual(alone, values.slice(row * columns, (row + 1) * columns), `example ${row}`);
  }),

  'an edge that is left out changes nothing': (family, given) => {
    if (!family.leavesEdgeOut) return;
    const options = family.options.parse(given ?? {});
    const columns = family.columns(options);
    const random = new Random(2);
    for (let i = 0; i < 4 * LOGS; i++) {
      const rows = randomRows(random, 1 + random.int(60));
      const [customer, item] = rows[random.int(rows.length)];
      const [withEdge, without] = [rows, rows.filter(([c, p]) => c !== customer || p !== item)].map((kept) => {
        const log = logOf(kept);
        const [c, p] = [log.customers.indexOf(customer), log.items.indexOf(item)];
        const examples = ExampleSet.at(10 * DAY, Int32Array.of(c), Int32Array.of(p));
        return family.compute(new AsOf(examples, log), options, Controls.none);
      });
      columns.forEach((column, j) => {
        // Sums may run in another order.
        const isClose = Math.abs(withEdge[j] - without[j]) <= 1e-5 * Math.max(1, Math.abs(without[j]));
        const isEqual = isClose || (Number.isNaN(withEdge[j]) && Number.isNaN(without[j]));
        assert.ok(isEqual, `${column}: ${withEdge[j]}, without the edge ${without[j]}`);
      });
    }
  },
});

interface Asked {
  readonly asOf: AsOf;
  /** The same examples on a log with the same past. */
  readonly twin: AsOf;
  readonly columns: number;
  compute(asOf: AsOf): Float32Array;
}

/** A check of a family's values on random logs, for all questions, with and without a control. */
function onLogs(check: (values: Float32Array, asked: Asked, random: Random) => void): Check<FeatureFamily> {
  return (family, given) => {
    const options = family.options.parse(given ?? {});
    const columns = family.columns(options).length;
    const random = new Random(1);
    for (let i = 0; i < LOGS; i++) {
      const { log, twin, time } = randomTwins(random);
      for (const question of QUESTIONS) {
        const [asOf, other] = [log, twin].map((each) => new AsOf(question.examples(each, time), each));
        const compute = (one: AsOf) => family.compute(one, options, CONTROLS[i % CONTROLS.length]);
        check(compute(asOf), { asOf, twin: other, columns, compute }, random);
      }
    }
  };
}
