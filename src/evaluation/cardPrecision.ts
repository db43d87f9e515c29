import { rank, type Scores } from './ranking';

/** How many of the customers whom a bank can look into each day it looks into for good reason. */
export interface CardPrecision {
  /** Mean over the days; NaN without a day. */
  readonly mean: number;
  /** The days with examples, ascending. */
  readonly days: Int32Array;
  /** Of each of these days. */
  readonly byDay: Float64Array;
}

/**
 * Card precision at k: the share of defrauded customers among the k that are riskiest on a day, averaged over days
 * (Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, chapter 4). A customer's risk is
 * the highest score among the day's transactions, and one fraud among these makes them defrauded. Customers found
 * defrauded are taken out of the days that follow. A day with fewer than k customers is divided by k all the same.
 *
 * Customers who tie at the k-th place are each taken in the same share, and stay on later days in the share that is
 * left: the order of rows decides nothing, and without such ties shares are whole.
 *
 * @param customer of each transaction [n]
 * @param day of each transaction, any whole numbers in order of time [n]
 */
export function cardPrecision(
  score: Scores,
  label: Uint8Array,
  customer: Int32Array,
  day: Int32Array,
  k: number,
): CardPrecision {
  const days = Int32Array.from(new Set(day)).sort();
  const rowsOf = new Map<number, number[]>(Array.from(days, (one) => [one, []]));
  // By falling score, the first of a customer's transactions on a day is their riskiest.
  for (const row of rank(score, label)) rowsOf.get(day[row])!.push(row);
  /** The share of each customer that has not been found defrauded; 1 where none is noted. */
  const left = new Map<number, number>();
  const byDay = Float64Array.from(days, (one) => {
    const cards = new Map<number, { risk: number; defrauded: number; share: number }>();
    for (const row of rowsOf.get(one)!) {
      const id = customer[row];
      const card = cards.get(id);
      if (card) card.defrauded |= label[row];
      else cards.set(id, { risk: score[row], defrauded: label[row], share: left.get(id) ?? 1 });
    }
    return detect([...cards], left, k) / k;
  });
  return { mean: byDay.reduce((sum, value) => sum + value, 0) / byDay.length, days, byDay };
}

/** Fills a day's k places from the riskiest customer down. @returns how many of the places are hits */
function detect(
  cards: readonly (readonly [id: number, { risk: number; defrauded: number; share: number }])[],
  left: Map<number, number>,
  k: number,
): number {
  let hits = 0;
  for (let i = 0, places = k; i < cards.length && places > 0; ) {
    let end = i;
    let tied = 0;
    for (; end < cards.length && cards[end][1].risk === cards[i][1].risk; end++) tied += cards[end][1].share;
    const taken = Math.min(1, places / tied);
    for (; i < end; i++) {
      const [id, { defrauded, share }] = cards[i];
      if (!defrauded || share === 0) continue;
      hits += taken * share;
      left.set(id, share * (1 - taken));
    }
    places -= tied;
  }
  return hits;
}
