import { z } from 'zod';
import { InputError } from '../../base/errors';
import { nearestNeighbours, type Points } from './neighbours';
import { defineResampler, sizeOf, type TrainingSample } from './resampler';
import { drawBetween, pointsOf, requireNeighbours, SYNTHESIS_SPACE, synthesis, synthesisSchema } from './synthesis';

const optionsSchema = synthesisSchema.extend({
  /** Names of the columns that hold categories; their places from 0 on where columns have no names. */
  categorical: z.array(z.string()).min(1),
});

/**
 * SMOTE for columns of which some are categories (SMOTE-NC; Chawla et al., JAIR 2002): two categories differ by the median
 * of the other columns' standard deviations among positives. A new positive takes the category that is the most frequent
 * among the neighbours of the positive that it starts from; of equally frequent ones, the nearest neighbour's.
 */
export const smoteNc = defineResampler({
  name: 'smote-nc',
  summary: 'SMOTE for numbers beside categories',
  options: optionsSchema,
  space: SYNTHESIS_SPACE,
  build: ({ ratio, k, categorical }) =>
    synthesis(ratio, (sample, { positives }, missing, random) => {
      requireNeighbours(positives.length, k, 'positive examples');
      const columns = placesOf(categorical, sample);
      const own = pointsOf(sample, positives);
      const neighbours = nearestNeighbours(setApart(own, columns), k);
      const made = drawBetween(
        positives,
        neighbours.map((place) => positives[place]),
        missing,
        random,
      );
      const votes = winners(own, columns, neighbours, k).map((place) => positives[place]);
      const placeOf = new Map([...positives].map((row, place) => [row, place]));
      const C = columns.length;
      const rows = new Int32Array(missing * C);
      made.first.forEach((row, i) => {
        const place = placeOf.get(row)!;
        rows.set(votes.subarray(place * C, (place + 1) * C), i * C);
      });
      return { ...made, copied: { columns, rows } };
    }),
});

/** @throws InputError for a name that there is not, and where no number is left */
function placesOf(categorical: readonly string[], sample: TrainingSample): Int32Array {
  const size = sizeOf(sample);
  const names = sample.columns ?? Array.from({ length: size }, (_, column) => String(column));
  const places = [...new Set(categorical)].map((name) => {
    const place = names.indexOf(name);
    if (place < 0)
      throw new InputError(`no column "${name}"`, 'resampling, smote-nc, categorical', `some of ${names.join(', ')}`);
    return place;
  });
  if (places.length === size)
    throw new InputError('all columns are categories', 'resampling, smote-nc, categorical', 'numbers beside them');
  return Int32Array.from(places).sort();
}

/** Points in which a category is a place of its own: two of them are as far apart as the other columns' median deviation. */
function setApart({ values, size }: Points, columns: Int32Array): Points {
  const n = values.length / size;
  const numbers = Int32Array.from({ length: size }, (_, column) => column).filter(
    (column) => !columns.includes(column),
  );
  const codes = [...columns].map((column) => {
    const code = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const category = values[i * size + column];
      if (!code.has(category)) code.set(category, code.size);
    }
    return code;
  });
  const width = codes.reduce((sum, code) => sum + code.size, numbers.length);
  const apart = median(Float64Array.from(numbers, (column) => deviation(values, size, column))) / Math.SQRT2;
  const points = new Float32Array(n * width);
  for (let i = 0; i < n; i++) {
    numbers.forEach((column, j) => {
      points[i * width + j] = values[i * size + column];
    });
    let at = i * width + numbers.length;
    codes.forEach((code, c) => {
      points[at + code.get(values[i * size + columns[c]])!] = apart;
      at += code.size;
    });
  }
  return { values: points, size: width };
}

/** For each point and column of categories the neighbour whose category wins, [n, columns]. */
function winners({ values, size }: Points, columns: Int32Array, neighbours: Int32Array, k: number): Int32Array {
  const C = columns.length;
  const n = neighbours.length / k;
  const winner = new Int32Array(n * C);
  for (let i = 0; i < n; i++)
    columns.forEach((column, c) => {
      const near = neighbours.subarray(i * k, (i + 1) * k);
      const votes = near.map((one) => {
        const category = values[one * size + column];
        return near.reduce((sum, other) => sum + Number(values[other * size + column] === category), 0);
      });
      winner[i * C + c] = near[votes.indexOf(Math.max(...votes))];
    });
  return winner;
}

/** The standard deviation of a column. */
function deviation(values: Float32Array, size: number, column: number): number {
  const n = values.length / size;
  let sum = 0;
  for (let i = column; i < values.length; i += size) sum += values[i];
  let squares = 0;
  for (let i = column; i < values.length; i += size) squares += (values[i] - sum / n) ** 2;
  return Math.sqrt(squares / n);
}

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
