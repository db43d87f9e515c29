import { lowerBound } from '../../../src/base/search';
import { DAY, parseIso } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';
import { averagePrecision, rocAuc } from '../../../src/evaluation/ranking';

/** First days of training of the handbook's four test folds. */
export const FOLDS = ['2018-08-15', '2018-08-08', '2018-08-01', '2018-07-25'];

const WEEK = 7;
const CARDS = 100;

/** Seven days of training, seven until their labels are known, seven of test. */
export interface Fold {
  readonly train: Int32Array;
  /** Without the customers known on its day to be defrauded. */
  readonly test: Int32Array;
}

/** The handbook's fold whose training begins on a day. */
export function handbookFold(log: TransactionLog, firstDay: string): Fold {
  const { customer, label } = log.columns;
  const start = parseIso(firstDay);
  const defrauded = new Set<number>();
  const learn = (events: Int32Array) => {
    for (const e of events) if (label![e]) defrauded.add(customer[e]);
  };
  const train = eventsBetween(log, start, start + WEEK * DAY);
  learn(train);
  const test: number[] = [];
  for (let day = 2 * WEEK; day < 3 * WEEK; day++) {
    const midnight = start + day * DAY;
    learn(eventsBetween(log, midnight - (WEEK + 1) * DAY, midnight - WEEK * DAY));
    for (const e of eventsBetween(log, midnight, midnight + DAY)) if (!defrauded.has(customer[e])) test.push(e);
  }
  return { train, test: Int32Array.from(test) };
}

/** The handbook's three figures of one test period. */
export function handbookFigures(log: TransactionLog, events: Int32Array, probability: Float64Array) {
  const label = Uint8Array.from(events, (e) => log.columns.label![e]);
  return {
    auc: rocAuc(probability, label),
    averagePrecision: averagePrecision(probability, label),
    cardPrecision: cardPrecision(log, events, probability),
  };
}

/**
 * The share of defrauded cards among each day's hundred riskiest, mean over days. A card's risk on a day is
 * that of its riskiest transaction; a card found is not looked at again.
 */
function cardPrecision(log: TransactionLog, events: Int32Array, probability: Float64Array): number {
  const { customer, time, label } = log.columns;
  const days = new Map<number, Map<number, { risk: number; fraud: boolean }>>();
  events.forEach((e, i) => {
    const day = Math.floor(time[e] / DAY);
    const cards = days.get(day) ?? new Map();
    days.set(day, cards);
    const card = cards.get(customer[e]) ?? { risk: 0, fraud: false };
    cards.set(customer[e], { risk: Math.max(card.risk, probability[i]), fraud: card.fraud || label![e] === 1 });
  });
  const found = new Set<number>();
  let sum = 0;
  for (const cards of days.values()) {
    const riskiest = [...cards].filter(([card]) => !found.has(card)).sort(([, a], [, b]) => b.risk - a.risk);
    const hits = riskiest.slice(0, CARDS).filter(([, { fraud }]) => fraud);
    for (const [card] of hits) found.add(card);
    sum += hits.length / CARDS;
  }
  return sum / days.size;
}

function eventsBetween({ columns: { time } }: TransactionLog, from: number, until: number): Int32Array {
  const first = lowerBound(time, from);
  const events = new Int32Array(lowerBound(time, until) - first);
  return events.map((_, i) => first + i);
}
