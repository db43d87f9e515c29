import type { Domain, OptionValue } from '../base/component';
import type { Random } from '../base/random';

/** An option of a model that is searched over. */
export interface Parameter {
  /** As `--set` and `--space` name it within the model: `branches.sequence.encoder.units`. */
  readonly name: string;
  /** The same as keys and places of lists: `['branches', 0, 'encoder', 'units']`. */
  readonly path: readonly (string | number)[];
  readonly domain: Domain;
  /** What the model has without a search. */
  readonly declared: unknown;
}

/** A value for each parameter, by its name. */
export type Values = Readonly<Record<string, OptionValue>>;

/** A range of numbers. */
export type Range = Exclude<Domain, { readonly choices: unknown }>;

/** Whether a search over the domain could have come upon the value. */
export function contains(domain: Domain, value: unknown): value is OptionValue {
  if ('choices' in domain) return domain.choices.includes(value as OptionValue);
  return (
    typeof value === 'number' &&
    value >= domain.low &&
    value <= domain.high &&
    !(domain.integer && !Number.isInteger(value))
  );
}

/** A value at random: each choice as likely as the others, a range evenly on its scale. */
export function drawValue(domain: Domain, random: Random): OptionValue {
  if ('choices' in domain) return domain.choices[random.int(domain.choices.length)];
  const [low, high] = boundsOf(domain);
  return fromScale(domain, low + (high - low) * random.next());
}

/** The ends of a range on its scale. Whole numbers own half a unit on either side, the first and the last of them too. */
export function boundsOf({ low, high, integer, log }: Range): readonly [low: number, high: number] {
  const half = integer ? 0.5 : 0;
  return log ? [Math.log(low - half), Math.log(high + half)] : [low - half, high + half];
}

/** Where a value stands on the scale of its range: its logarithm where that is the scale. */
export function toScale({ log }: Range, value: number): number {
  return log ? Math.log(value) : value;
}

/** The value of the range that a place on its scale stands for. */
export function fromScale({ low, high, integer, log }: Range, place: number): number {
  const value = log ? Math.exp(place) : place;
  return Math.min(high, Math.max(low, integer ? Math.round(value) : value));
}
