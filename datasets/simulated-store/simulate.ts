import type { z } from 'zod';
import { Random } from '../../src/base/random';
import { DAY, parseIso } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';
import { gamma } from './gamma';
import type { optionsSchema } from './options';

const START = parseIso('2010-01-01');
const YEAR = 365.25;
const DEPARTMENTS = Array.from({ length: 24 }, (_, d) => `department ${String(d + 1).padStart(2, '0')}`);
/** The spread of amounts between customers, and of one customer's lines, as standard deviations of logarithms. */
const [AMOUNT_BETWEEN, AMOUNT_WITHIN] = [0.6, 0.5];
const MEAN_PRICE = 15;

/**
 * A store whose customers buy as Pareto/NBD has it, but for three things that it leaves out: they keep a rhythm, so that a
 * visit is more likely some time after the last one than right after it; they come more often before Christmas; and a
 * visit is a basket of lines in departments of their liking.
 */
export function simulate(options: z.output<typeof optionsSchema>): TransactionLog {
  const random = Random.of(options.seed, 'simulated store');
  const rows: [customer: number, item: number, time: number, amount: number][] = [];
  const names: string[] = [];
  for (let customer = 0; customer < options.customers; customer++) {
    names.push(`c${customer + 1}`);
    const joined = random.next() * options.joinDays;
    const perDay = gamma(random, options.rateShape) / options.rateShape / options.meanGapDays;
    const dies =
      joined +
      -Math.log(1 - random.next()) / (gamma(random, options.lifeShape) / options.lifeShape / options.meanLifeDays);
    const regularity = 1 + gamma(random, 1) * (options.regularity - 1);
    const spends = MEAN_PRICE * Math.exp(AMOUNT_BETWEEN * random.normal());
    const liking = Array.from({ length: 4 }, () => random.int(DEPARTMENTS.length));
    for (
      let day = joined;
      day < Math.min(dies, options.days);
      day = nextVisit(random, day, perDay, regularity, options.season)
    ) {
      const lines = 1 + Math.floor(-Math.log(1 - random.next()) * (options.meanLines - 1));
      for (let line = 0; line < lines; line++) {
        const item = random.next() < 0.8 ? liking[random.int(liking.length)] : random.int(DEPARTMENTS.length);
        const amount = Math.round(100 * spends * Math.exp(AMOUNT_WITHIN * random.normal())) / 100;
        rows.push([customer, item, START + Math.floor(day * DAY), amount]);
      }
    }
  }
  return new TransactionLog(
    {
      customer: Int32Array.from(rows, ([customer]) => customer),
      item: Int32Array.from(rows, ([, item]) => item),
      time: Float64Array.from(rows, ([, , time]) => time),
      amount: Float64Array.from(rows, ([, , , amount]) => amount),
      quantity: new Float64Array(rows.length).fill(1),
    },
    { customers: new Dictionary(names), items: new Dictionary(DEPARTMENTS) },
  );
}

/**
 * The day of the next visit: a gamma distributed number of mean gaps later, of days that count as long as the season has
 * them: one before Christmas as (1 + season) days, one in summer as (1 − season).
 */
function nextVisit(random: Random, day: number, perDay: number, regularity: number, season: number): number {
  let left = gamma(random, regularity) / regularity / perDay;
  let at = day;
  for (;;) {
    const pace = 1 + season * Math.cos((2 * Math.PI * (at - 340)) / YEAR);
    const step = Math.min(1, left / pace);
    at += step;
    left -= step * pace;
    if (left <= 1e-9 || at > day + 4000) return at;
  }
}
