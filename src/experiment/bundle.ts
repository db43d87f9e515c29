import { z } from 'zod';
import { InputError } from '../base/errors';
import { readBytes, writeAtomically } from '../base/files';
import { check } from '../base/json';
import { type SealedFormat, sealJson, unsealJson } from '../base/sealed';
import type { Asked } from '../data/examples';
import { correctPrior } from '../imbalance/prior';
import { learners } from '../learners';
import { configurationSchema } from './configuration';

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

const FORMAT: SealedFormat = { format: 'ledgerwalk model', version: 2 };

export type BundleContent = z.output<typeof contentSchema>;

/**
 * Writes a trained model with all that scoring needs: one sealed JSON file.
 * @throws InputError when the file cannot be written, or would hold a model that cannot be loaded
 */
export function saveBundle(path: string, content: BundleContent): void {
  const text = sealJson(FORMAT, content);
  // JSON holds no infinity, for one: what is lost on the way must not show months later.
  try {
    openBundle(Buffer.from(text), path).dispose();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError('the model cannot be saved, for it could not be loaded again', error.message);
  }
  writeAtomically(path, text);
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
  return openBundle(readBytes(path), path);
}

function openBundle(file: Uint8Array, path: string): LoadedBundle {
  const content = check(contentSchema, unsealJson(FORMAT, file, path), path);
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
