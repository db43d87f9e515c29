import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../base/base64';
import { InputError } from '../base/errors';
import { writeAtomically } from '../base/files';
import { check } from '../base/json';
import { type SealedFormat, sealJson, unsealJson } from '../base/sealed';
import type { Metrics } from '../evaluation/metrics';
import { configurationSchema } from './configuration';
import type { FailedRun, RunResult } from './result';

const FORMAT: SealedFormat = { format: 'ledgerwalk run', version: 2 };

/** JSON has no NaN and no infinity: these are written as their names. */
const anyNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

/** Probabilities, [n], as the base64 of their 32-bit floats. */
const probabilities = z.base64().transform((text, context) => {
  const scores = fromBase64(text);
  if (toBase64(scores) === text && scores.every((score) => score >= 0 && score <= 1)) return scores;
  context.addIssue({ code: 'custom', message: 'expected probabilities' });
  return z.NEVER;
});

const trial = {
  id: z.string(),
  configuration: configurationSchema,
  environment: z.strictObject({
    engine: z.string(),
    node: z.string(),
    dataFingerprint: z.string(),
    peakMemoryMB: z.number(),
  }),
};

const resultSchema = z.strictObject({
  ...trial,
  metrics: z.strictObject({
    auc: anyNumber,
    averagePrecision: anyNumber,
    macroAuc: anyNumber,
    macroAveragePrecision: anyNumber,
    baseRate: anyNumber,
    threshold: anyNumber,
    precision: anyNumber,
    recall: anyNumber,
    f1: anyNumber,
    mcc: anyNumber,
    accuracy: anyNumber,
    tp: anyNumber,
    fp: anyNumber,
    tn: anyNumber,
    fn: anyNumber,
    majorityAccuracy: anyNumber,
    precisionAtK: anyNumber,
    recallAtK: anyNumber,
    cardPrecisionAtK: anyNumber,
    brier: anyNumber,
    ece: anyNumber,
    logLoss: anyNumber,
  } satisfies Record<keyof Metrics, z.ZodType>),
  scores: z.strictObject({
    validation: probabilities,
    test: probabilities.optional(),
    branches: z.record(z.string(), probabilities).optional(),
  }),
  diagnostics: z.record(z.string(), z.unknown()),
  seconds: z.strictObject({ train: z.number(), predict: z.number() }),
}) satisfies z.ZodType<RunResult>;

const failureSchema = z.strictObject({ ...trial, failure: z.string() }) satisfies z.ZodType<FailedRun>;

/** How trials ended, one sealed file each, named by the trial's hash. A file is written whole or not at all. */
export class Store {
  constructor(readonly folder: string) {}

  /** Whether the trial has ended, with or without success. */
  has(id: string): boolean {
    return existsSync(this.pathOf(id));
  }

  /**
   * @param sizes how many scores there must be, where that is known
   * @throws InputError that names the file when it is not one that this version wrote for this trial
   */
  read(id: string, sizes?: { readonly validation: number; readonly test: number }): RunResult | FailedRun {
    const path = this.pathOf(id);
    try {
      const content = unsealJson(FORMAT, readFileSync(path), path);
      const isFailure = typeof content === 'object' && content !== null && 'failure' in content;
      const run = check(isFailure ? failureSchema : resultSchema, content, path);
      if (run.id !== id) throw new InputError(`it is run ${run.id}`, path);
      if (sizes && 'scores' in run) requireSizes(run.scores, sizes);
      return run;
    } catch (error) {
      const { what, where } = error instanceof InputError ? error : { what: (error as Error).message };
      throw new InputError(
        `the stored run cannot be read (${what})`,
        where ?? path,
        'a run as a trial wrote it; delete the file and run again',
      );
    }
  }

  write(run: RunResult | FailedRun): void {
    writeAtomically(this.pathOf(run.id), sealJson(FORMAT, 'failure' in run ? run : toPlain(run)));
  }

  pathOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

function requireSizes(
  scores: RunResult['scores'],
  sizes: { readonly validation: number; readonly test: number },
): void {
  for (const split of ['validation', 'test'] as const) {
    const { length } = scores[split] ?? [];
    if (length !== sizes[split]) throw new InputError(`${length} ${split} scores for ${sizes[split]} examples`);
  }
}

/** A result as JSON holds it. */
function toPlain({ metrics, scores: { validation, test, branches }, ...rest }: RunResult) {
  const named = Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]);
  return {
    ...rest,
    metrics: Object.fromEntries(named),
    scores: {
      validation: toBase64(validation),
      ...(test && { test: toBase64(test) }),
      ...(branches && {
        branches: Object.fromEntries(Object.entries(branches).map(([name, scores]) => [name, toBase64(scores)])),
      }),
    },
  };
}
