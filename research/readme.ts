import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../src/base/files';
import { collect } from '../src/experiment/collect';
import { shortMarkdown } from '../src/report/tables';
import { ROOT, runIfMain, script } from './cli';
import { experimentOf } from './experiment';
import { printFiles, RUNS } from './trials';

const MARKED = /(<!-- table ([\w-]+) -->\n)[\s\S]*?(<!-- \/table -->)/g;

export const command = script('readme', 'Puts the tables that the README shows, from stored runs, into it.', [
  'npm run readme',
]).action(async () => {
  const path = join(ROOT, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const tables = new Map<string, string>();
  for (const [, , experiment] of readme.matchAll(MARKED)) {
    const set = await collect(experimentOf({ experiment, set: [], autoCutoffs: false }), 'quick', RUNS);
    tables.set(experiment, shortMarkdown(set));
  }
  writeAtomically(
    path,
    readme.replace(MARKED, (_, start: string, name: string, end: string) => `${start}${tables.get(name)}\n${end}`),
  );
  printFiles([path]);
});

runIfMain(module, command);
