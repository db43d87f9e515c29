import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../../datasets';
import { parseIso } from '../../../src/base/time';
import { bgNbd } from '../../../src/baselines/buyTillYouDie/bgNbd';
import { hypergeometric } from '../../../src/baselines/buyTillYouDie/hypergeometric';
import { type BuyTillYouDie, fitByLikelihood, type Parameters } from '../../../src/baselines/buyTillYouDie/model';
import { paretoNbd } from '../../../src/baselines/buyTillYouDie/paretoNbd';
import { logPowerIntegral } from '../../../src/baselines/buyTillYouDie/powerIntegral';
import {
  type PurchaseSummaries,
  summariseCustomers,
  summariseExamples,
} from '../../../src/baselines/buyTillYouDie/summaries';
import { AsOf } from '../../../src/data/asOf';
import { datasets } from '../../../src/data/datasets';
import { ExampleSet } from '../../../src/data/examples';
import type { TransactionLog } from '../../../src/data/log';
import { averagePrecision, rocAuc } from '../../../src/evaluation/ranking';

interface Reference {
  readonly weeks: number;
  readonly customers: readonly (readonly [frequency: number, recency: number, age: number])[];
  readonly bgNbd: readonly Values[];
  readonly paretoNbd: readonly Values[];
  readonly integrals: readonly { arguments: Parameters6; log: number }[];
  readonly hypergeometric: readonly { arguments: readonly [number, number, number, number]; value: number }[];
}

type Parameters6 = readonly [number, number, number, number, number, number];

interface Values {
  readonly parameters: Parameters;
  readonly logLikelihood: readonly number[];
  readonly probability: readonly number[];
  readonly expectedCount: readonly number[];
}

const reference: Reference = JSON.parse(readFileSync(join(__dirname, 'reference.fixture.json'), 'utf8'));

function summariesOf(customers: Reference['customers']): PurchaseSummaries {
  return {
    frequency: Int32Array.from(customers, ([frequency]) => frequency),
    recency: Float64Array.from(customers, ([, recency]) => recency),
    age: Float64Array.from(customers, ([, , age]) => age),
    weight: new Float64Array(customers.length).fill(1),
  };
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1e-3, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );
}

describe('the integrals of repeat buying', () => {
  it('are those of scipy', () => {
    for (const { arguments: given, log } of reference.integrals)
      near(logPowerIntegral(...given), log, 1e-11, `integral of ${given}`);
    for (const { arguments: given, value } of reference.hypergeometric)
      near(hypergeometric(...given), value, 1e-12, `2F1 of ${given}`);
  });

  it('are the same whichever factor comes first, and nothing over nothing', () => {
    near(logPowerIntegral(3, 2, 8, 5, 1, 4), logPowerIntegral(8, 5, 3, 2, 1, 4), 1e-14, 'swapped');
    assert.equal(logPowerIntegral(3, 2, 8, 5, 4, 4), Number.NEGATIVE_INFINITY);
  });
});

for (const [model, values] of [
  [bgNbd, reference.bgNbd],
  [paretoNbd, reference.paretoNbd],
] as unknown as [BuyTillYouDie, readonly Values[]][])
  describe(model.name, () => {
    const all = summariesOf(reference.customers);

    values.forEach(({ parameters, logLikelihood, probability, expectedCount }) => {
      it(`has the likelihoods, probabilities and counts of lifetimes at ${JSON.stringify(parameters)}`, () => {
        const [p, m] = [model.probability, model.expectedCount].map((of) => of(parameters, all, reference.weeks));
        reference.customers.forEach((customer, i) => {
          const alone = summariesOf([customer]);
          near(model.logLikelihood(parameters, alone), logLikelihood[i], 1e-9, `log-likelihood of ${customer}`);
          near(p[i], probability[i], 1e-7, `probability of ${customer}`);
          near(m[i], expectedCount[i], 1e-8, `expected count of ${customer}`);
        });
        const sum = logLikelihood.reduce((a, b) => a + b);
        near(model.logLikelihood(parameters, all), sum, 1e-9, 'log-likelihood of all');
      });

      it(`expects at least as many purchases as it expects buyers, and both to grow with time, at ${JSON.stringify(parameters)}`, () => {
        let before: Float64Array = new Float64Array(all.weight.length);
        for (const weeks of [0.5, 4, 40, 400]) {
          const p = model.probability(parameters, all, weeks);
          const m = model.expectedCount(parameters, all, weeks);
          p.forEach((one, i) => {
            assert.ok(one >= before[i] && one <= 1, `probability ${one} after ${before[i]}`);
            assert.ok(m[i] >= one * (1 - 1e-9), `${m[i]} purchases, ${one} buyers`);
          });
          before = p;
        }
      });
    });

    it('fits a customer base in which nobody ever came back, and one in which all did always', () => {
      for (const customers of [
        Array.from({ length: 50 }, (_, i) => [0, 0, 1 + i] as const),
        Array.from({ length: 50 }, (_, i) => [20 + (i % 3), 20 + i, 20 + i] as const),
      ]) {
        const summaries = summariesOf(customers);
        const { parameters } = fitByLikelihood(model, summaries);
        for (const p of model.probability(parameters, summaries, 4)) assert.ok(p >= 0 && p <= 1 + 1e-12);
      }
    });
  });

describe('on the CDNOW sample', () => {
  // To the end of September 1997, whose last day counts, as in the literature, as the day of asking.
  const end = parseIso('1997-10-01') - 1;
  let log: TransactionLog;
  let asOf: AsOf;
  let label: Uint8Array;
  before(async () => {
    log = await datasets.get('cdnow').load({});
    const { customerCount, size } = log.before(end);
    asOf = new AsOf(
      ExampleSet.at(
        end,
        Int32Array.from({ length: customerCount }, (_, i) => i),
      ),
      log,
    );
    label = new Uint8Array(customerCount);
    for (let event = size; event < log.size; event++) label[log.columns.customer[event]] = 1;
  });
  const within = (actual: number, published: number, by: number, what: string) =>
    assert.ok(Math.abs(actual - published) <= by, `${what} ${actual}, published ${published}`);
  const rankingOf = (score: Float64Array) => [rocAuc(score, label), averagePrecision(score, label)];

  it('BG/NBD has the published parameters and likelihood (Fader, Hardie and Lee 2005, table 2)', () => {
    const { parameters, logLikelihood, converged } = fitByLikelihood(bgNbd, summariseCustomers(asOf.latest()));
    assert.ok(converged);
    for (const [name, published] of [
      ['r', 0.243],
      ['alpha', 4.414],
      ['a', 0.793],
      ['b', 2.426],
    ] as const)
      within(parameters[name], published, 0.001, name);
    within(logLikelihood, -9582.43, 0.01, 'log-likelihood');
    // Who buys in the 39 weeks after, ranked by the expected number of purchases.
    const [auc, ap] = rankingOf(bgNbd.expectedCount(parameters, summariseExamples(asOf), 39));
    within(auc, 0.7725, 0.0001, 'AUC');
    within(ap, 0.642, 0.0005, 'average precision');
  });

  it('Pareto/NBD has the published parameters and likelihood (the same table)', () => {
    const { parameters, logLikelihood } = fitByLikelihood(paretoNbd, summariseCustomers(asOf.latest()));
    for (const [name, published] of [
      ['r', 0.553],
      ['alpha', 10.578],
      ['s', 0.606],
      ['beta', 11.669],
    ] as const)
      within(parameters[name], published, 0.001, name);
    within(logLikelihood, -9594.98, 0.01, 'log-likelihood');
  });
});
