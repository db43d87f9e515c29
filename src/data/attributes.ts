import { InputError } from '../base/errors';

export type AttributeOwner = 'event' | 'customer' | 'item';

/**
 * A column of the user's own choice: what is known of each event with the event, or of each customer or item, for whom it
 * never changes, from their first event on.
 */
export interface Attribute {
  readonly name: string;
  readonly of: AttributeOwner;
  /** An entry an owner: numbers, NaN where missing, or places in `categories`, -1 where missing. */
  readonly values: Float32Array | Int32Array;
  /** The texts of a categorical attribute; absent where it is numeric. */
  readonly categories?: readonly string[];
}

/** @throws InputError when none has the name */
export function attributeNamed(name: string, attributes: readonly Attribute[]): Attribute {
  const found = attributes.find((each) => each.name === name);
  if (found) return found;
  const names = attributes.map((each) => each.name).join(', ');
  const expected = names ? `one of ${names}` : '"attributes" in the schema; see docs/your-own-data.md';
  throw new InputError(`the log has no attribute "${name}"`, undefined, expected);
}

/** The same attribute of other owners; a place of -1 is one of whom nothing is known. */
export function takeAttribute(attribute: Attribute, places: ArrayLike<number>): Attribute {
  const { values, categories } = attribute;
  const taken = categories ? new Int32Array(places.length).fill(-1) : new Float32Array(places.length).fill(Number.NaN);
  for (let i = 0; i < places.length; i++) if (places[i] >= 0) taken[i] = values[places[i]];
  return { ...attribute, values: taken };
}
