import { z } from 'zod';
import { InputError } from '../base/errors';
import { writeAtomically } from '../base/files';
import { check, readJson } from '../base/json';
import type { Asked } from '../data/examples';
import { correctPrior } from '../imbalance/prior';
import { learners } from '../learners';
import { configurationSchema, hashOf } from './configuration';

const contentSchema = z.strictObject({
  configuration: configurationSchema,
  /** Ids of the items asked about. */
  items: z.array(z.string()),
  /** The decision threshold chosen on validation. */
  threshold: z.number(),
  dataFingerprint: z.string(),
  codeVersion: z.string(),
  engine: z.string(),
  /** As the learner saved it: weights, scalers, dictionaries. */
  model: z.unknown(),
});

const NO_BUNDLE = 'not a Ledgerwalk model bundle';

const bundleSchema = z.strictObject(
  {
    format: z.literal('ledgerwalk model', { error: NO_BUNDLE }),
    version: z.literal(1, { error: 'a model bundle of another version of Ledgerwalk; train the model again' }),
    /** Hash of the content, so that a damaged file is noticed. */
    checksum: z.string(),
    content: contentSchema,
  },
  { error: ({ code }) => (code === 'invalid_type' ? NO_BUNDLE : undefined) },
);

export type BundleContent = z.output<typeof contentSchema>;

/** Writes a trained model with all that scoring needs: one JSON file. */
export function saveBundle(path: string, content: BundleContent): void {
  const plain = JSON.parse(JSON.stringify(content));
  writeAtomically(
    path,
    JSON.stringify({ format: 'ledgerwalk model', version: 1, checksum: hashOf(plain), content: plain }),
  );
}

/** A bundle read back, ready to score. */
export interface LoadedBundle {
  readonly content: BundleContent;
  /** Probabilities for the questions' examples, [n]. */
  predict(asked: readonly Asked[]): Float32Array;
  dispose(): void;
}

/** @throws InputError when the file is not a bundle, is damaged, or its model does not fit its learner */
export function loadBundle(path: string): LoadedBundle {
  const raw = readJson(path, z.unknown());
  const { checksum, content } = check(bundleSchema, raw, path);
  if (hashOf((raw as { content: unknown }).content) !== checksum)
    throw new InputError(
      'the model bundle is damaged: its checksum does not fit its content',
      path,
      'the file as `npm run train` wrote it',
    );
  const { model } = content.configuration;
  if ('members' in model) throw new InputError('a stack is not a single model', path);
  const fitted = inFile(path, () => learners.get(model.learner).load(content.model));
  return {
    content,
    predict: (asked) => correctPrior(fitted.predict(asked), content.configuration.negatives.rate),
    dispose: () => fitted.dispose(),
  };
}

/** Names the file in the mistakes that are found in what was read from it. */
function inFile<T>(path: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.what, error.where ? `${path}, ${error.where}` : path, error.expected);
  }
}
