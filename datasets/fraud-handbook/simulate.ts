import { check } from '../../src/base/json';
import { DAY, parseIso } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';
import { drawCustomers } from './customers';
import { commitFrauds } from './frauds';
import { optionsSchema, type SimulationOptions, STREAMS_PER_SEED, scaled } from './options';
import { RandomState } from './random/numpy';
import { drawTerminals, TerminalGrid } from './terminals';
import { drawTransactions, requireMemory } from './transactions';
import { type Truth, truthOf } from './truth';

export interface Simulation {
  readonly log: TransactionLog;
  readonly truth: Truth;
}

/** Days until a fraud is known. */
export const LABEL_DELAY_DAYS = 7;

/**
 * The card transactions that the Fraud Detection Handbook simulates: customers on a square pay at terminals
 * near them; some of it is fraud, by three scenarios.
 *
 * Y.-A. Le Borgne, W. Siblini, B. Lebichot, G. Bontempi: Reproducible Machine Learning for Credit Card
 * Fraud Detection – Practical Handbook. Université Libre de Bruxelles, 2022. Chapter 3.
 *
 * @throws InputError for wrong options, and where memory would not do
 */
export function simulate(options: SimulationOptions = {}): Simulation {
  const settings = scaled(check(optionsSchema, options, 'options of data set fraud-handbook'));
  const firstSeed = settings.seed * STREAMS_PER_SEED;
  const customers = drawCustomers(settings.customers, new RandomState(firstSeed));
  requireMemory(customers, settings.days);
  const terminals = drawTerminals(settings.terminals, new RandomState(firstSeed + 1));
  const grid = new TerminalGrid(terminals, settings.radius);
  const transactions = drawTransactions(customers, grid, settings.days, firstSeed);
  const frauds = commitFrauds(transactions, settings, firstSeed);

  const start = parseIso(settings.start);
  const log = new TransactionLog(
    {
      customer: transactions.customer,
      item: transactions.terminal,
      time: new Float64Array(transactions.second).map((second) => start + second),
      amount: frauds.amount,
      quantity: new Float64Array(transactions.second.length).fill(1),
      label: frauds.scenario.map((scenario) => (scenario > 0 ? 1 : 0)),
    },
    {
      customers: numbered(settings.customers),
      items: numbered(settings.terminals),
      labelDelay: LABEL_DELAY_DAYS * DAY,
    },
  );
  return { log, truth: truthOf(log, start, customers, frauds) };
}

/** The ids 0, 1, 2, … */
function numbered(count: number): Dictionary {
  return new Dictionary(Array.from({ length: count }, (_, i) => String(i)));
}
