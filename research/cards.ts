import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { datasets } from '../datasets';
import { writeAtomically } from '../src/base/files';
import { countsOf, withCounts } from '../src/data/card';
import { ROOT, runIfMain, script } from './cli';

/** Counts each data set anew and writes the counts into its card. */
async function cards(): Promise<void> {
  for (const dataset of datasets.all) {
    if (!dataset.folder) continue;
    const path = join(dataset.folder, 'card.md');
    writeAtomically(path, withCounts(readFileSync(path, 'utf8'), dataset.name, await countsOf(dataset)));
    console.log(`${dataset.name}: ${relative(ROOT, path)}`);
  }
}

export const command = script('cards', 'Count the data sets and write the counts into their cards.', [
  'npm run cards',
]).action(cards);

runIfMain(module, command);
