import '../../datasets';
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../src/experiment/store';
import { childrenOf, isRunning } from '../helpers/processes';
import { type Running, startScript } from '../helpers/script';
import { temporaryFolder } from '../helpers/temporaryFolder';

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('an interrupted script', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let running: Running | undefined;
  afterEach(() => {
    running?.child.kill('SIGKILL');
  });

  /** Waits until the script has got somewhere. */
  async function reaches(script: Running, condition: () => boolean): Promise<void> {
    while (!condition()) {
      assert.equal(script.child.exitCode, null, `ended before it got there: ${script.stdout()}`);
      await sleep(50);
    }
  }

  /** Sends the signal, to the script alone or to its whole group as a terminal does. The script must end by it. */
  async function endsBy(signal: NodeJS.Signals, script: Running, whom: 'script' | 'group' = 'script'): Promise<void> {
    const pid = script.child.pid!;
    const workers = childrenOf(pid);
    process.kill(whom === 'group' ? -pid : pid, signal);
    // A shell tells this as exit code 128 + the signal's number: 130 for SIGINT, 143 for SIGTERM.
    assert.deepEqual(await script.ended, { code: null, signal });
    for (const worker of workers) while (isRunning(worker)) await sleep(10);
  }

  const filesIn = (...names: string[]) => {
    const path = join(folder(), ...names);
    return existsSync(path) ? readdirSync(path).filter((name) => !name.startsWith('.')) : [];
  };

  for (const [signal, row, during] of [
    ['SIGINT', 'boosting', 'reading'],
    ['SIGINT', 'boosting', 'training'],
    ['SIGTERM', 'fused', 'training'],
  ] as const)
    it(`train --row ${row} ends by ${signal} during ${during} and writes no model`, async () => {
      const name = `${signal} ${row} ${during}`;
      // Training that lasts, however fast the machine.
      const long =
        row === 'boosting' ? ['--set', 'rows.boosting.model.model={"numTrees":100000,"patience":100000}'] : [];
      const args = ['--row', row, ...long, '--out', join(folder(), name, 'model.json')];
      running = startScript('train', args, join(folder(), name));
      const { stdout } = running;
      await reaches(running, () => stdout().includes('engine:'));
      if (during === 'training') {
        await reaches(running, () => filesIn(name, 'cache').length > 0);
        await sleep(1000);
      }
      await endsBy(signal, running);
      assert.ok(!stdout().includes('wrote'));
      assert.deepEqual(filesIn(name), during === 'training' ? ['cache'] : []);
    });

  for (const [signal, workers, whom, kept] of [
    ['SIGINT', 1, 'script', 'cache'],
    ['SIGINT', 2, 'group', 'runs'],
    ['SIGTERM', 2, 'script', 'cache'],
  ] as const)
    it(`ablate --workers ${workers} ends by ${signal} to the ${whom}; whole runs stay, tables are not written`, async () => {
      const name = `${signal} ${workers}`;
      running = startScript('ablate', ['synthetic', '--workers', String(workers)], join(folder(), name));
      await reaches(running, () => filesIn(name, kept).length > 0);
      await endsBy(signal, running, whom);
      const store = new Store(join(folder(), name, 'runs'));
      const runs = filesIn(name, 'runs').map((file) => file.replace(/\.json$/, ''));
      for (const id of runs) assert.equal(store.read(id).id, id);
      assert.deepEqual(filesIn(name, 'tables'), []);
      assert.deepEqual(filesIn(name, 'figures'), []);
    });
});
