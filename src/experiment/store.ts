import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../base/base64';
import { InputError } from '../base/errors';
import { writeAtomically } from '../base/files';
import type { RunResult } from './result';

/** What tells a stored run from any other JSON; the rest is as a trial wrote it. */
const storedSchema = z.looseObject({
  id: z.string(),
  /** JSON has no NaN: a metric that is none was written as null. */
  metrics: z.record(z.string(), z.number().nullable()),
  scores: z.strictObject({ validation: z.string(), test: z.string() }),
});
type StoredRun = z.output<typeof storedSchema> & Omit<RunResult, 'metrics' | 'scores'>;

/** The results of trials, one JSON file each, named by the trial's hash. A file is written whole or not at all. */
export class Store {
  constructor(readonly folder: string) {}

  has(id: string): boolean {
    return existsSync(this.path(id));
  }

  /** @throws InputError when the file is damaged */
  read(id: string): RunResult {
    const stored = this.parse(id);
    const metrics = Object.entries(stored.metrics).map(([name, value]) => [name, value ?? Number.NaN]);
    return {
      ...stored,
      metrics: Object.fromEntries(metrics),
      scores: { validation: fromBase64(stored.scores.validation), test: fromBase64(stored.scores.test) },
    };
  }

  write(result: RunResult): void {
    const scores = { validation: toBase64(result.scores.validation), test: toBase64(result.scores.test) };
    writeAtomically(this.path(result.id), JSON.stringify({ ...result, scores }));
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  private parse(id: string): StoredRun {
    try {
      const stored = storedSchema.parse(JSON.parse(readFileSync(this.path(id), 'utf8')));
      if (stored.id !== id) throw new Error(`it is run ${stored.id}`);
      return stored as StoredRun;
    } catch (error) {
      const why = error instanceof z.ZodError ? 'it is no run' : (error as Error).message;
      throw new InputError(
        `the stored run cannot be read (${why})`,
        this.path(id),
        'a run as a trial wrote it; delete the file and run again',
      );
    }
  }
}
