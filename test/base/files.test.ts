import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { checkWritable, writeAtomically } from '../../src/base/files';
import { temporaryFolder } from '../helpers/temporaryFolder';

const FILES = require.resolve('../../src/base/files');
const isRoot = process.getuid?.() === 0;

/** Arguments for Node that run a line of code with `writeAtomically` at hand. */
function scriptOf(code: string): string[] {
  return [
    '-r',
    require.resolve('ts-node/register'),
    '-e',
    `const { writeAtomically } = require(${JSON.stringify(FILES)}); ${code}`,
  ];
}

describe('writing a file', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder(), ...names);
  const text = (path: string) => readFileSync(path, 'utf8');
  const refuses = (path: string, expected: RegExp) => {
    for (const write of [() => writeAtomically(path, 'x'), () => checkWritable(path)])
      assert.throws(write, (error: Error) => error instanceof InputError && expected.test(error.message), path);
  };

  it('makes its folders, replaces what was there and leaves nothing else', () => {
    writeAtomically(at('plain', 'a', 'b.txt'), 'old');
    writeAtomically(at('plain', 'a', 'b.txt'), Uint8Array.of(110, 101, 119));
    assert.equal(text(at('plain', 'a', 'b.txt')), 'new');
    assert.deepEqual(readdirSync(at('plain', 'a')), ['b.txt']);
  });

  it('keeps the permissions of the file that it replaces', () => {
    writeFileSync(at('private.txt'), 'old');
    chmodSync(at('private.txt'), 0o600);
    writeAtomically(at('private.txt'), 'new');
    assert.equal(statSync(at('private.txt')).mode & 0o777, 0o600);
  });

  it('takes the longest name that a file can have', () => {
    const path = at('n'.repeat(255));
    checkWritable(path);
    writeAtomically(path, 'long');
    assert.equal(text(path), 'long');
  });

  it('follows links, also over several steps, through folders and to a file that is not there yet', () => {
    mkdirSync(at('real', 'inner'), { recursive: true });
    writeFileSync(at('real', 'target.txt'), 'old');
    symlinkSync('real', at('folder'));
    symlinkSync('../target.txt', at('real', 'inner', 'second'));
    symlinkSync(join('folder', 'inner', 'second'), at('first'));
    symlinkSync('missing.txt', at('dangling'));
    writeAtomically(at('first'), 'new');
    writeAtomically(at('dangling'), 'made');
    assert.equal(text(at('real', 'target.txt')), 'new');
    assert.equal(text(at('missing.txt')), 'made');
    assert.equal(readlinkSync(at('first')), join('folder', 'inner', 'second'));
    assert.ok(lstatSync(at('real', 'inner', 'second')).isSymbolicLink());
    assert.ok(lstatSync(at('dangling')).isSymbolicLink());
  });

  it('writes into a device and a named pipe', async () => {
    writeAtomically('/dev/null', 'gone');
    assert.ok(statSync('/dev/null').isCharacterDevice());
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')]);
    let heard = '';
    reader.stdout.on('data', (data) => {
      heard += data;
    });
    const ended = new Promise((resolve) => reader.once('close', resolve));
    // By another process, for this one has to hear the reader.
    spawnSync(process.execPath, scriptOf(`writeAtomically(${JSON.stringify(at('pipe'))}, 'x'.repeat(200_000))`));
    await ended;
    assert.equal(heard, 'x'.repeat(200_000));
    assert.ok(statSync(at('pipe')).isFIFO());
  });

  it('writes to standard output, be it a pipe or a file, between what else is printed there', () => {
    const script = scriptOf(`console.log('before'); writeAtomically('/dev/stdout', 'text\\n'); console.log('after');`);
    const { stdout } = spawnSync(process.execPath, script, { encoding: 'utf8' });
    assert.equal(stdout, 'before\ntext\nafter\n');
    const quoted = [process.execPath, ...script].map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(' ');
    spawnSync('sh', ['-c', `${quoted} > '${at('redirected')}'`]);
    assert.equal(text(at('redirected')), 'before\ntext\nafter\n');
  });

  it('is refused, and found out beforehand, where no file can be', () => {
    writeFileSync(at('file'), '');
    mkdirSync(at('in the way'));
    symlinkSync('round', at('about'));
    symlinkSync('about', at('round'));
    refuses(at('in the way'), /in the way: cannot be written \(a folder is there\)/);
    refuses(at('file', 'x.txt'), /cannot be written/);
    refuses(at('file', 'deeper', 'x.txt'), /cannot be written/);
    refuses(at('round'), /links/);
    refuses('/proc/here/x.txt', /\/proc\/here\/x\.txt: cannot be written \(ENOENT/);
    refuses(at(`${'n'.repeat(256)}`), /ENAMETOOLONG/);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('is refused where the folder or the file is read-only', function () {
    if (isRoot) return this.skip();
    mkdirSync(at('read-only'), { mode: 0o555 });
    writeFileSync(at('protected.txt'), 'old', { mode: 0o444 });
    refuses(at('read-only', 'x.txt'), /EACCES/);
    refuses(at('protected.txt'), /EACCES/);
    assert.equal(text(at('protected.txt')), 'old');
  });

  it('is refused by a full device, and the check of it leaves no folder', () => {
    assert.throws(() => writeAtomically('/dev/full', 'x'), /\/dev\/full: cannot be written \(ENOSPC/);
    checkWritable(at('not', 'yet', 'x.txt'));
    assert.ok(!existsSync(at('not')));
  });

  it('removes what a killed process left, and nothing that one may still be writing', () => {
    const [old, young, foreign] = ['.ledgerwalk-00000000deadbeef.tmp', '.ledgerwalk-00000000cafecafe.tmp', 'their.tmp'];
    mkdirSync(at('left'));
    for (const name of [old, young, foreign]) writeFileSync(at('left', name), 'half');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    for (const name of [old, foreign]) utimesSync(at('left', name), anHourAgo, anHourAgo);
    writeAtomically(at('left', 'x.txt'), 'x');
    assert.deepEqual(readdirSync(at('left')), [young, foreign, 'x.txt']);
  });

  it('lets readers see the old or the new file while several processes write it', async function () {
    this.timeout(60_000);
    const path = at('shared.txt');
    const size = 1_000_000;
    // Each believes that it is process 1, as in containers.
    const writer = (letter: string) =>
      spawn(
        process.execPath,
        scriptOf(
          `Object.defineProperty(process, 'pid', { value: 1 });
          const body = '${letter}'.repeat(${size});
          for (let n = 0; n < 30; n++) writeAtomically(${JSON.stringify(path)}, body);`,
        ),
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
    const codes = ['a', 'b'].map((letter) => {
      const child = writer(letter);
      return new Promise((resolve) => child.once('exit', resolve));
    });
    let running = true;
    const all = Promise.all(codes).finally(() => {
      running = false;
    });
    let looks = 0;
    while (running) {
      if (existsSync(path)) {
        const found = text(path);
        assert.equal(found, found[0].repeat(size));
        looks++;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual(await all, [0, 0]);
    assert.ok(looks > 0);
  });
});
