import { rank, type Scores } from './ranking';

/** How many of the customers whom a bank can look into each day it looks into for good reason. */
export interface CardPrecision {
  /** Mean over the days; NaN without a day. */
  readonly mean: number;
  /** The days with examples, ascending. */
  readonly days: Int32Array;
  /** Of each of these days. */
  readonly byDay: Float64Array;
  /**
   * Of each transaction, whether its customer was looked into on its day, or found defrauded on an earlier one: the mean
   * of this over some frauds is their recall; [n].
   */
  readonly caught: Float64Array;
}

/**
 * Card precision at k: the share of defrauded customers among the k that are riskiest on a day, averaged over days
 * (Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, chapter 4). A customer's risk is
 * the highest score among the day's transactions, and one fraud among these makes them defrauded. Customers found
 * defrauded are taken out of the days that follow. A day with fewer than k customers is divided by k all the same.
 *
 * Customers who tie at the k-th place are each taken in the same share, and stay on later days in the share that is
 * left: the order of rows decides nothing, and without such ties shares are whole. With them, a day's figure is the mean
 * over all orders of that day's ties; over several days it comes close to the mean over all orders, for the shares that
 * are left count as independent of each other.
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
  const caught = new Float64Array(label.length);
  const byDay = Float64Array.from(days, (one) => {
    const cards = new Map<number, Card>();
    for (const row of rowsOf.get(one)!) {
      const id = customer[row];
      const card = cards.get(id);
      if (card) card.defrauded |= label[row];
      else cards.set(id, { risk: score[row], defrauded: label[row], share: left.get(id) ?? 1, taken: 0 });
    }
    const hits = lookInto([...cards.values()], k);
    for (const row of rowsOf.get(one)!) {
      const { share, taken } = cards.get(customer[row])!;
      caught[row] = 1 - share * (1 - taken);
    }
    for (const [id, { defrauded, share, taken }] of cards) if (defrauded) left.set(id, share * (1 - taken));
    return hits / k;
  });
  return { mean: byDay.reduce((sum, value) => sum + value, 0) / byDay.length, days, byDay, caught };
}

/** A customer on one day. */
interface Card {
  readonly risk: number;
  defrauded: number;
  /** How much of them has not been found defrauded before, … */
  readonly share: number;
  /** … and how much of that is looked into. */
  taken: number;
}

/** Fills a day's k places from the riskiest customer down. @returns how many of the places are hits */
function lookInto(cards: readonly Card[], k: number): number {
  let hits = 0;
  for (let i = 0, places = k; i < cards.length && places > 0; ) {
    let end = i;
    let tied = 0;
    for (; end < cards.length && cards[end].risk === cards[i].risk; end++) tied += cards[end].share;
    const taken = Math.min(1, places / tied);
    for (; i < end; i++) {
      cards[i].taken = taken;
      if (cards[i].defrauded) hits += taken * cards[i].share;
    }
    places -= tied;
  }
  return hits;
}
