import assert from 'node:assert/strict';
import fc from 'fast-check';
import { smoothedHistogram } from '../../../datasets/fraud-handbook/filter/density';
import { filterFrauds, filterInput } from '../../../datasets/fraud-handbook/filter/filter';
import { fitFilter, logLikelihood } from '../../../datasets/fraud-handbook/filter/fit';
import { generatorParameters, trueRatios } from '../../../datasets/fraud-handbook/filter/generator';
import { amountRatios } from '../../../datasets/fraud-handbook/filter/ratio';
import { optionsSchema } from '../../../datasets/fraud-handbook/options';
import { simulate } from '../../../datasets/fraud-handbook/simulate';
import { lowerBound } from '../../../src/base/search';
import { DAY } from '../../../src/base/time';
import { Dictionary } from '../../../src/data/dictionary';
import { TransactionLog } from '../../../src/data/log';
import { handbookFigures, handbookFolds } from './figures';

describe("the filter with the simulator's own numbers", () => {
  it("reaches the ceiling on the handbook's four test folds", async () => {
    const { log, truth } = simulate();
    const folds = await handbookFolds(log);
    const input = filterInput(log, trueRatios(log, truth));
    const parameters = generatorParameters(optionsSchema.parse({}));
    const figures = folds.map((fold) => handbookFigures(log, fold.test, filterFrauds(input, parameters, fold.test)));
    const mean = (name: keyof (typeof figures)[0]) => figures.reduce((sum, fold) => sum + fold[name], 0) / 4;
    const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 0.002, `${actual}`);
    near(mean('auc'), 0.887);
    near(mean('averagePrecision'), 0.768);
    near(mean('cardPrecision'), 0.312);
  });
});

describe('the filter', () => {
  // Small, but with as many frauds in a week as a fit needs.
  const options = {
    customers: 600,
    terminals: 800,
    days: 70,
    radius: 12,
    compromisedTerminals: 1,
    compromisedCustomers: 3,
  };
  const { log } = simulate(options);
  const { time, label } = log.columns;
  const ratio = amountRatios(log.columns, log.customers.length);
  const input = filterInput(log, ratio);
  const parameters = generatorParameters(optionsSchema.parse(options));
  const lastWeeks = lowerBound(time, time[0] + 50 * DAY);
  const events = Int32Array.from({ length: log.size - lastWeeks }, (_, i) => lastWeeks + i);

  it('rests on no label before it is known, nor on any later event', () => {
    const predicted = filterFrauds(input, parameters, events);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: events.length - 1 }), fc.nat(1000), (i, salt) => {
        const now = time[events[i]];
        const known = (e: number) => time[e] + log.labelDelay < now;
        const columns = {
          ...log.columns,
          label: label!.map((y, e) => (known(e) ? y : (e * 7 + salt) % 2)),
          amount: log.columns.amount.map((amount, e) => (e > events[i] ? amount + (salt % 50) : amount)),
        };
        const ids = { customers: new Dictionary(log.customers), items: new Dictionary(log.items) };
        const other = new TransactionLog(columns, { ...ids, labelDelay: log.labelDelay });
        const otherInput = filterInput(other, amountRatios(columns, log.customers.length));
        const [probability] = filterFrauds(otherInput, parameters, events.subarray(i, i + 1));
        assert.equal(probability, predicted[i]);
      }),
      { numRuns: 10 },
    );
  });

  it('says the same of an event whichever others it is asked about', () => {
    const all = filterFrauds(input, parameters, events);
    const some = events.filter((e) => e % 5 === 2);
    assert.deepEqual(
      filterFrauds(input, parameters, some),
      all.filter((_, i) => events[i] % 5 === 2),
    );
  });

  it('gives probabilities that come true', () => {
    const probability = filterFrauds(filterInput(log, trueRatios(log, simulate(options).truth)), parameters, events);
    let expected = 0;
    let variance = 0;
    let frauds = 0;
    events.forEach((e, i) => {
      expected += probability[i];
      variance += probability[i] * (1 - probability[i]);
      frauds += label![e];
    });
    // Frauds at one terminal come together, so that they vary more than independent ones: twenty at a time, say.
    assert.ok(Math.abs(frauds - expected) < 3 * Math.sqrt(20 * variance), `${frauds} frauds, ${expected} expected`);
  });

  it('finds numbers as likely as those of the simulator, and near them', () => {
    const fitted = fitFilter(input, events);
    const { limit, density } = fitted;
    const own = logLikelihood(input, { ...parameters, limit, density }, events);
    const reached = logLikelihood(input, fitted, events);
    // The search stops a step of eight percent from the top at the latest.
    assert.ok(reached > own - 1, `${reached}, while the simulator's numbers have ${own}`);
    const within = (actual: number, expected: number, factor: number) =>
      assert.ok(actual < expected * factor && actual > expected / factor, `${actual}, not about ${expected}`);
    within(fitted.terminalDays, 28, 1.1);
    within(fitted.terminalHazard, parameters.terminalHazard, 2);
    within(fitted.factor, 5, 1.5);
    // So few frauds hardly tell many compromises with few frauds from few with many.
    within(fitted.customerHazard * fitted.share, parameters.customerHazard * parameters.share, 2);
    assert.ok(limit > 200 && limit <= 220);
  });
});

describe('the smoothed histogram of ratios', () => {
  it('is a density', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 25, noNaN: true }), { minLength: 1, maxLength: 50 }), (ratios) => {
        const density = smoothedHistogram(ratios);
        let mass = 0;
        for (let b = 0; b < 2000; b++) mass += density(0.005 + b * 0.01) * 0.01;
        assert.ok(Math.abs(mass - 1) < 1e-9);
      }),
    );
  });
});
