import type { Density } from './density';

/** The numbers of the simulator's structure. */
export interface FilterParameters {
  /** Probability that a terminal is compromised on a day, and for how many days it then is. */
  readonly terminalHazard: number;
  readonly terminalDays: number;
  readonly customerHazard: number;
  readonly customerDays: number;
  /** What share of a compromised customer's transactions is fraud, … */
  readonly share: number;
  /** … and how many times the genuine amount. */
  readonly factor: number;
  /** The largest amount that can be genuine. */
  readonly limit: number;
  /** Of the ratios of genuine amounts. */
  readonly density: Density;
}
