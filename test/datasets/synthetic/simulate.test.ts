import assert from 'node:assert/strict';
import { ceiling } from '../../../datasets/synthetic/ceiling';
import type { SimulationOptions } from '../../../datasets/synthetic/options';
import { SIGNALS, type Signal } from '../../../datasets/synthetic/signals';
import { simulate } from '../../../datasets/synthetic/simulate';
import { CUTOFFS } from '../../../datasets/synthetic/task';
import { DAY } from '../../../src/base/time';
import { ExampleSet } from '../../../src/data/examples';
import { bindTask } from '../../../src/data/tasks/bind';
import { rocAuc } from '../../../src/evaluation/ranking';
import { timesOf } from '../../helpers/tasks';
import '../../../datasets';

const MUTE = { graphStrength: 0, sequenceStrength: 0, frequencyStrength: 0 };
const SMALL = { customers: 1500, itemsPerSeason: 60, baseRate: 0.15 };
const HORIZON = CUTOFFS.horizonDays * DAY;

/** A shop and the examples of all its cutoffs, of which `test` are the latest. */
async function shop(options: SimulationOptions) {
  const { log, truth } = simulate({ ...SMALL, ...options });
  const task = await bindTask('synthetic', log);
  const test = task.split(0, 'test');
  const parts = [task.split(0, 'train'), task.split(0, 'validation'), test];
  const numbers = (of: (examples: ExampleSet) => Iterable<number>) =>
    parts.flatMap(({ examples }) => [...of(examples)]);
  const examples = new ExampleSet({
    time: Float64Array.from(numbers(({ time }) => time)),
    customer: Int32Array.from(numbers(({ customer }) => customer)),
    item: Int32Array.from(numbers(({ item }) => item)),
    event: Int32Array.from(numbers(({ event }) => event)),
  });
  const label = Uint8Array.from(parts.flatMap((part) => [...part.label]));
  return { log, truth, test, examples, label };
}

describe('the synthetic shop', () => {
  it('is the same for the same options and another for another seed', () => {
    const fingerprint = (options: SimulationOptions) => simulate(options).log.fingerprint;
    const options = { customers: 100, seed: 4 };
    assert.equal(fingerprint(options), fingerprint({ ...options }));
    assert.notEqual(fingerprint(options), fingerprint({ ...options, seed: 5 }));
  });

  it('lets the strengths change nothing but purchases of the target', () => {
    const others = (options: SimulationOptions) => {
      const { columns, customers, items } = simulate({ ...SMALL, customers: 200, ...options }).log;
      return Array.from(columns.time, (time, i) =>
        [time, customers[columns.customer[i]], items[columns.item[i]], columns.amount[i]].join(),
      ).filter((row) => !row.includes('target'));
    };
    assert.deepEqual(others({ graphStrength: 3 }), others({ baseRate: 0.05, sequenceStrength: 0 }));
  });

  it('without signals gives everybody the base rate', async () => {
    const { truth, examples } = await shop(MUTE);
    for (const p of truth.probability(examples)) assert.ok(Math.abs(p - SMALL.baseRate) < 1e-9);
    assert.equal(ceiling(truth, examples).auc, 0.5);
  });

  it('asks about windows that hold all purchases of the target, each once', async () => {
    const { log, examples, label } = await shop({});
    const { item, time } = log.columns;
    const target = log.items.indexOf('target');
    const bought = time.filter((_, event) => item[event] === target);
    for (const from of timesOf(examples))
      assert.equal(
        label.filter((y, row) => y === 1 && examples.time[row] === from).length,
        bought.filter((at) => at >= from && at < from + HORIZON).length,
      );
  });

  it('draws labels with the true probabilities', async () => {
    const { truth, examples, label } = await shop({ customers: 4000 });
    const p = truth.probability(examples);
    const order = Array.from(p.keys()).sort((a, b) => p[a] - p[b]);
    const GROUPS = 10;
    let chiSquare = 0;
    for (let g = 0; g < GROUPS; g++) {
      const group = order.slice((g * order.length) / GROUPS, ((g + 1) * order.length) / GROUPS);
      const surplus = group.reduce((sum, i) => sum + label[i] - p[i], 0);
      chiSquare += surplus ** 2 / group.reduce((sum, i) => sum + p[i] * (1 - p[i]), 0);
    }
    // The .001 quantiles of χ² with 10 degrees of freedom: also a fit too good would be a mistake.
    assert.ok(chiSquare > 1.48 && chiSquare < 29.59, `χ² ${chiSquare}`);
  });

  it('has independent signals', async () => {
    const { truth, test } = await shop({ ...MUTE, customers: 4000 });
    const bound = 4 / Math.sqrt(test.label.length);
    SIGNALS.forEach((one, i) => {
      for (const other of SIGNALS.slice(0, i)) {
        const r = correlation(truth.signal(test.examples, one), truth.signal(test.examples, other));
        assert.ok(Math.abs(r) < bound, `${one} and ${other}: ${r}`);
      }
    });
  });

  it('at the test cutoff shows only items in the last ten purchases that no training label was given for', async () => {
    const { log, examples, test } = await shop({});
    const [lastTraining, , cutoff] = timesOf(examples).slice(-3);
    const history = log.before(cutoff);
    const known = new Set(log.before(lastTraining).item);
    for (const customer of test.examples.customer)
      for (const event of history.eventsOfCustomer(customer).slice(-10)) assert.ok(!known.has(history.item[event]));
  });

  it('hides the frequency from the last year and the last ten purchases', async () => {
    // Newcomers are left out: they visited less often in both.
    const { log, truth, test } = await shop({ ...MUTE, newcomers: 0 });
    const history = log.before(test.examples.time[0]);
    const year = history.firstEventSince(history.time - 365 * DAY);
    const lastYear = Float64Array.from(test.examples.customer, (customer) => {
      const events = history.eventsOfCustomer(customer);
      return events.filter((event) => event >= year).length;
    });
    const span = Float64Array.from(test.examples.customer, (customer) => {
      const events = history.eventsOfCustomer(customer);
      return history.time - history.times[events[Math.max(0, events.length - 10)]];
    });
    const frequency = truth.signal(test.examples, 'frequency');
    const bound = 4 / Math.sqrt(test.label.length);
    assert.ok(Math.abs(correlation(lastYear, frequency)) < bound, 'events of the last year');
    assert.ok(Math.abs(correlation(span, frequency)) < bound, 'span of the last ten purchases');
  });

  for (const alone of SIGNALS)
    it(`shows the signal ${alone} alone where only that one has a strength`, async () => {
      const { truth, test } = await shop({ ...MUTE, [`${alone}Strength`]: 1.5, customers: 3000 });
      const full = ceiling(truth, test.examples).auc;
      assert.ok(full > 0.7);
      for (const signal of SIGNALS) {
        const expected = signal === alone ? full : 0.5;
        assert.ok(Math.abs(ceiling(truth, test.examples, [signal]).auc - expected) < 0.03, `ceiling of ${signal}`);
        const auc = rocAuc(truth.signal(test.examples, signal), test.label);
        assert.ok(Math.abs(auc - expected) < 4 * standardError(test.label), `AUC of ${signal} on labels drawn: ${auc}`);
      }
    });

  it('has a ceiling that no visible signal lowers', async () => {
    const { truth, test } = await shop({ customers: 3000 });
    const grow = (visible: Signal[]) => ceiling(truth, test.examples, visible);
    const full = ceiling(truth, test.examples);
    for (const signal of SIGNALS)
      for (const other of SIGNALS) {
        const one = grow([signal]);
        const two = grow(signal === other ? [signal] : [signal, other]);
        assert.ok(one.auc <= two.auc && two.auc < full.auc, `${signal}, ${other}`);
        assert.ok(one.averagePrecision <= two.averagePrecision && two.averagePrecision < full.averagePrecision);
      }
  });

  describe('refuses', () => {
    const refuse = (options: object, message: RegExp) => assert.throws(() => simulate(options), message);

    it('an option that it does not know', () =>
      refuse({ strength: 1 }, /options of data set synthetic: unknown key "strength"; there are seed, customers/));
    it('a value out of range', () => {
      refuse({ customers: 10 }, /options of data set synthetic, at customers: .*>=100/);
      refuse({ loyalty: 0.2 }, /at loyalty: .*>=0.5/);
      refuse({ graphStrength: -1 }, /at graphStrength: .*>=0/);
      refuse({ itemsPerSeason: 31 }, /at itemsPerSeason: .*multiple of 2/);
    });
    it('a value of another type', () => refuse({ baseRate: 'high' }, /at baseRate: .*expected number/));
    it('a task whose label windows overlap', () => {
      assert.throws(
        () => simulate({ customers: 100 }, { ...CUTOFFS, horizonDays: 90 }),
        /the label windows overlap or leave gaps, so their true probabilities are unknown/,
      );
    });
    it('to tell the truth at a moment that is none of its own', async () => {
      const { truth, test } = await shop({ customers: 200 });
      const { time, customer } = test.examples;
      assert.throws(
        () => truth.probability(ExampleSet.at(time[0] + DAY, customer)),
        /the truth is not known at 2020-11-02/,
      );
    });
  });
});

/** Of the AUC of worthless scores, which is about the largest; Hanley and McNeil, Radiology 1982. */
function standardError(label: Uint8Array): number {
  const positives = label.reduce((sum, value) => sum + value, 0);
  return Math.sqrt((label.length + 1) / (12 * positives * (label.length - positives)));
}

/** Pearson's correlation. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [a, b].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  const product = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, i) => sum + value * v[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
