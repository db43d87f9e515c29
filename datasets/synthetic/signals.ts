import { lowerBound } from '../../src/base/search';
import { type Calendar, VISITS } from './calendar';
import type { Shop } from './shop';

export const SIGNALS = ['graph', 'sequence', 'frequency'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Each signal's value, of mean 0 and deviation 1, for customer c at moment m at [c × M + m]; NaN before their first visit. */
export type Signals = Readonly<Record<Signal, Float64Array>>;

/** Reads the signals off what customers bought before each moment. */
export function signalsOf({ community, starts, day, dearFirst }: Shop, { moments }: Calendar): Signals {
  const C = community.length;
  const M = moments.length;
  const signals = {
    graph: new Float64Array(C * M).fill(Number.NaN),
    sequence: new Float64Array(C * M).fill(Number.NaN),
    frequency: new Float64Array(C * M).fill(Number.NaN),
  };
  moments.forEach((moment, m) => {
    for (let c = 0; c < C; c++) {
      const next = lowerBound(day, moment, starts[c], starts[c + 1]);
      if (next === starts[c]) continue;
      let order = 0;
      // Without the last visit: what came second there is simply the last purchase, and any table has its amount.
      for (let v = Math.max(starts[c], next - VISITS); v < next - 1; v++) order += dearFirst[v] ? 1 : -1;
      signals.graph[c * M + m] = community[c] === 0 ? 1 : -1;
      signals.sequence[c * M + m] = order / Math.sqrt(VISITS - 1);
      signals.frequency[c * M + m] = next - starts[c];
    }
  });
  return { ...signals, frequency: standardised(signals.frequency) };
}

/** Brought to mean 0 and deviation 1, NaN left out. */
function standardised(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}
