import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, useCache } from '../../src/base/cache';
import { InputError } from '../../src/base/errors';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('the cache', () => {
  const folder = temporaryFolder();
  let keys = 0;
  /** A key that no test has used before, for arrays stay in memory. */
  const fresh = () => ['a test', keys++];

  afterEach(() => {
    useCache(undefined);
    delete process.env.LEDGERWALK_CACHE_MB;
  });

  /** Whether the array had to be computed. */
  function computes(key: unknown, values = Float32Array.of(1, 2, 3, 4)): boolean {
    let computed = false;
    const found = cached(key, () => {
      computed = true;
      return values;
    });
    assert.deepEqual(found, values);
    return computed;
  }

  /** Lets all arrays in memory go, by others that take their place. */
  function forgetMemory(): void {
    const disk = process.env.LEDGERWALK_CACHE_MB;
    process.env.LEDGERWALK_CACHE_MB = '0';
    useCache(undefined);
    for (let i = 0; i < 5; i++) cached(fresh(), () => new Float32Array(2 ** 23));
    if (disk === undefined) delete process.env.LEDGERWALK_CACHE_MB;
    else process.env.LEDGERWALK_CACHE_MB = disk;
  }

  /** What is printed on standard error meanwhile. */
  function heard(during: () => void): string {
    const { write } = process.stderr;
    let text = '';
    process.stderr.write = (part: string | Uint8Array) => {
      text += part;
      return true;
    };
    try {
      during();
    } finally {
      process.stderr.write = write;
    }
    return text;
  }

  it('computes once, in memory and on disk', () => {
    const [one, other] = [fresh(), fresh()];
    useCache(join(folder(), 'once'));
    assert.ok(computes(one));
    assert.ok(!computes(one));
    assert.ok(computes(other));
    assert.equal(readdirSync(join(folder(), 'once')).length, 2);
    forgetMemory();
    useCache(join(folder(), 'once'));
    assert.ok(!computes(one));
    useCache(undefined);
    forgetMemory();
    assert.ok(computes(one), 'nothing is found without a folder');
  });

  it('computes a damaged array anew and puts it in its place', () => {
    const path = join(folder(), 'damaged');
    const key = fresh();
    useCache(path);
    computes(key);
    const [name] = readdirSync(path);
    const file = join(path, name);
    const good = readFileSync(file);
    for (const bad of [
      new Uint8Array(0),
      good.subarray(0, good.length / 2),
      good.subarray(0, good.length - 1),
      Buffer.alloc(good.length),
      Buffer.concat([good.subarray(0, good.length - 16), Buffer.alloc(16)]),
      Buffer.from(Float32Array.of(1, 2, 3, 4).buffer),
    ]) {
      writeFileSync(file, bad);
      forgetMemory();
      useCache(path);
      assert.match(
        heard(() => assert.ok(computes(key))),
        /^note: .*Ledgerwalk array.*computed anew\n$/,
      );
      assert.deepEqual(readFileSync(file), good);
    }
  });

  it('keeps to its limit on disk; what was used longest ago goes first', () => {
    process.env.LEDGERWALK_CACHE_MB = '1';
    const path = join(folder(), 'bounded');
    useCache(path);
    // 1 MB holds three of these.
    const array = (value: number) => new Float32Array(2 ** 16).fill(value);
    const all = Array.from({ length: 6 }, fresh);
    for (const i of [0, 1, 2]) assert.ok(computes(all[i], array(i)));
    for (const name of readdirSync(path)) utimesSync(join(path, name), 1e9, 1e9);
    forgetMemory();
    useCache(path);
    assert.ok(!computes(all[1], array(1)), 'used again');
    assert.ok(computes(all[3], array(3)));
    assert.ok(computes(all[4], array(4)));
    const bytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
    assert.ok(bytes <= 2 ** 20, `${bytes}`);
    forgetMemory();
    useCache(path);
    for (const i of [1, 3, 4]) assert.ok(!computes(all[i], array(i)), `${i}`);
    for (const i of [0, 2]) assert.ok(computes(all[i], array(i)), `${i}`);
  });

  it('refuses a limit that is no number', () => {
    process.env.LEDGERWALK_CACHE_MB = 'much';
    assert.throws(
      () => useCache(folder()),
      (error: Error) => error instanceof InputError && /LEDGERWALK_CACHE_MB: "much"/.test(error.message),
    );
  });

  it('says once that it cannot write, goes on, and still finds what is there', () => {
    const path = join(folder(), 'sometime');
    const known = fresh();
    useCache(path);
    computes(known);
    const [name] = readdirSync(path);
    const file = readFileSync(join(path, name));
    // Also where the tests run as root: no file can be made where a file is in the folder's place.
    for (const bad of ['/proc/ledgerwalk/cache', join(path, name)]) {
      useCache(bad);
      assert.match(
        heard(() => {
          assert.ok(computes(fresh()));
          assert.ok(computes(fresh()));
        }),
        /^note: nothing more is cached: .* cannot be written .*\n$/,
      );
    }
    if (process.getuid?.() !== 0) {
      mkdirSync(join(folder(), 'read-only'));
      writeFileSync(join(folder(), 'read-only', name), file);
      chmodSync(join(folder(), 'read-only'), 0o555);
      forgetMemory();
      useCache(join(folder(), 'read-only'));
      assert.ok(!computes(known));
    }
  });

  it('is shared by processes that fill and empty it at the same time', async function () {
    this.timeout(60_000);
    const script = `
      const { cached, useCache } = require(${JSON.stringify(require.resolve('../../src/base/cache'))});
      useCache(process.argv[1]);
      for (let n = 0; n < 200; n++) {
        const key = (n * 7) % 20;
        const [value] = cached([key, n % 3], () => new Float32Array(2 ** 14).fill(key));
        if (value !== key) process.exit(3);
      }`;
    const codes = [1, 2].map(() => {
      const child = spawn(
        process.execPath,
        ['-r', require.resolve('ts-node/register'), '-e', script, join(folder(), 'busy')],
        { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, LEDGERWALK_CACHE_MB: '0.5' } },
      );
      return new Promise((resolve) => child.once('exit', resolve));
    });
    assert.deepEqual(await Promise.all(codes), [0, 0]);
  });
});
