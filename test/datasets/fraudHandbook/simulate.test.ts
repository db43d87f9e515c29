import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CUSTOMER_FACTOR, LARGEST_GENUINE_AMOUNT, SCENARIOS } from '../../../datasets/fraud-handbook/frauds';
import { type Simulation, simulate } from '../../../datasets/fraud-handbook/simulate';
import type { CompromisedTimes } from '../../../datasets/fraud-handbook/truth';
import { DAY, formatDay, parseIso } from '../../../src/base/time';
import fixture from './transactions.fixture.json';

const START = parseIso('2018-04-01');
const SMALL = { customers: 200, terminals: 300, days: 40, radius: 8 };

describe('the simulated card transactions', () => {
  describe("at the handbook's options", () => {
    let simulation: Simulation;
    before(() => {
      simulation = simulate();
    });

    it('are as many as the published ones, day by day and scenario by scenario', () => {
      const { log, truth } = simulation;
      const perDay = new Array(183).fill(0);
      const fraudsPerDay = new Array(183).fill(0);
      const perScenario = SCENARIOS.map(() => 0);
      for (let i = 0; i < log.size; i++) {
        const day = Math.floor((log.columns.time[i] - START) / DAY);
        perDay[day]++;
        fraudsPerDay[day] += log.columns.label![i];
        perScenario[truth.scenario[i]]++;
      }
      assert.equal(log.size, fixture.transactions);
      assert.equal(log.customers.length, fixture.customers);
      assert.equal(log.items.length, fixture.terminals);
      assert.deepEqual(
        { perDay, fraudsPerDay, perScenario },
        {
          perDay: fixture.perDay,
          fraudsPerDay: fixture.fraudsPerDay,
          perScenario: fixture.perScenario,
        },
      );
    });

    it('are the published ones, each of them', () => {
      const rows = sortedRows(simulation);
      const written = new Set(fixture.rows.map(String));
      const found = rows.filter((row) => row[4] > 0 || row[0] < 3600 || row[0] > 182.99 * DAY).map(String);
      assert.deepEqual([...new Set(found.filter((row) => written.has(row)))].sort(), [...written].sort());
      assert.equal(createHash('sha256').update(Int32Array.from(rows.flat())).digest('hex'), fixture.sha256);
    });
  });

  it('are the same for the same seed and others for another', () => {
    const fingerprint = (seed: number) => simulate({ ...SMALL, seed }).log.fingerprint;
    assert.equal(fingerprint(3), fingerprint(3));
    assert.notEqual(fingerprint(3), fingerprint(4));
  });

  it('of the first days do not depend on how many days follow', () => {
    const calm = { ...SMALL, compromisedTerminals: 0, compromisedCustomers: 0 };
    const long = simulate(calm).log;
    const short = simulate({ ...calm, days: 15 }).log;
    const early = long.columns.time.findIndex((time) => time >= START + 15 * DAY);
    assert.equal(short.size, early);
    for (const column of ['customer', 'item', 'time', 'amount', 'label'] as const)
      assert.deepEqual(short.columns[column], long.columns[column]!.subarray(0, early));
  });

  it('lie in the days asked for', () => {
    const { log } = simulate({ ...SMALL, days: 10, start: '2024-02-25' });
    assert.equal(formatDay(log.columns.time[0]), '2024-02-25');
    assert.equal(formatDay(log.columns.time[log.size - 1]), '2024-03-05');
  });

  it('of a larger scale are more of the same', () => {
    const small = { customers: 400, terminals: 800, days: 30, radius: 12 };
    const shape = (scale: number) => {
      const { log, truth } = simulate({ ...small, scale });
      const ofCustomer = new Map<number, Set<number>>();
      log.columns.customer.forEach((c, e) => {
        const visited = ofCustomer.get(c) ?? new Set();
        ofCustomer.set(c, visited.add(log.columns.item[e]));
      });
      const visited = [...ofCustomer.values()].reduce((sum, items) => sum + items.size, 0) / ofCustomer.size;
      const frauds = truth.scenario.reduce((sum, scenario) => sum + Number(scenario > 1), 0);
      return { events: log.size, visited, frauds };
    };
    const [one, nine] = [shape(1), shape(9)];
    const near = (actual: number, expected: number, share: number) =>
      assert.ok(Math.abs(actual / expected - 1) < share, `${actual}, not about ${expected}`);
    near(nine.events, 9 * one.events, 0.1);
    near(nine.visited, one.visited, 0.15);
    near(nine.frauds, 9 * one.frauds, 0.3);
    assert.throws(() => simulate({ ...small, customers: 2 ** 20, scale: 2 }), /at scale: .*expected at most 1048576/);
  });

  it('can be so few that there are none', () => {
    assert.equal(simulate({ customers: 1, terminals: 1, days: 1, radius: 0.001 }).log.size, 0);
  });

  it('says in one line that there will not be memory enough, before it makes a transaction', () => {
    assert.throws(
      () => simulate({ scale: 100, days: 10_000 }),
      /^InputError: .*: about \d+ million transactions take 9\d\d\.\d GB of memory, and \d+\.\d GB are free; expected a smaller scale/,
    );
  });

  it('refuse options that are wrong', () => {
    const refuse = (options: object, message: RegExp) => assert.throws(() => simulate(options), message);
    refuse({ radius: -1 }, /options of data set fraud-handbook, at radius/);
    refuse({ start: '2018-02-30' }, /at start/);
    refuse({ card: 1 }, /unknown key "card"; there are seed, customers/);
  });
});

describe('the truth of the simulated card transactions', () => {
  const { log, truth } = simulate({ ...SMALL, seed: 1 });
  const genuine = simulate({ ...SMALL, seed: 1, compromisedTerminals: 0, compromisedCustomers: 0 });
  const { customer, item, time, amount, label } = log.columns;
  const compromised = ({ who, from, until }: CompromisedTimes, owner: number, at: number) =>
    who.some((w, k) => w === owner && from[k] <= at && at < until[k]);

  it('calls a fraud what the label calls one', () => {
    assert.deepEqual(
      [...label!],
      Array.from(truth.scenario, (scenario) => Number(scenario > 0)),
    );
    for (const s of SCENARIOS.keys()) assert.ok(truth.scenario.includes(s), `no event of scenario ${s}`);
  });

  it('explains every event by the scenarios', () => {
    for (let i = 0; i < log.size; i++) {
      const atTerminal = compromised(truth.compromisedItems, item[i], time[i]);
      const byCustomer = compromised(truth.compromisedCustomers, customer[i], time[i]);
      const wasLarge = genuine.log.columns.amount[i] > LARGEST_GENUINE_AMOUNT;
      if (truth.scenario[i] === 3) assert.ok(byCustomer);
      else assert.equal(truth.scenario[i], atTerminal ? 2 : wasLarge ? 1 : 0);
      const before = genuine.log.columns.amount[i];
      // Whoever is compromised twice at a time can be hit twice.
      const times = amount[i] / before;
      const power = Math.round(Math.log(times) / Math.log(CUSTOMER_FACTOR));
      if (before > 0) {
        assert.ok(Math.abs(times - CUSTOMER_FACTOR ** power) < 1e-9);
        assert.equal(power > 0, truth.scenario[i] === 3);
      }
    }
  });

  it('makes a third of what a compromised customer pays a fraud', () => {
    const { who, from, until } = truth.compromisedCustomers;
    let paid = 0;
    let frauds = 0;
    for (let i = 0; i < log.size; i++) {
      const spells = who.filter((w, k) => w === customer[i] && from[k] <= time[i] && time[i] < until[k]).length;
      if (spells !== 1) continue;
      paid++;
      if (truth.scenario[i] === 3) frauds++;
    }
    // Exactly a third of each day's three customers together, rounded down; those in two spells are left out.
    assert.ok(Math.abs(frauds / paid - 1 / 3) < 0.02, `${frauds} of ${paid}`);
  });

  it('knows what each customer pays on average and how often', () => {
    const count = new Float64Array(log.customers.length);
    const sum = new Float64Array(log.customers.length);
    genuine.log.columns.customer.forEach((c, i) => {
      count[c]++;
      sum[c] += genuine.log.columns.amount[i];
    });
    // Sums of independent draws: they lie within five standard deviations of what is expected.
    for (const [c, mean] of truth.meanAmount.entries()) {
      assert.ok(Math.abs(sum[c] / count[c] - mean) < (5 * mean) / 2 / Math.sqrt(count[c]));
      const expected = truth.dailyRate[c] * SMALL.days * SHARE_OF_THE_DAY;
      assert.ok(Math.abs(count[c] - expected) < 5 * Math.sqrt(expected) + 1);
    }
  });
});

/** P(0 < t < 86400) for t ~ N(43200, 20000²): two sides of 2.16 standard deviations cut off. */
const SHARE_OF_THE_DAY = 0.9692;

function sortedRows({ log, truth }: Simulation): number[][] {
  const { customer, item, time, amount } = log.columns;
  const rows = Array.from(time, (t, i) => [
    t - START,
    Number(log.customers[customer[i]]),
    Number(log.items[item[i]]),
    Math.round(100 * amount[i]),
    truth.scenario[i],
  ]);
  return rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3] || a[4] - b[4]);
}
