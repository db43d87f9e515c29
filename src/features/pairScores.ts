import { z } from 'zod';
import type { InteractionGraph } from '../graph/interactions';
import { scorers } from '../graph/scorers';
import { placesOf } from '../graph/scorers/places';
import { weightings } from '../graph/weightings';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';

/** Standard scores beyond this are cut: a few customers of thousands would stretch the scale for all. */
const FARTHEST = 8;

const optionsSchema = graphFeatureOptions.extend({
  /** Scorers, and the weightings of the history that each is applied to: one column for each two. */
  scores: z
    .array(z.strictObject({ scorer: scorers.reference(), histories: z.array(weightings.reference()).min(1) }))
    .min(1)
    .prefault([
      {
        scorer: 'ease',
        histories: [
          { name: 'decayed', halfLifeDays: 60 },
          { name: 'decayed', halfLifeDays: 180 },
          'binary',
          'last-baskets',
        ],
      },
      { scorer: 'cosine', histories: [{ name: 'decayed', halfLifeDays: 180 }] },
      { scorer: 'customer-neighbours', histories: [{ name: 'decayed', halfLifeDays: 180 }] },
    ]),
});

/**
 * How well the customer and the item go together, by who bought what: scores as standard scores among all customers in
 * the graph who do not have the item. Each score v first becomes sign(v) log(1 + 3 |v| / m), m the mean of |v| among
 * those customers.
 *
 * The customer's own purchase of the item adds nothing to their history; item weights and similarities are learned from
 * all purchases, that one included.
 */
export const pairScores = defineFamily({
  name: 'pair-scores',
  summary: 'scores of the customer and the item by the weights between items and between customers',
  isStandardised: true,
  options: optionsSchema,
  columns: ({ scores }) => {
    const titles = scores.flatMap(({ scorer, histories }) =>
      histories.map((history) => {
        const { entry, options } = weightings.resolve(history);
        return `${scorer.name}, ${entry.title(options)}`;
      }),
    );
    return titles.map((title, i) => {
      const before = titles.slice(0, i).filter((other) => other === title).length;
      return before ? `${title} (${before + 1})` : title;
    });
  },
  compute(asOf, options, controls) {
    const F = options.scores.reduce((sum, { histories }) => sum + histories.length, 0);
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    const { customer, item } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      const targets = graph.nodesOfItems(rows, item);
      const M = targets.length;
      if (M === 0) return;
      const place = placesOf(graph, targets);
      const owned = ownersOf(graph, place, M);
      let column = 0;
      for (const { scorer, histories } of options.scores) {
        const { entry, options: given } = scorers.resolve(scorer);
        const scoresFor = entry.fit(graph, targets, given);
        for (const spec of histories) {
          const weighting = weightings.resolve(spec);
          const scores = scoresFor(weighting.entry.weigh(graph, weighting.options));
          standardise(scores, owned, M);
          for (const row of rows) {
            const c = graph.nodeOfCustomer(customer[row]);
            const target = graph.nodeOfItem(item[row]);
            if (c >= 0 && target >= 0) values[row * F + column] = scores[c * M + place[target]];
          }
          column++;
        }
      }
    }, options.everyDays);
    return values;
  },
});

/** Which customer nodes have which targets, [C, M], 0 or 1. @param place of each target's node, -1 for other nodes */
function ownersOf(graph: InteractionGraph, place: Int32Array, M: number): Uint8Array {
  const owned = new Uint8Array(graph.customers.length * M);
  for (let e = 0; e < graph.edgeCount; e++) {
    const m = place[graph.edgeItem[e]];
    if (m >= 0) owned[graph.edgeCustomer[e] * M + m] = 1;
  }
  return owned;
}

/**
 * Turns scores [C, M], in place, into standard scores among those who do not have the target; 0 where these are all
 * alike, NaN where there are none.
 */
function standardise(scores: Float32Array, owned: Uint8Array, M: number): void {
  const others = new Float64Array(M);
  const size = new Float64Array(M);
  for (let at = 0; at < scores.length; )
    for (let m = 0; m < M; m++, at++)
      if (!owned[at]) {
        others[m]++;
        size[m] += Math.abs(scores[at]);
      }
  const scale = size.map((sum, m) => (sum > 0 ? (3 * others[m]) / sum : 0));
  const mean = new Float64Array(M);
  for (let at = 0; at < scores.length; )
    for (let m = 0; m < M; m++, at++) {
      scores[at] = Math.sign(scores[at]) * Math.log1p(Math.abs(scores[at]) * scale[m]);
      if (!owned[at]) mean[m] += scores[at] / others[m];
    }
  const variance = new Float64Array(M);
  for (let at = 0; at < scores.length; )
    for (let m = 0; m < M; m++, at++) if (!owned[at]) variance[m] += (scores[at] - mean[m]) ** 2 / others[m];
  for (let at = 0; at < scores.length; )
    for (let m = 0; m < M; m++, at++) {
      const standard = variance[m] === 0 ? 0 : (scores[at] - mean[m]) / Math.sqrt(variance[m]);
      scores[at] = others[m] > 0 ? Math.max(-FARTHEST, Math.min(FARTHEST, standard)) : Number.NaN;
    }
}
