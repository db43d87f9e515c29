import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import { writeAtomically } from '../base/files';
import { fromBase64, toBase64 } from '../runtime/module';
import type { RunResult } from './result';

type StoredRun = Omit<RunResult, 'scores'> & { scores: { validation: string; test: string } };

/** The results of trials, one JSON file each, named by the trial's hash. A file is written whole or not at all. */
export class Store {
  constructor(readonly folder: string) {}

  has(id: string): boolean {
    return existsSync(this.path(id));
  }

  /** @throws InputError when the file is damaged */
  read(id: string): RunResult {
    const stored = this.parse(this.path(id)) as StoredRun;
    return {
      ...stored,
      scores: { validation: fromBase64(stored.scores.validation), test: fromBase64(stored.scores.test) },
    };
  }

  write(result: RunResult): void {
    const stored: StoredRun = {
      ...result,
      scores: { validation: toBase64(result.scores.validation), test: toBase64(result.scores.test) },
    };
    writeAtomically(this.path(result.id), JSON.stringify(stored));
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  private parse(path: string): unknown {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new InputError(
        `the stored run cannot be read (${(error as Error).message})`,
        path,
        'a run as a trial wrote it; delete the file and run again',
      );
    }
  }
}
