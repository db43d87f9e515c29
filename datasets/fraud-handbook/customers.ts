import type { RandomState } from './random/numpy';

/** The side of the square on which customers and terminals are placed. */
export const SIDE = 100;

/** Where customers live and how they spend, an entry a customer, [C] each. */
export interface Customers {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Mean amount of a transaction, in [5, 100). */
  readonly mean: Float64Array;
  /** Mean number of transactions a day, in [0, 4). */
  readonly rate: Float64Array;
}

export function drawCustomers(count: number, random: RandomState): Customers {
  const customers = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    mean: new Float64Array(count),
    rate: new Float64Array(count),
  };
  for (let c = 0; c < count; c++) {
    customers.x[c] = random.uniform(0, SIDE);
    customers.y[c] = random.uniform(0, SIDE);
    customers.mean[c] = random.uniform(5, 100);
    customers.rate[c] = random.uniform(0, 4);
  }
  return customers;
}
