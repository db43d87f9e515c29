import { STEP_FEATURES, type Windows } from './windows';

/**
 * Which step stands at each place of a batch, [B × T]: step t of window w is w × length + t; −1 for padding, which stands
 * in front. By them steps are left out, moved or taken twice without a copy of the windows.
 */
export type Places = Int32Array;

/** Some windows as they are. @param which [B] */
export function placesOf({ length, mask }: Windows, which: Int32Array): Places {
  const places = new Int32Array(which.length * length);
  for (let b = 0; b < which.length; b++)
    for (let t = 0; t < length; t++) {
      const step = which[b] * length + t;
      places[b * length + t] = mask[step] ? step : -1;
    }
  return places;
}

/** The steps of a window of a batch, oldest first; a view. */
export function stepsOf(places: Places, b: number, length: number): Int32Array {
  let first = b * length;
  while (first < (b + 1) * length && places[first] < 0) first++;
  return places.subarray(first, (b + 1) * length);
}

/** 1 for a step, 0 for padding, [B × T]. */
export function maskOf(places: Places): Float32Array {
  return Float32Array.from(places, (step) => (step < 0 ? 0 : 1));
}

const AGE = STEP_FEATURES.indexOf('log days until the time asked about');

/** Days between a step and the time asked about. */
export function ageOf({ numeric, columns }: Windows, step: number): number {
  return Math.expm1(numeric[step * columns.length + AGE]);
}
