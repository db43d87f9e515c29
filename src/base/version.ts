import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Folders of `src/` that decide what a trial computes; reports and scripts do not. */
const RELEVANT = [
  'base',
  'data',
  'runtime',
  'features',
  'graph',
  'sequence',
  'fusion',
  'imbalance',
  'baselines',
  'training',
  'evaluation',
];

/**
 * A hash of the code that decides what a trial computes, comments and white space left out. It is part
 * of every trial's name and of every cache key, so that a changed layer never finds an old result.
 */
export const codeVersion: string = hashSources(join(__dirname, '..'));

function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const folder of RELEVANT) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(root, folder, file))
      .filter((file) => file.endsWith('.ts'))
      .sort();
    for (const file of files) {
      const code = readFileSync(file, 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
        .replace(/\s+/g, ' ');
      hash.update(relative(root, file).split(sep).join('/')).update(code);
    }
  }
  return hash.digest('hex').slice(0, 12);
}
