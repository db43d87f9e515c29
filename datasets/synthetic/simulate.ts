import { check } from '../../src/base/json';
import { sigmoid } from '../../src/base/logit';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';
import { type Calendar, calendarOf } from './calendar';
import { optionsSchema, type SimulationOptions } from './options';
import { openShop, type Shop } from './shop';
import { SIGNALS, type Signal, type Signals, signalsOf } from './signals';
import { CUTOFFS } from './task';
import { Truth } from './truth';

export interface Simulation {
  readonly log: TransactionLog;
  readonly truth: Truth;
}

const TARGET_PRICE = 20;

/**
 * A shop whose customers buy a target item with a known probability,
 *
 *   p = sigmoid(bias + graphStrength g + sequenceStrength s + frequencyStrength f),
 *
 * where g, s and f are independent, have mean 0 and deviation 1 over all customers and moments, and show in
 * one way only:
 *
 * - g = ±1 is the customer's community. They buy mostly from their community's half of the items, and the
 *   items change every season, so that those in their last ten purchases at the test cutoff were never seen
 *   with a training label. Only who else bought them tells, and what those others bought before: the
 *   target, for one.
 * - s is the order within the four visits before their last. A visit is two purchases on one day, one dear
 *   and one cheap: s = Σ ±1 / 2, plus where the dear one came first. No sum over whole days can tell, nor
 *   the last purchase.
 * - f is how often they visited so far, standardised. All that varies is the early year; in the calm years
 *   after it everybody comes equally often, so neither the last 365 days nor the last ten purchases tell.
 *
 * The strengths change who buys the target and when; all other purchases stay the same.
 *
 * @param cutoffs the times at which customers decide, and the horizon in which they then buy
 * @throws InputError for wrong options
 */
export function simulate(options: SimulationOptions = {}, cutoffs = CUTOFFS): Simulation {
  const settings = check(optionsSchema, options, 'options of data set synthetic');
  const calendar = calendarOf(cutoffs);
  const shop = openShop(settings, calendar);
  const signals = signalsOf(shop, calendar);
  const strengths: Record<Signal, number> = {
    graph: settings.graphStrength,
    sequence: settings.sequenceStrength,
    frequency: settings.frequencyStrength,
  };
  const pull = pullOf(signals, strengths);
  const bias = biasFor(settings.baseRate, pull);
  const bought = buyTarget(pull, bias, calendar, Random.of(settings.seed, 'target'));

  const { customers, itemsPerSeason } = settings;
  const number = (n: number) => String(n).padStart(6, '0');
  const customerIds = new Dictionary(Array.from({ length: customers }, (_, c) => `customer-${number(c)}`));
  const itemIds = new Dictionary(Array.from({ length: shop.seasons * itemsPerSeason }, (_, i) => `item-${number(i)}`));
  const names = itemIds.ids.map((_, i) => `season ${Math.floor(i / itemsPerSeason)}, community ${i % 2}`);
  const log = toLog(shop, bought, customerIds, itemIds, names);
  const numbers = Int32Array.from(log.customers, (id) => customerIds.indexOf(id));
  return { log, truth: new Truth(calendar.moments, signals, strengths, bias, numbers) };
}

/** The part of the log-odds that the signals make. */
function pullOf(signals: Signals, strengths: Record<Signal, number>): Float64Array {
  return signals.graph.map((_, i) => SIGNALS.reduce((sum, name) => sum + strengths[name] * signals[name][i], 0));
}

/** The bias with which the mean probability is as wanted, found by bisection. */
function biasFor(rate: number, pull: Float64Array): number {
  const known = pull.filter((x) => !Number.isNaN(x));
  let low = -50;
  let high = 50;
  for (let step = 0; step < 60; step++) {
    const bias = (low + high) / 2;
    const mean = known.reduce((sum, x) => sum + sigmoid(bias + x), 0) / known.length;
    if (mean < rate) low = bias;
    else high = bias;
  }
  return (low + high) / 2;
}

/** When each customer buys the target, at most once: seconds since 1970, NaN for never, [C]. */
function buyTarget(pull: Float64Array, bias: number, { moments, horizonDays }: Calendar, random: Random): Float64Array {
  const M = moments.length;
  const bought = new Float64Array(pull.length / M).fill(Number.NaN);
  for (let i = 0; i < pull.length; i++) {
    const c = Math.floor(i / M);
    // Drawn whether needed or not, so that other strengths meet the same luck.
    const luck = random.next();
    const delay = random.int(horizonDays * DAY);
    if (Number.isNaN(bought[c]) && luck < sigmoid(bias + pull[i])) bought[c] = moments[i % M] + delay;
  }
  return bought;
}

/** All purchases and, at their time, those of the target. */
function toLog(
  { starts, item, time, amount }: Shop,
  bought: Float64Array,
  customers: Dictionary,
  items: Dictionary,
  names: readonly string[],
): TransactionLog {
  const target = items.add('target');
  const buyers = Array.from(bought.keys()).filter((c) => !Number.isNaN(bought[c]));
  const N = time.length;
  const columns = {
    customer: new Int32Array(N + buyers.length),
    item: new Int32Array(N + buyers.length),
    time: new Float64Array(N + buyers.length),
    amount: new Float64Array(N + buyers.length),
    quantity: new Float64Array(N + buyers.length).fill(1),
  };
  for (let c = 0; c + 1 < starts.length; c++) columns.customer.fill(c, 2 * starts[c], 2 * starts[c + 1]);
  columns.item.set(item);
  columns.time.set(time);
  columns.amount.set(amount);
  buyers.forEach((c, i) => {
    columns.customer[N + i] = c;
    columns.item[N + i] = target;
    columns.time[N + i] = bought[c];
    columns.amount[N + i] = TARGET_PRICE;
  });
  return new TransactionLog(columns, { customers, items, itemNames: [...names, 'target'] });
}
