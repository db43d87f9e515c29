import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { tasks } from '../datasets';
import { readJson } from '../src/base/json';
import { override } from '../src/base/override';
import { completeExperiment, type Experiment, type ExperimentInput } from '../src/experiment/experiment';
import { experiments } from './experiments';
import { type DataOptions, datasetOf, withData } from './source';

/** Options that say which experiment is meant, and what is changed in it. */
export interface ExperimentOptions extends DataOptions {
  experiment?: string;
  set: readonly string[];
  autoCutoffs: boolean;
}

/** Adds these options to a command. */
export function withExperiment(command: Command): Command {
  return withData(command)
    .option('--experiment <name>', 'an experiment, or a .json file with one (see docs/your-own-data.md)')
    .option(
      '--set <path=value>',
      'changes an option of the experiment; may be given several times',
      (one: string, all: readonly string[]) => [...all, one],
      [],
    )
    .option(
      '--auto-cutoffs',
      'ask at times counted back from the end of the log instead of at the task’s own dates',
      false,
    );
}

/** The experiment that they name, checked and completed. */
export function experimentOf(
  { experiment = 'first-purchase', set, autoCutoffs, ...data }: ExperimentOptions,
  change: (document: ExperimentInput) => ExperimentInput = (document) => document,
): Experiment {
  const isFile = experiment.endsWith('.json');
  const written = isFile
    ? (readJson(experiment, z.looseObject({})) as unknown as ExperimentInput)
    : experiments.get(experiment).document;
  const dataset = datasetOf(data);
  let document = change(dataset ? { ...written, dataset } : written);
  // Tables of your own data must not take the place of the repository's.
  if (data.file && !isFile) document = { ...document, name: `${document.name}-${slug(data.file)}` };
  for (const assignment of set) document = override(document, assignment);
  const completed = completeExperiment(document, isFile ? experiment : `experiment ${experiment}`);
  return autoCutoffs ? { ...completed, task: undated(completed.task) } : completed;
}

/** The task with cutoffs counted back from the end of the log. */
function undated(spec: Experiment['task']): Experiment['task'] {
  const { entry, options } = tasks.resolve(spec);
  return tasks.reference().parse({ name: spec.name, ...entry.undated(options) });
}

/** A file's name as part of an experiment's. */
function slug(path: string): string {
  return (
    basename(path, extname(path))
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'file'
  );
}
