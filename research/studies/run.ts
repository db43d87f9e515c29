import { join } from 'node:path';
import { checkWritable, makeFolder } from '../../src/base/files';
import { check } from '../../src/base/json';
import { collect } from '../../src/experiment/collect';
import { openData } from '../../src/experiment/data';
import { completeExperiment, type Experiment, plan } from '../../src/experiment/experiment';
import type { ResultSet } from '../../src/experiment/result';
import { fitModel } from '../../src/experiment/train';
import type { Section } from '../../src/report/document/document';
import { writeDocument } from '../../src/report/document/write';
import { leftOut, origin } from '../../src/report/provenance';
import { RESULTS } from '../cli';
import { printFiles, requireAllRows, runTrials, storesIn } from '../trials';
import { searchRow } from './searchRow';
import type { Preset, Study, StudyRun } from './study';

export interface StudyOptions {
  readonly preset: Preset;
  readonly workers: number;
  /** Options of the study; those left out have their defaults. */
  readonly options?: unknown;
  /** What the user called, to be printed in the report. */
  readonly command?: string;
  /** The folder of results. */
  readonly results?: string;
}

/**
 * Trains what is missing of a study's experiments, then writes its report into `studies/<name>/`.
 * @returns the path of its page
 * @throws InputError for an option that there is not, or when the report cannot be written, before anything is trained
 * @throws IncompleteError after that, where rows are left out because their trials failed
 */
export async function runStudy(study: Study, settings: StudyOptions): Promise<string> {
  const { preset, workers, results = RESULTS } = settings;
  const command =
    settings.command ?? `npm run study -- ${study.name}${preset === 'quick' ? '' : ` --preset ${preset}`}`;
  const options = check(study.options, settings.options ?? {}, `study ${study.name}`);
  const experiments = study
    .experiments(options, preset)
    .map((document) => completeExperiment(document, `experiment ${document.name} of study ${study.name}`));
  const folder = join(results, 'studies', study.name);
  const { runs } = storesIn(results);
  for (const path of [join(folder, 'index.html'), join(runs, 'run.json')]) checkWritable(path);

  const configurations = experiments.flatMap((one) => plan(one, preset).flatMap((row) => row.configurations));
  await runTrials(configurations, { title: `study: ${study.name}, preset ${preset}`, workers, results });
  const sets = new Map<string, ResultSet>();
  for (const one of experiments) sets.set(one.name, await collect(one, preset, runs, command));

  makeFolder(folder);
  const sections = await study.sections(runOf(experiments, sets, { preset, folder, workers, results }), options);
  const { title, summary: lead } = study;
  const written = await writeDocument({ title, lead, sections: [...sections, provenance(sets, command)] }, folder);
  printFiles(written.slice(0, 1));
  console.log(`and ${written.length - 1} files of tables and figures beside it`);
  requireAllRows([...sets.values()]);
  return written[0];
}

function runOf(
  experiments: readonly Experiment[],
  sets: ReadonlyMap<string, ResultSet>,
  { preset, folder, workers, results }: { preset: Preset; folder: string; workers: number; results: string },
): StudyRun {
  const experimentOf = (name: string) =>
    found(
      experiments.find((one) => one.name === name),
      `experiment "${name}"`,
    );
  return {
    preset,
    folder,
    result: (name) => found(sets.get(name), `experiment "${name}"`),
    async fit(name, rowName, { fold = 0, seed = 0 } = {}) {
      const experiment = experimentOf(name);
      const planned = plan(experiment, preset).find(({ row }) => row.name === rowName);
      const configuration = planned?.configurations.find((one) => one.fold === fold && one.seed === seed);
      const trial = found(configuration, `row "${rowName}" with fold ${fold} and seed ${seed}`);
      const data = await openData(trial);
      return { model: await fitModel(trial, data), data };
    },
    search: (name, row, budget) =>
      searchRow(experimentOf(name), found(sets.get(name), `experiment "${name}"`), row, {
        preset,
        budget,
        workers,
        results,
      }),
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the study has no ${what}`);
  return value;
}

/** The last section of every report: what made it, and what is missing. */
function provenance(sets: ReadonlyMap<string, ResultSet>, command: string): Section {
  const all = [...sets.values()];
  return {
    title: 'How this was made',
    blocks: [
      `\`${command}\` makes this page and the files beside it; trials that are stored already are not run again.`,
      ...(all.length
        ? [{ list: all.map((set) => `${set.experiment.title}: ${set.rows.length ? origin(set) : 'no row was left.'}`) }]
        : []),
      ...all.flatMap(leftOut),
    ],
  };
}
