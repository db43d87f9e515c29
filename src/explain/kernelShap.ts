import { Matrix, solve } from 'ml-matrix';
import type { Random } from '../base/random';

/** Of so many players or fewer, every coalition is valued. */
export const EXACT_PLAYERS = 12;

/**
 * What coalitions are worth. Players that are not in a coalition are unknown.
 * @param coalitions 1 for a player who is in it, row-major [m, players]
 * @returns the value of each, [m]
 */
export type Game = (coalitions: Uint8Array) => Float64Array;

export interface ShapleyValues {
  /** The value of the empty coalition. */
  readonly base: number;
  /** What each player adds; with the base, they sum to the value of all. */
  readonly values: Float64Array;
}

/**
 * Shapley values of a game: exact for up to 12 players, else estimated by Kernel SHAP (Lundberg and Lee, NeurIPS 2017).
 * @param samples about how many coalitions are valued where not all are
 */
export function shapleyValues(game: Game, players: number, samples: number, random: Random): ShapleyValues {
  if (players <= EXACT_PLAYERS) return exactShapley(game, players);
  return sampledShapley(game, players, samples, random);
}

/** By definition: φ_i = Σ_S |S|! (n − |S| − 1)! / n! (v(S ∪ i) − v(S)), over all coalitions S without i. */
export function exactShapley(game: Game, players: number): ShapleyValues {
  const count = 2 ** players;
  const coalitions = new Uint8Array(count * players);
  const sizes = new Uint8Array(count);
  for (let set = 0; set < count; set++)
    for (let player = 0; player < players; player++) {
      coalitions[set * players + player] = (set >>> player) & 1;
      sizes[set] += (set >>> player) & 1;
    }
  const worth = game(coalitions);
  const weights = coalitionWeights(players);
  const values = new Float64Array(players);
  for (let set = 0; set < count; set++)
    for (let player = 0; player < players; player++)
      if (!((set >>> player) & 1)) values[player] += weights[sizes[set]] * (worth[set | (1 << player)] - worth[set]);
  return { base: worth[0], values };
}

/** k! (n − k − 1)! / n! for each size k. */
function coalitionWeights(n: number): Float64Array {
  const weights = new Float64Array(n);
  if (n > 0) weights[0] = 1 / n;
  for (let k = 1; k < n; k++) weights[k] = (weights[k - 1] * k) / (n - k);
  return weights;
}

/**
 * Kernel SHAP: the weighted least-squares fit of an additive game to sampled coalitions, held to the value of all and of
 * none. Sizes k are drawn by the kernel's weight (n − 1) / (k (n − k)), and each coalition comes with its complement,
 * which takes out the variance of all that is even in it (Covert and Lee, AISTATS 2021).
 */
export function sampledShapley(game: Game, players: number, samples: number, random: Random): ShapleyValues {
  const pairs = Math.max(players, Math.ceil(samples / 2));
  const m = 2 * pairs;
  const coalitions = new Uint8Array((m + 2) * players);
  const members = Int32Array.from({ length: players }, (_, player) => player);
  const ends = kernelSizes(players);
  for (let pair = 0; pair < pairs; pair++) {
    const draw = random.next() * ends[ends.length - 1];
    const size = 1 + ends.findIndex((end) => draw < end);
    random.shuffle(members);
    for (let i = 0; i < players; i++) coalitions[(2 * pair + (i < size ? 0 : 1)) * players + members[i]] = 1;
  }
  coalitions.fill(1, (m + 1) * players);
  const worth = game(coalitions);
  const [base, total] = [worth[m], worth[m + 1] - worth[m]];
  return { base, values: constrainedFit(coalitions, worth, players, m, base, total) };
}

/** Cumulated probabilities of the coalitions' sizes from 1 to n − 1, not yet normalised. */
function kernelSizes(n: number): Float64Array {
  let sum = 0;
  return Float64Array.from({ length: n - 1 }, (_, i) => {
    sum += (n - 1) / ((i + 1) * (n - i - 1));
    return sum;
  });
}

/** The φ that minimise Σ (v(S) − base − Σ_{i ∈ S} φ_i)² with Σ φ = total: the last player is written as what the others leave. */
function constrainedFit(
  coalitions: Uint8Array,
  worth: Float64Array,
  players: number,
  m: number,
  base: number,
  total: number,
): Float64Array {
  const K = players - 1;
  const normal = Matrix.zeros(K, K);
  const right = Matrix.zeros(K, 1);
  const row = new Float64Array(K);
  for (let s = 0; s < m; s++) {
    const last = coalitions[s * players + K];
    for (let i = 0; i < K; i++) row[i] = coalitions[s * players + i] - last;
    const y = worth[s] - base - last * total;
    for (let i = 0; i < K; i++) {
      if (row[i] === 0) continue;
      right.set(i, 0, right.get(i, 0) + row[i] * y);
      for (let j = 0; j < K; j++) normal.set(i, j, normal.get(i, j) + row[i] * row[j]);
    }
  }
  const found = solve(normal, right, true);
  const values = new Float64Array(players);
  let left = total;
  for (let i = 0; i < K; i++) {
    values[i] = found.get(i, 0);
    left -= values[i];
  }
  values[K] = left;
  return values;
}
