import { Option } from 'commander';
import { InputError } from '../src/base/errors';
import { override } from '../src/base/override';
import { catalogueOf } from './catalogue';
import { runIfMain, script, wholeNumber } from './cli';
import { quoted } from './experiment';
import { studies } from './studies';
import { runStudy } from './studies/run';
import { PRESETS, type Preset } from './studies/study';
import { DEFAULT_WORKERS } from './trials';

interface Options {
  preset: Preset;
  set: readonly string[];
  workers: number;
  list: boolean;
}

export const command = script(
  'study',
  'Runs a study’s experiments and writes its report: a page, tables and figures.',
  [
    'npm run study -- repeat-purchase',
    'npm run study -- repeat-purchase --preset full --workers 4',
    'npm run study -- --list',
  ],
)
  .argument('[study]', `one of ${studies.names.join(', ')}`)
  .addOption(new Option('--preset <name>', 'how much of it').choices(PRESETS).default('quick'))
  .option(
    '--set <option=value>',
    'changes an option of the study; may be given several times',
    (one: string, all: readonly string[]) => [...all, one],
    [],
  )
  .option('--workers <n>', 'trials side by side', wholeNumber(1), DEFAULT_WORKERS)
  .option('--list', 'shows the studies with their options, and runs nothing', false)
  .action(async (name: string | undefined, { preset, set, workers, list }: Options) => {
    if (list) return console.log(catalogueOf(studies));
    if (!name) throw new InputError('no study is named', 'study', `one of ${studies.names.join(', ')}`);
    const study = studies.get(name);
    const options = set.reduce(override, {});
    await runStudy(study, { preset, workers, options, command: commandOf(name, preset, set) });
  });

function commandOf(name: string, preset: Preset, set: readonly string[]): string {
  const words = [
    name,
    ...(preset === 'quick' ? [] : ['--preset', preset]),
    ...set.flatMap((assignment) => ['--set', assignment]),
  ];
  return `npm run study -- ${words.map(quoted).join(' ')}`;
}

runIfMain(module, command);
