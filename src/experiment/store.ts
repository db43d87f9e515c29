import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../base/base64';
import { InputError } from '../base/errors';
import { writeAtomically } from '../base/files';
import { type SealedFormat, sealJson, unsealJson } from '../base/sealed';
import { configurationSchema } from './configuration';
import type { FailedRun, RunResult } from './result';

const FORMAT: SealedFormat = { format: 'ledgerwalk run', version: 2 };

const environmentSchema = z.strictObject({
  engine: z.string(),
  node: z.string(),
  dataFingerprint: z.string(),
  peakMemoryMB: z.number(),
});

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

const finishedSchema = z.strictObject({
  id: z.string(),
  configuration: configurationSchema,
  /** JSON has no NaN: a metric that is none was written as null. */
  metrics: z.record(z.string(), z.number().nullable()),
  scores: z.strictObject({ validation: base64, test: base64.optional() }),
  diagnostics: z.record(z.string(), z.unknown()),
  seconds: z.strictObject({ train: z.number(), predict: z.number() }),
  environment: environmentSchema,
});

const failedSchema = z.strictObject({
  id: z.string(),
  configuration: configurationSchema,
  failure: z.string(),
  environment: environmentSchema,
});

const runSchema = z.union([finishedSchema, failedSchema]);

/** The results of trials, one sealed file each, named by the trial's hash. A file is written whole or not at all. */
export class Store {
  constructor(readonly folder: string) {}

  has(id: string): boolean {
    return existsSync(this.path(id));
  }

  /** @throws InputError when the file is damaged, or is another trial's */
  read(id: string): RunResult | FailedRun {
    const path = this.path(id);
    const parsed = runSchema.safeParse(unsealJson(FORMAT, readFileSync(path), path));
    if (!parsed.success)
      throw new InputError('the stored run is not as a trial writes it', path, 'delete it and run again');
    const run = parsed.data;
    if (run.id !== id) throw new InputError(`the stored run is run ${run.id}`, path, 'delete it and run again');
    if ('failure' in run) return run;
    const { validation, test } = run.scores;
    const metrics = Object.entries(run.metrics).map(([name, value]) => [name, value ?? Number.NaN]);
    return {
      ...run,
      metrics: Object.fromEntries(metrics),
      scores: { validation: fromBase64(validation), ...(test === undefined ? {} : { test: fromBase64(test) }) },
    };
  }

  write(run: RunResult | FailedRun): void {
    const content = 'failure' in run ? run : { ...run, scores: encode(run.scores) };
    writeAtomically(this.path(run.id), sealJson(FORMAT, content));
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

function encode({ validation, test }: RunResult['scores']) {
  return { validation: toBase64(validation), ...(test && { test: toBase64(test) }) };
}
