import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Folders and files of `src/` that decide what a trial computes; reports and scripts do not. */
const RELEVANT = [
  'base',
  'data',
  'assembly',
  'kernels',
  'engine',
  'ops',
  'nn',
  'features',
  'graph',
  'sequence',
  'fusion',
  'imbalance',
  'baselines',
  'training',
  'learners',
  'evaluation',
  'experiment/data.ts',
  'experiment/train.ts',
  'experiment/trial.ts',
];

/**
 * A hash of the code that decides what a trial computes, comments and white space left out. It is part
 * of every trial's name and of every cache key, so that a changed layer never finds an old result.
 */
export const codeVersion: string = hashSources(join(__dirname, '..'));

function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const path of RELEVANT)
    for (const file of sourceFiles(join(root, path))) {
      const code = readFileSync(file, 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
        .replace(/\s+/g, ' ');
      hash.update(relative(root, file).split(sep).join('/')).update(code);
    }
  return hash.digest('hex').slice(0, 12);
}

function sourceFiles(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => join(path, file))
    .filter((file) => file.endsWith('.ts'))
    .sort();
}
