import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MOCHA = join(ROOT, 'node_modules/mocha/bin/mocha.js');

describe('kernels in plain TypeScript', () => {
  it('pass the tests of the compiled ones', () => {
    const paths = readdirSync(__dirname).map((name) => join(__dirname, name));
    const others = paths.filter((path) => path.endsWith('.test.ts') && path !== __filename);
    others.push(...['patches.test.ts', 'nonFinite.test.ts'].map((name) => join(__dirname, '..', 'engine', name)));
    // As JSON, so that nobody counts these tests among those that run here.
    const child = spawnSync(process.execPath, [MOCHA, '--reporter', 'json', ...others], {
      cwd: ROOT,
      env: { ...process.env, LEDGERWALK_KERNELS: 'plain', LEDGERWALK_BACKEND: 'wasm' },
      encoding: 'utf8',
    });
    assert.equal(child.status, 0, child.stdout + child.stderr);
    assert.match(child.stdout, /^ {2}engine: .*plain TypeScript kernels\)$/m);
  });
});
