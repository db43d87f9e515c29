import assert from 'node:assert/strict';
import fc from 'fast-check';
import '../../../datasets';
import { densityOf, smoothedHistogram } from '../../../datasets/fraud-handbook/filter/density';
import { FraudFilter } from '../../../datasets/fraud-handbook/filter/filter';
import { type FittedNumbers, logLikelihood } from '../../../datasets/fraud-handbook/filter/fit';
import { generatorParameters, trueAmounts } from '../../../datasets/fraud-handbook/filter/generator';
import { fraudCeiling, fraudFilter } from '../../../datasets/fraud-handbook/filter/learners';
import { readTimeline, type Timeline } from '../../../datasets/fraud-handbook/filter/timeline';
import { optionsSchema } from '../../../datasets/fraud-handbook/options';
import { simulate } from '../../../datasets/fraud-handbook/simulate';
import { lowerBound } from '../../../src/base/search';
import { DAY } from '../../../src/base/time';
import { AsOf } from '../../../src/data/asOf';
import { Controls } from '../../../src/data/controls/controls';
import { Dictionary } from '../../../src/data/dictionary';
import { ExampleSet } from '../../../src/data/examples';
import { TransactionLog } from '../../../src/data/log';
import { bindTask } from '../../../src/data/tasks/bind';
import { UsualAmount } from '../../../src/data/usualAmount';
import { cardPrecision } from '../../../src/evaluation/cardPrecision';
import { averagePrecision, mean, rocAuc } from '../../../src/evaluation/ranking';
import type { FittedModel, TrainingData } from '../../../src/training/learner';

// Small, but with as many frauds in a week as a fit needs.
const OPTIONS = {
  customers: 600,
  terminals: 800,
  days: 70,
  radius: 12,
  compromisedTerminals: 1,
  compromisedCustomers: 3,
};

const USUAL = { priorEvents: 2, largeRatio: 2.6, settledAfter: 5 };

describe("the filter with the simulator's own numbers", () => {
  it("reaches the ceiling on the handbook's four test folds", async () => {
    const { log } = simulate();
    const task = await bindTask('fraud-handbook', log);
    const model = await ceilingOf({});
    const figures = task.folds.map((_, fold) => {
      const { examples, label } = task.split(fold, 'test');
      const score = model.predict(new AsOf(examples, log));
      const day = Int32Array.from(examples.time, (time) => Math.floor(time / DAY));
      return {
        auc: rocAuc(score, label),
        averagePrecision: averagePrecision(score, label),
        cardPrecision: cardPrecision(score, label, examples.customer, day, 100).mean,
      };
    });
    const near = (name: keyof (typeof figures)[0], expected: number) => {
      const actual = mean(figures.map((fold) => fold[name]));
      assert.ok(Math.abs(actual - expected) < 0.002, `${name} ${actual}`);
    };
    near('auc', 0.887);
    near('averagePrecision', 0.768);
    near('cardPrecision', 0.312);
  });

  const { log, truth } = simulate(OPTIONS);
  const events = lastWeeks(log);

  it('gives probabilities that come true', () => {
    const filter = new FraudFilter(readTimeline(asked(log, events), trueAmounts(truth.meanAmount)));
    const probability = filter.probabilities(generatorParameters(optionsSchema.parse(OPTIONS)));
    let expected = 0;
    let variance = 0;
    let frauds = 0;
    events.forEach((e, i) => {
      expected += probability[i];
      variance += probability[i] * (1 - probability[i]);
      frauds += log.columns.label![e];
    });
    // Frauds at one terminal come together, so that they vary more than independent ones: twenty at a time, say.
    assert.ok(Math.abs(frauds - expected) < 3 * Math.sqrt(20 * variance), `${frauds} frauds, ${expected} expected`);
  });

  it('rests on no label before it is known, nor on any later event', () => {
    const { time, label } = log.columns;
    const parameters = generatorParameters(optionsSchema.parse(OPTIONS));
    const predict = (of: TransactionLog, some: Int32Array) =>
      new FraudFilter(readTimeline(asked(of, some), trueAmounts(truth.meanAmount))).probabilities(parameters);
    const predicted = predict(log, events);
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
        const [probability] = predict(other, events.subarray(i, i + 1));
        assert.ok(Math.abs(probability - predicted[i]) < 1e-12, `${probability}, not ${predicted[i]}`);
      }),
      { numRuns: 10 },
    );
  });

  it('is a learner that knows one simulation, and refuses the log of another', async () => {
    const examples = asked(log, events);
    const model = await ceilingOf(OPTIONS);
    const loaded = fraudCeiling.load(JSON.parse(JSON.stringify(model.toJSON())));
    assert.deepEqual(loaded.predict(examples), model.predict(examples));
    const other = await ceilingOf({ ...OPTIONS, seed: 1 });
    assert.throws(() => other.predict(examples), /the transactions are not those of the simulation/);
  });
});

describe('the filter with numbers that are fitted', () => {
  const { log } = simulate(OPTIONS);
  const events = lastWeeks(log);
  const examples = asked(log, events);
  const label = Uint8Array.from(events, (e) => log.columns.label![e]);
  let model: FittedModel;
  before(async () => {
    model = await fraudFilter.fit({ train: { asOf: examples, label } } as TrainingData, {});
  });

  it('finds numbers as likely as those of the simulator, and near them', () => {
    const parameters = generatorParameters(optionsSchema.parse(OPTIONS));
    const { histogram, ...fitted } = model.toJSON() as FittedNumbers;
    const filter = new FraudFilter(timelineOf(examples));
    const density = densityOf(Float64Array.from(histogram));
    const likelihood = (numbers: typeof parameters) => logLikelihood(filter.probabilities(numbers), label);
    const own = likelihood({ ...parameters, limit: fitted.limit, density });
    const reached = likelihood({ ...fitted, density });
    // The search stops a step of eight percent from the top at the latest.
    assert.ok(reached > own - 1, `${reached}, while the simulator's numbers have ${own}`);
    const within = (actual: number, expected: number, factor: number) =>
      assert.ok(actual < expected * factor && actual > expected / factor, `${actual}, not about ${expected}`);
    within(fitted.terminalDays, 28, 1.1);
    within(fitted.terminalHazard, parameters.terminalHazard, 2);
    within(fitted.factor, 5, 1.5);
    // So few frauds hardly tell many compromises with few frauds from few with many.
    within(fitted.customerHazard * fitted.share, parameters.customerHazard * parameters.share, 2);
    assert.ok(fitted.limit > 200 && fitted.limit <= 220);
  });

  it('tells each side apart: together they are the probability of either', () => {
    const [terminal, customer] = ['terminal', 'customer'].map((side) => model.predictByBranch?.(examples)?.get(side));
    model.predict(examples).forEach((p, i) => {
      const either = 1 - (1 - terminal![i]) * (1 - customer![i]);
      assert.ok(Math.abs(p - either) < 1e-6, `${p}, not ${either}`);
    });
  });

  it('needs examples that ask about events', () => {
    const customers = ExampleSet.at(log.end, Int32Array.of(0, 1));
    assert.throws(() => timelineOf(new AsOf(customers, log)), /the examples ask about no event/);
  });
});

describe('the smoothed histogram of ratios', () => {
  it('is a density', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 25, noNaN: true }), { minLength: 1, maxLength: 50 }), (ratios) => {
        const density = densityOf(smoothedHistogram(ratios));
        let mass = 0;
        for (let b = 0; b < 2000; b++) mass += density(0.005 + b * 0.01) * 0.01;
        assert.ok(Math.abs(mass - 1) < 1e-9);
      }),
    );
  });
});

function lastWeeks(log: TransactionLog): Int32Array {
  const first = lowerBound(log.columns.time, log.start + 50 * DAY);
  return Int32Array.from({ length: log.size - first }, (_, i) => first + i);
}

function asked(log: TransactionLog, event: Int32Array): AsOf {
  const { time, customer, item } = log.columns;
  const examples = new ExampleSet({
    time: Float64Array.from(event, (e) => time[e]),
    customer: event.map((e) => customer[e]),
    item: event.map((e) => item[e]),
    event,
  });
  return new AsOf(examples, log);
}

function timelineOf(asOf: AsOf): Timeline {
  return readTimeline(asOf, new UsualAmount(asOf.extent.ofCustomer.length, USUAL));
}

function ceilingOf(simulation: object): Promise<FittedModel> {
  return fraudCeiling.fit(
    { controls: Controls.none } as TrainingData,
    fraudCeiling.options.parse({ simulation }) as Record<string, unknown>,
  );
}
