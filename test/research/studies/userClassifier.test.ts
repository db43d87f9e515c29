import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { runStudy } from '../../../research/studies/run';
import { Classifier, Network } from '../../../research/studies/userClassifier/classifier';
import {
  type CustomerRow,
  customerRows,
  cutoffsOf,
  QUARTER_DAYS,
  RAW_NAMES,
  writeCustomers,
} from '../../../research/studies/userClassifier/customers';
import { prepareRows } from '../../../research/studies/userClassifier/data';
import { FEATURE_NAMES, featuresOf, MedianImputer } from '../../../research/studies/userClassifier/features';
import { countIdle, scrambleIdle } from '../../../research/studies/userClassifier/oneStep';
import { readCustomers } from '../../../research/studies/userClassifier/readCustomers';
import { userClassifier } from '../../../research/studies/userClassifier/study';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { StandardScaler } from '../../../src/data/scaler';
import type { Table } from '../../../src/data/table';
import { logOf, randomRows } from '../../../src/testing/logs';
import { launchChromium } from '../../helpers/chromium';
import { quietly } from '../../helpers/quietly';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const log = logOf(randomRows(new Random(3), 1500, { customers: 300, items: 12, days: 900 }));
const cutoffs = cutoffsOf(log, 4);
const rows = customerRows(log, cutoffs);

describe('the customers CSV', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'customers.csv');

  it('asks a quarter apart, and the last quarter ends with the log', () => {
    cutoffs.slice(1).forEach(({ time }, i) => {
      assert.equal(time - cutoffs[i].time, QUARTER_DAYS * DAY);
    });
    assert.equal(cutoffs[cutoffs.length - 1].time + QUARTER_DAYS * DAY, log.end);
    assert.deepEqual(
      cutoffs.map(({ split }) => split),
      ['train', 'train', 'train', 'train', 'validation', 'test'],
    );
  });

  it('tells of each customer what their transactions before the cutoff add up to', () => {
    const { time } = cutoffs[5];
    const found = rows.filter(({ split }) => split === 'test');
    for (const { customer, values, nextQuarter } of found.slice(0, 30)) {
      const { columns } = log;
      const own = Array.from(columns.time.keys()).filter((e) => log.customers[columns.customer[e]] === customer);
      const before = own.filter((e) => columns.time[e] < time);
      const times = [...new Set(before.map((e) => columns.time[e]))];
      const sum = (events: readonly number[]) => events.reduce((total, e) => total + columns.amount[e], 0);
      const within = (from: number, to: number) => own.filter((e) => columns.time[e] >= from && columns.time[e] < to);
      const quarter = QUARTER_DAYS * DAY;
      assert.equal(values.purchases, times.length);
      assert.equal(values.lines, before.length);
      assert.ok(Math.abs(values.amount - sum(before)) < 1e-6);
      assert.ok(Math.abs(nextQuarter - sum(within(time, time + quarter))) < 1e-6);
      assert.ok(Math.abs(values.amount_last_quarter - sum(within(time - quarter, time))) < 1e-6);
      assert.equal(Number.isNaN(values.amount_year_ago), times[0] > time - 4 * quarter);
      assert.equal(Number.isNaN(values.days_between), times.length < 2);
      assert.equal(Number.isNaN(values.days_between_std), times.length < 3);
      if (times.length > 1)
        assert.ok(
          Math.abs(values.days_between - (times[times.length - 1] - times[0]) / DAY / (times.length - 1)) < 1e-9,
        );
    }
  });

  it('is read as it was written, missing cells and all', () => {
    const hostile = { ...rows[0], customer: 'a, "b"' };
    writeCustomers(path(), [hostile, ...rows]);
    const again = readCustomers(path());
    assert.equal(again.length, rows.length + 1);
    assert.equal(again[0].customer, hostile.customer);
    rows.forEach((row, i) => {
      for (const name of RAW_NAMES) {
        const [a, b] = [row.values[name], again[i + 1].values[name]];
        assert.ok(Object.is(a, b) || Math.abs(a - b) <= 1e-8 * Math.abs(a), `${name}: ${a}, ${b}`);
      }
      assert.deepEqual([again[i + 1].cutoff, again[i + 1].split], [row.cutoff, row.split]);
    });
    assert.ok(rows.some(({ values }) => Number.isNaN(values.days_between_std)));
  });

  const faults: [what: string, change: (text: string) => string, expected: RegExp][] = [
    ['a column that is not there', (text) => text.replace('units', 'unit'), /no column units/],
    [
      'a cell that is no number',
      (text) => text.replace(/(\n[^,]*,[^,]*,train,)[^,]*/, '$1many'),
      /line 2, column "days_since_first".*"many"|"many".*line 2/,
    ],
    [
      'a customer who stands twice at one cutoff',
      (text) => text.replace(/(\n[^\n]*)(\n)/, '$1$1$2'),
      /line 3: customer .* stands twice/,
    ],
    ['an unknown split', (text) => text.replace(',train,', ',trial,'), /"trial".*train, validation, test/],
    ['no target', (text) => text.replace(/,[^,\n]*\n/g, (end, at) => (at > 250 ? ',\n' : end)), /amount_next_quarter/],
  ];
  for (const [what, change, expected] of faults)
    it(`is refused for ${what}, naming the place`, () => {
      writeCustomers(path(), rows);
      writeFileSync(path(), change(readFileSync(path(), 'utf8')));
      assert.throws(
        () => readCustomers(path()),
        (error) => error instanceof InputError && expected.test(error.message),
      );
    });
});

describe('features of customers', () => {
  it('have no holes, and medians are those of the training rows', () => {
    const train = rows.filter(({ split }) => split === 'train');
    const imputer = MedianImputer.fit(train);
    const { values } = featuresOf(rows, FEATURE_NAMES, imputer);
    assert.equal(values.length, rows.length * FEATURE_NAMES.length);
    assert.ok(values.every(Number.isFinite));
    const known = train.map((row) => row.values.days_between).filter((value) => !Number.isNaN(value));
    const below = known.filter((value) => value < imputer.medians.days_between).length;
    const above = known.filter((value) => value > imputer.medians.days_between).length;
    assert.ok(below <= known.length / 2 && above <= known.length / 2);
  });

  it('name a column without a value', () => {
    const empty: CustomerRow[] = rows.map((row) => ({ ...row, values: { ...row.values, units: Number.NaN } }));
    assert.throws(() => prepareRows(empty, FEATURE_NAMES, 0.1), { name: 'InputError', message: /column "units"/ });
  });

  it('bear a constant column, and refuse a split of one class', () => {
    const flat = rows.map((row) => ({ ...row, values: { ...row.values, lines: 7 } }));
    assert.ok(prepareRows(flat, FEATURE_NAMES, 0.1).train.table.values.every(Number.isFinite));
    const poor = rows.map((row) => (row.split === 'test' ? { ...row, nextQuarter: 0 } : row));
    assert.throws(() => prepareRows(poor, FEATURE_NAMES, 0.1), { name: 'InputError', message: /0 of \d+ test rows/ });
  });

  it('label about the share of training rows that is asked for, by one threshold for all splits', () => {
    const data = prepareRows(rows, FEATURE_NAMES, 0.2);
    const share = data.splits[0].positives / data.splits[0].rows;
    assert.ok(Math.abs(share - 0.2) < 0.02, `${share}`);
  });
});

describe('an LSTM over one step', () => {
  const columns = ['a', 'b', 'c'];
  const make = (layers: number) =>
    new Network({ kind: 'lstm', inputSize: 3, hiddenSize: 4, layers, dropout: 0.3 }, new Random(2));
  const random = new Random(9);
  const table: Table = { rows: 5, columns, values: Float32Array.from({ length: 15 }, () => random.normal()) };
  const classifierOf = (network: Network) =>
    new Classifier(new StandardScaler([0.1, 0, -0.2], [1, 2, 0.5]), network, columns);

  it('is o ∘ tanh(i ∘ g) of its columns', () => {
    const network = make(1);
    const weights = new Map(
      [...network.weights()].map(([name, weight]) => [name.replace(/^lstm1\.(.*\.)?/, ''), weight.dataSync()]),
    );
    const [kernel, bias] = [weights.get('kernel')!, weights.get('bias')!];
    const [out, outBias] = [weights.get('out.kernel')!, weights.get('out.bias')!];
    const classifier = classifierOf(network);
    const found = classifier.logits(table.values, table.rows);
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    for (let row = 0; row < table.rows; row++) {
      let z = outBias[0];
      for (let u = 0; u < 4; u++) {
        const gate = (g: number) => {
          let sum = bias[4 * g + u];
          for (let f = 0; f < 3; f++) sum += table.values[row * 3 + f] * kernel[f * 16 + 4 * g + u];
          return sum;
        };
        z += out[u] * sigmoid(gate(3)) * Math.tanh(sigmoid(gate(0)) * Math.tanh(gate(2)));
      }
      assert.ok(Math.abs(found[row] - z) < 1e-5, `${found[row]}, not ${z}`);
    }
    classifier.dispose();
  });

  for (const layers of [1, 2])
    it(`never uses its recurrent weights and forget gates, in ${layers} layers`, () => {
      const network = make(layers);
      const classifier = classifierOf(network);
      const before = classifier.predict(table);
      scrambleIdle(network, new Random(4));
      assert.deepEqual(classifier.predict(table), before);
      const idle = countIdle(network);
      // Of each layer: 4 H² recurrent weights, and F H + H of the forget gate.
      const inputs = layers === 1 ? [3] : [3, 4];
      assert.equal(idle.recurrent, layers * 4 * 16);
      assert.equal(
        idle.forget,
        inputs.reduce((sum, F) => sum + F * 4 + 4, 0),
      );
      assert.ok(idle.all > idle.recurrent + idle.forget);
      classifier.dispose();
    });

  it('comes back from JSON to the last bit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<'lstm' | 'dense'>('lstm', 'dense'),
        fc.integer({ min: 1, max: 3 }),
        (kind, layers) => {
          const options = { kind, inputSize: 3, hiddenSize: 4, layers, dropout: 0.3 };
          const classifier = classifierOf(new Network(options, new Random(7)));
          const again = Classifier.load(JSON.parse(JSON.stringify(classifier)));
          assert.deepEqual(again.predict(table), classifier.predict(table));
          classifier.dispose();
          again.dispose();
        },
      ),
      { numRuns: 6, seed: 1 },
    );
    assert.throws(() => Classifier.load({ columns: [] }), { name: 'InputError' });
  });
});

describe('the page of study user-classifier', () => {
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  after(() => browser?.close());

  it('opens from disk with all its figures, and the LSTM loads again to the same scores', async () => {
    const options = {
      dataset: { name: 'synthetic', customers: 200 },
      columns: ['total_frequency', 'total_amount', 'recency', 'irregularity'],
      epochs: 4,
      hiddenSize: 6,
      topShare: 0.3,
    };
    const { value: path } = await quietly(() =>
      runStudy(userClassifier, { preset: 'quick', workers: 1, options, results: folder() }),
    );
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1300, height: 800 } });
    const trouble: string[] = [];
    page.on('pageerror', ({ message }) => trouble.push(message));
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    const figures = [
      'learning-curves',
      'confusion',
      'curves',
      'shap-beeswarm',
      'shap-bar',
      'shap-bar-boosting',
      'forest',
    ];
    for (const name of figures) assert.ok(await page.locator(`figure#${name} svg`).isVisible(), name);
    const text = (await page.locator('main').textContent())!;
    assert.match(text, /largest difference of a probability is 0, to the last bit/);
    assert.match(text, /largest change of a test probability is 0\./);
    assert.doesNotMatch(text, /NaN|undefined/);
    const target = await page.getByRole('link', { name: 'why' }).getAttribute('href');
    assert.match((await page.locator(target!).textContent())!, /sequence of one step/);
    assert.deepEqual(trouble, []);
  });
});
