import { z } from 'zod';
import { InputError } from '../base/errors';
import { readBytes, writeAtomically } from '../base/files';
import { check } from '../base/json';
import { type SealedFormat, sealJson, unsealJson } from '../base/sealed';
import type { AsOf } from '../data/asOf';
import { correctPrior } from '../imbalance/prior';
import { learners } from '../learners';
import type { FittedModel } from '../training/learner';
import { configurationSchema } from './configuration';
import { logitShiftOf } from './train';

const FORMAT: SealedFormat = { format: 'ledgerwalk model', version: 3 };

const contentSchema = z.strictObject({
  /** Completed: it holds the schema of the data that the model was trained on. */
  configuration: configurationSchema,
  /** Ids of the items asked about. */
  items: z.array(z.string()),
  /** The decision threshold chosen on validation. */
  threshold: z.number(),
  dataFingerprint: z.string(),
  engine: z.string(),
  /** As the learner saved it: weights, scalers, dictionaries. */
  model: z.unknown(),
});

export type BundleContent = z.output<typeof contentSchema>;

/**
 * Writes a trained model with all that scoring needs: one JSON file.
 * @throws InputError when what would be written could not be loaded again
 */
export function saveBundle(path: string, content: BundleContent): void {
  const sealed = sealJson(FORMAT, content);
  try {
    open(Buffer.from(sealed), path).dispose();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`the model cannot be saved, for it could not be loaded again: ${error.what}`, error.where);
  }
  writeAtomically(path, sealed);
}

/** A bundle read back, ready to score. */
export interface LoadedBundle {
  readonly content: BundleContent;
  /** The trained model itself, whose probabilities know nothing of the sampling of negatives. */
  readonly model: FittedModel;
  /** Probabilities of the examples, [n]. */
  predict(asOf: AsOf): Float32Array;
  dispose(): void;
}

/** @throws InputError when the file is not a bundle, is damaged, or its model does not fit its learner */
export function loadBundle(path: string): LoadedBundle {
  return open(readBytes(path), path);
}

function open(file: Uint8Array, path: string): LoadedBundle {
  const content = check(contentSchema, unsealJson(FORMAT, file, path), path);
  const { model } = content.configuration;
  const fitted = inFile(path, () => learners.get(model.name).load(content.model));
  return {
    content,
    model: fitted,
    predict: (asOf) => correctPrior(fitted.predict(asOf), logitShiftOf(content.configuration)),
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
