import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../src/base/files';
import { collect } from '../src/experiment/collect';
import { shortMarkdown } from '../src/report/tables';
import { ROOT, runIfMain, script } from './cli';
import { experimentOf } from './experiment';
import { printFiles, RUNS } from './trials';

export const command = script('readme', 'Puts the headline’s table, from stored runs, into the README.', [
  'npm run readme',
]).action(async () => {
  const path = join(ROOT, 'README.md');
  const table = shortMarkdown(
    await collect(experimentOf({ experiment: 'first-purchase', set: [], autoCutoffs: false }), 'quick', RUNS),
  );
  const readme = readFileSync(path, 'utf8').replace(
    /(<!-- table first-purchase -->\n)[\s\S]*?(<!-- \/table -->)/,
    (_, start: string, end: string) => `${start}${table}\n${end}`,
  );
  writeAtomically(path, readme);
  printFiles([path]);
});

runIfMain(module, command);
