import type { Interval } from '../evaluation/bootstrap';
import type { Figure } from './grid';

/** Marks the figures that are best as printed, unless all are alike. */
export function markBest(figures: readonly Figure[], lowerIsBetter: boolean): Figure[] {
  const values = figures.map(({ value }) => Number(value.replace('−', '-'))).filter(Number.isFinite);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const best = lowerIsBetter ? lowest : highest;
  return figures.map((figure) => ({
    ...figure,
    best: lowest < highest && Number(figure.value.replace('−', '-')) === best,
  }));
}

/** A standard deviation, where there is one. */
export function plusMinus(std: number, digits: number): string | undefined {
  return Number.isFinite(std) ? `± ${fixed(std, digits)}` : undefined;
}

/** With a minus sign in the place of the hyphen; a dash where there is no number. */
export function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : '–';
}

/** A p-value. @param floor the smallest p-value that the test can give: at it, all that is known is that p is smaller */
export function pValue(p: number, floor = 0): string {
  if (!Number.isFinite(p)) return '–';
  const bound = Math.max(0.001, Math.ceil(floor * 1000) / 1000);
  return p < 0.001 || p <= floor ? `<${bound.toFixed(3)}` : p.toFixed(3);
}

/** A number with its sign, plus included. */
export function signed(value: number, digits: number): string {
  return value > 0 ? `+${fixed(value, digits)}` : fixed(value, digits);
}

/** An interval, where there is one. */
export function between({ low, high }: Interval, digits: number): string | undefined {
  return Number.isFinite(low) ? `[${fixed(low, digits)}, ${fixed(high, digits)}]` : undefined;
}

/** A difference with its interval. */
export function differenceFigure({ value, interval }: { value: number; interval: Interval }, digits = 4): Figure {
  return { value: signed(value, digits), spread: between(interval, digits) };
}

/** A share in per cent, with no more digits than it has. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
