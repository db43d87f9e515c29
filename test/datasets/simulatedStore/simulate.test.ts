import assert from 'node:assert/strict';
import { gamma } from '../../../datasets/simulated-store/gamma';
import { optionsSchema } from '../../../datasets/simulated-store/options';
import { simulate } from '../../../datasets/simulated-store/simulate';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Each customer's days between visits. */
function gapsOf({ byCustomer: { starts, events }, columns: { time }, customers }: TransactionLog): number[][] {
  return customers.map((_, customer) => {
    const times = [
      ...new Set(Array.from(events.subarray(starts[customer], starts[customer + 1]), (e) => time[e] / DAY)),
    ];
    return times.slice(1).map((t, i) => t - times[i]);
  });
}

/** The mean over customers of how unlike their gaps are: the standard deviation over the mean, 1 without a rhythm. */
function unlikeness(log: TransactionLog): number {
  const each = gapsOf(log).filter(({ length }) => length >= 8);
  return mean(each.map((gaps) => Math.sqrt(mean(gaps.map((gap) => (gap - mean(gaps)) ** 2))) / mean(gaps)));
}

const store = (options: object) => simulate(optionsSchema.parse({ customers: 400, ...options }));

describe('the simulated store', () => {
  it('draws gamma numbers with the mean and the variance of their shape', () => {
    for (const shape of [0.3, 1, 4.5]) {
      const random = new Random(2);
      const drawn = Array.from({ length: 40_000 }, () => gamma(random, shape));
      assert.ok(Math.abs(mean(drawn) / shape - 1) < 0.03, `mean for ${shape}`);
      assert.ok(Math.abs(mean(drawn.map((x) => (x - shape) ** 2)) / shape - 1) < 0.06, `variance for ${shape}`);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    assert.equal(store({}).fingerprint, store({}).fingerprint);
    assert.notEqual(store({}).fingerprint, store({ seed: 2 }).fingerprint);
  });

  it('has customers with a rhythm where that is asked for', () => {
    const steady = { season: 0, meanLifeDays: 1e6, meanGapDays: 10 };
    const [none, strong] = [1, 8].map((regularity) => unlikeness(store({ ...steady, regularity })));
    assert.ok(none > 0.85 && none < 1.05, `without rhythm ${none}`);
    assert.ok(strong < none - 0.25, `with rhythm ${strong}`);
  });

  it('loses customers, and sees more of the others before Christmas', () => {
    const lasting = store({ meanLifeDays: 1e6, season: 0.6, joinDays: 30, days: 700 });
    assert.ok(store({ meanLifeDays: 60 }).size < 0.6 * store({ meanLifeDays: 1e6 }).size);
    const dayOfYear = Array.from(lasting.columns.time, (time) => (time / DAY) % 365.25).filter(
      (_, e) => lasting.columns.time[e] / DAY > 14_700,
    );
    const near = (day: number) => dayOfYear.filter((each) => Math.abs(each - day) < 20).length;
    assert.ok(near(340) > 2 * near(158), `${near(340)} around December, ${near(158)} around June`);
  });
});
