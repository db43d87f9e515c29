import { z } from 'zod';
import type { Attribute } from '../data/attributes';
import { StandardScaler } from '../data/scaler';

const chosenSchema = z.strictObject({
  attribute: z.string().min(1),
  /** Columns of a category's learned embedding; 0 for one-hot. */
  embeddingDim: z.number().int().min(0).default(0),
  /** How many categories, the most frequent in training, are told apart; the others are alike. */
  categories: z.number().int().positive().default(20),
});
export type ChosenAttribute = z.output<typeof chosenSchema>;

/** An attribute as an input of each step, by its name alone or with options. */
export const stepAttributeSchema = z.union(
  [
    z
      .string()
      .min(1)
      .transform((attribute) => chosenSchema.parse({ attribute })),
    chosenSchema,
  ],
  { error: 'expected the name of an attribute, or an object with "attribute" and options' },
);

/** What training tells of an attribute: the categories that are told apart, or the scale of its numbers. */
export const fittedAttributeSchema = z.strictObject({
  name: z.string(),
  embeddingDim: z.number(),
  categories: z.array(z.string()).optional(),
  mean: z.array(z.number()),
  std: z.array(z.number()),
});
export type FittedAttribute = z.output<typeof fittedAttributeSchema>;

/** Rows of a category's embedding, and places in its one-hot columns: all others, missing, then each category. */
const OTHER = 0;
const MISSING = 1;
const FIRST = 2;

/** @param attribute of the distinct events of the training windows */
export function fitAttribute(
  { embeddingDim, categories: most }: ChosenAttribute,
  attribute: Attribute,
): FittedAttribute {
  const { name, values, categories } = attribute;
  if (!categories) {
    const { mean, std } = StandardScaler.fit(values as Float32Array, [name]);
    return { name, embeddingDim: 0, mean: [...mean], std: [...std] };
  }
  const counts = new Int32Array(categories.length);
  for (const code of values) if (code >= 0) counts[code]++;
  const order = [...counts.keys()].filter((code) => counts[code] > 0).sort((a, b) => counts[b] - counts[a] || a - b);
  return { name, embeddingDim, categories: order.slice(0, most).map((code) => categories[code]), mean: [], std: [] };
}

/** The columns that an attribute adds to a step's numbers: none where it has an embedding. */
export function columnsOf({ name, embeddingDim, categories }: FittedAttribute): string[] {
  if (!categories) return [name];
  return embeddingDim > 0 ? [] : [`${name} another`, `${name} missing`, ...categories.map((one) => `${name} = ${one}`)];
}

/** Rows of an attribute's table of embeddings. */
export function tableSize({ categories = [] }: FittedAttribute): number {
  return FIRST + categories.length;
}

/** The place of each value of a categorical attribute, whatever the log's own codes are, [n]. */
export function placesOf({ categories = [] }: FittedAttribute, attribute: Attribute): Int32Array {
  const places = new Map(categories.map((category, i) => [category, FIRST + i]));
  const ofCode = (attribute.categories ?? []).map((category) => places.get(category) ?? OTHER);
  return Int32Array.from(attribute.values, (code) => (code < 0 ? MISSING : ofCode[code]));
}

/** Writes the columns of an attribute, `offset` the first of them, into rows of `width` numbers. */
export function writeColumns(
  fitted: FittedAttribute,
  attribute: Attribute,
  out: Float32Array,
  width: number,
  offset: number,
): void {
  if (!fitted.categories) {
    const scaled = new StandardScaler(fitted.mean, fitted.std, [fitted.name]).transform(
      attribute.values as Float32Array,
    );
    for (let i = 0; i < scaled.length; i++) out[i * width + offset] = scaled[i];
  } else if (fitted.embeddingDim === 0) {
    const places = placesOf(fitted, attribute);
    for (let i = 0; i < places.length; i++) out[i * width + offset + places[i]] = 1;
  }
}
