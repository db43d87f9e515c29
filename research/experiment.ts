import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { datasets, tasks } from '../datasets';
import type { ComponentInput } from '../src/base/component';
import { readJson } from '../src/base/json';
import { override } from '../src/base/override';
import { asRegistered, taskReference } from '../src/data/tasks/reference';
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
  const written = isFile ? readExperiment(experiment) : experiments.get(experiment).document;
  const dataset = datasetOf(data);
  let document = change(dataset ? { ...written, dataset } : written);
  // Tables of your own data must not take the place of the repository's.
  if (data.file && !isFile) document = { ...document, name: `${document.name}-${slug(data.file)}` };
  for (const assignment of set) document = override(document, assignment);
  const completed = completeExperiment(document, isFile ? experiment : `experiment ${experiment}`);
  if (!autoCutoffs) return completed;
  const rows = completed.rows.map((row) => (row.task ? { ...row, task: undated(row.task) } : row));
  return { ...completed, task: undated(completed.task), rows };
}

/** The command that makes an experiment's results. */
export function commandOf(
  { experiment = 'first-purchase', dataset, file, schema, set, autoCutoffs }: ExperimentOptions,
  preset: string,
): string {
  const options = {
    ...(experiment.endsWith('.json') ? { experiment } : {}),
    dataset,
    file,
    schema,
    preset: preset === 'quick' ? undefined : preset,
  };
  const words = [
    ...(experiment.endsWith('.json') ? [] : [experiment]),
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(autoCutoffs ? ['--auto-cutoffs'] : []),
  ];
  return `npm run ablate -- ${words.map(quoted).join(' ')}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** An experiment from a file, unchecked; the paths in it are relative to the folder that it lies in. */
function readExperiment(path: string): ExperimentInput {
  const written = readJson(path, z.looseObject({})) as unknown as ExperimentInput;
  const inFolder = fromFolderOf(path);
  const { dataset, task } = written;
  return {
    ...written,
    ...(isComponent(dataset) ? { dataset: datasets.mapPaths(dataset, inFolder) } : {}),
    ...(isComponent(task) ? { task: tasks.mapPaths(asRegistered(task), inFolder) } : {}),
  };
}

/** A task by its name, or from a file; the paths in the file are relative to the folder that it lies in. */
export function readTask(task: string): ComponentInput {
  if (!task.endsWith('.json')) return task;
  return tasks.mapPaths(readJson(task, taskReference), fromFolderOf(task));
}

function fromFolderOf(file: string): (path: string) => string {
  return (path) => (isAbsolute(path) ? path : join(dirname(file), path));
}

function isComponent(value: unknown): value is ComponentInput {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'name' in value);
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
