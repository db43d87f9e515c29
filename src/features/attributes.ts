import { z } from 'zod';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import type { Attribute } from '../data/attributes';
import { defineFamily } from './family';

const oneHotSchema = z.strictObject({
  attribute: z.string().min(1),
  /** The categories that have a column each. */
  oneHot: z
    .array(z.string().min(1))
    .min(1)
    .refine((categories) => new Set(categories).size === categories.length, 'a category is named twice'),
});

const givenSchema = z.union([z.string().min(1), oneHotSchema], {
  error: 'expected the name of an attribute, or {"attribute": name, "oneHot": [categories]}',
});
type Given = z.output<typeof givenSchema>;

const optionsSchema = z.strictObject({
  attributes: z
    .array(givenSchema)
    .min(1)
    .refine((given) => new Set(given.map(nameOf)).size === given.length, 'an attribute is named twice'),
});

/**
 * Attributes of the log, of what is asked about. A number is taken as it is. A category becomes its frequency, which
 * needs no label: the share of the events (or customers, or items) seen so far that have it; a missing one counts as a
 * category. Or it has a column for each of some categories, 1 where it is that one, and one for a missing value.
 */
export const attributes = defineFamily({
  name: 'attributes',
  summary: "the log's attributes of the event, customer and item: numbers, frequencies of categories, or one-hot",
  options: optionsSchema,
  columns: ({ attributes: given }) =>
    given.flatMap((each) =>
      typeof each === 'string'
        ? [each]
        : [...each.oneHot.map((category) => `${each.attribute} = ${category}`), `${each.attribute} missing`],
    ),
  compute(asOf, { attributes: given }) {
    const parts = given.map((each) => columnsOf(asOf, each));
    const F = parts.reduce((sum, { length }) => sum + length, 0);
    const values = new Float32Array(asOf.size * F);
    parts.flat().forEach((column, f) => {
      for (let i = 0; i < asOf.size; i++) values[i * F + f] = column[i];
    });
    return values;
  },
});

function nameOf(given: Given): string {
  return typeof given === 'string' ? given : given.attribute;
}

function columnsOf(asOf: AsOf, given: Given): Float32Array[] {
  const asked = asOf.askedAttribute(nameOf(given));
  const { values, categories } = asked;
  if (typeof given !== 'string') return oneHot(asked, given.oneHot);
  return [categories ? frequencies(asOf, asked) : (values as Float32Array)];
}

/** @throws InputError when the attribute is numeric */
function oneHot({ name, values, categories }: Attribute, chosen: readonly string[]): Float32Array[] {
  if (!categories)
    throw new InputError(`attribute "${name}" is numeric`, 'feature family attributes', 'its name alone');
  const codes = [...chosen.map((category) => categories.indexOf(category)), -1];
  return codes.map((code, c) => {
    // A category that the log does not have is nobody's.
    const isThere = code >= 0 || c === chosen.length;
    return Float32Array.from(values, (value) => (isThere && value === code ? 1 : 0));
  });
}

/** The share of those seen before each example that have its category; NaN where none was seen. */
function frequencies(asOf: AsOf, { name, of, values, categories = [] }: Attribute): Float32Array {
  const past = asOf.latest().attribute(name).values;
  const counts = new Float64Array(categories.length + 1);
  let seen = 0;
  const shares = new Float32Array(asOf.size);
  asOf.scan({
    event(event, customer, item) {
      const owner = { event, customer, item }[of];
      // Customers and items are numbered by their first event.
      if (owner < seen) return;
      counts[past[owner] + 1]++;
      seen++;
    },
    example(row) {
      shares[row] = counts[values[row] + 1] / seen;
    },
  });
  return shares;
}
