import { z } from 'zod';
import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { takeRows } from '../../base/rows';
import type { Points } from './neighbours';
import { addPositives, asTheyAre, type Made } from './origins';
import { type Resampler, requireNumbers, sizeOf, type TrainingSample } from './resampler';
import { rowsByClass } from './selection';

/** Options of resamplers that make new positives. */
export const synthesisSchema = z.strictObject({
  /** Positives per negative afterwards; a sample that has more keeps what it has. */
  ratio: z.number().positive().max(1).default(1),
  /** How many of the nearest neighbours a new positive may lie towards. */
  k: z.number().int().positive().default(5),
});

/** Where a search looks for those options. */
export const SYNTHESIS_SPACE = {
  ratio: { low: 0.05, high: 1, log: true },
  k: { choices: [3, 5, 10] },
} as const;

/** The rows of each class. */
export type Classes = ReturnType<typeof rowsByClass>;

/**
 * A resampler that keeps all examples and makes new positives until the ratio is reached.
 * @param make given how many are missing
 */
export function synthesis(
  ratio: number,
  make: (sample: TrainingSample, classes: Classes, missing: number, random: Random) => Made,
): Resampler {
  return {
    reads: 'numbers',
    resample(sample, random) {
      const classes = rowsByClass(sample.label);
      const missing = Math.round(ratio * classes.negatives.length) - classes.positives.length;
      if (missing <= 0) return asTheyAre(Int32Array.from(sample.label.keys()), sample.label);
      requireNumbers(sample);
      return addPositives(sample.label, make(sample, classes, missing, random));
    },
  };
}

/**
 * New examples between an example and one of its neighbours: pairs are drawn first, all alike, then how far along.
 * @param rows of the examples to start from
 * @param neighbours of each of them, [rows, k]
 */
export function drawBetween(rows: Int32Array, neighbours: Int32Array, count: number, random: Random): Made {
  const k = neighbours.length / rows.length;
  const pairs = new Int32Array(count);
  for (let i = 0; i < count; i++) pairs[i] = random.int(neighbours.length);
  const gap = new Float64Array(count);
  for (let i = 0; i < count; i++) gap[i] = random.next();
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    first[i] = rows[Math.floor(pairs[i] / k)];
    second[i] = neighbours[pairs[i]];
  }
  return { first, second, gap };
}

/** The examples as points; some of them if rows are given. */
export function pointsOf(sample: TrainingSample, rows?: Int32Array): Points {
  const size = sizeOf(sample);
  if (!rows) return { values: sample.values, size };
  return { values: takeRows(sample.values, rows, size), size };
}

/** @param option that says how many. @throws InputError when there are too few examples for each to have k neighbours */
export function requireNeighbours(count: number, k: number, what: string, option = 'k'): void {
  if (count > k) return;
  throw new InputError(
    `${count} ${what} cannot have ${k} neighbour${k > 1 ? 's' : ''} each`,
    'resampling',
    `at least ${k + 1}, or a smaller "${option}"`,
  );
}
