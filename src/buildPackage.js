/*
 * Builds `dist/`, which is what `npm pack` packs: `src/` in JavaScript with its declarations, and what its files read
 * beside them (pages, scripts, the kernels' sources, which name trials). Run by `npm pack`.
 */
const { execFileSync } = require('node:child_process');
const { cpSync, rmSync, statSync } = require('node:fs');
const { basename, join, sep } = require('node:path');

const SOURCE = __dirname;
const ROOT = join(SOURCE, '..');
const DIST = join(ROOT, 'dist');

rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', join(ROOT, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
cpSync(SOURCE, DIST, { recursive: true, filter: goesAlong });

function goesAlong(path) {
  if (statSync(path).isDirectory()) return true;
  if (path.endsWith('.js') && basename(path).startsWith('build')) return false;
  return !path.endsWith('.ts') || path.includes(`${sep}assembly${sep}`);
}
