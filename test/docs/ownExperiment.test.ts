import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useCache } from '../../src/base/cache';
import { callScript, type Ended, spawnScript } from '../helpers/script';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('the commands of docs/your-own-data.md', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const page = readFileSync(join(__dirname, '../../docs/your-own-data.md'), 'utf8');
  const section = (title: string) => {
    const found = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
    return found ?? assert.fail(`the page has no section "${title}"`);
  };
  /** Writes the files that a section prints: those named right before a block. */
  const write = (title: string) => {
    for (const [, name, block] of section(title).matchAll(/`([\w-]+\.\w+)`:\n\n```\w+\n([\s\S]*?)```/g))
      writeFileSync(at(name), block);
  };
  /** The commands that a section prints, word by word; names of files are those in the folder. */
  const commands = (title: string) =>
    [...section(title).matchAll(/^```sh\n([\s\S]*?)```/gm)]
      .flatMap(([, block]) => block.trim().split('\n'))
      .map((line) => ({
        line,
        words: line.split(' ').map((word) => (/^[\w-]+\.(csv|json)$/.test(word) ? at(word) : word)),
      }));
  const run = async (title: string) => {
    for (const { line, words } of commands(title)) {
      if (line.startsWith('node ')) execFileSync('bash', ['-c', line], { cwd: folder() });
      else {
        const [, , script, , ...args] = words;
        succeeded(await callScript(script, args));
      }
    }
  };
  const succeeded = ({ code, stdout, stderr }: Ended) => {
    assert.deepEqual([code, stderr], [0, '']);
    return stdout;
  };
  const scores = (name: string) =>
    readFileSync(at(name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));

  before(() => {
    for (const title of ['A label table', 'A label of each event', 'Attributes', 'An experiment of your own'])
      write(title);
    execFileSync(process.execPath, ['shop.js'], { cwd: folder() });
  });
  after(() => useCache(undefined)); // `train` keeps arrays in results/cache

  it('learn from a label table, and score every client', async () => {
    await run('A label table');
    const [header, ...lines] = scores('responded-scores.csv');
    assert.deepEqual(header, ['customer', 'probability', 'positive']);
    assert.equal(new Set(lines.map(([client]) => client)).size, 150);
    const responded = new Map(scores('responses.csv').map(([client, label]) => [client, label]));
    const mean = (label: string) => {
      const found = lines.filter(([client]) => responded.get(client) === label);
      return found.reduce((sum, [, probability]) => sum + Number(probability), 0) / found.length;
    };
    assert.ok(mean('yes') > mean('no'), `${mean('yes')} ${mean('no')}`);
  });

  it('learn from labels of events, and score events whose labels are missing', async () => {
    await run('A label of each event');
    const [header, ...lines] = scores('came-back-scores.csv');
    assert.deepEqual(header, ['customer', 'item', 'time', 'probability', 'positive']);
    const orders = scores('orders.csv').filter(([, , date]) => date >= '2023-12-25' && date < '2024');
    assert.equal(lines.length, orders.length);
    const key = ([client, sku, time]: string[]) => `${client} ${sku} ${time.slice(0, 10)}`;
    assert.deepEqual(lines.map(key).sort(), orders.map(key).sort());

    const rows = scores('orders.csv').map((cells, i) =>
      i && cells[2] >= '2023-12-25' ? [...cells.slice(0, 4), ''] : cells,
    );
    writeFileSync(at('empty.csv'), `${rows.map((cells) => cells.join(',')).join('\n')}\n`);
    const [, , , ...args] = commands('A label of each event')
      .at(-1)!
      .words.map((word) =>
        word === at('new-orders.csv')
          ? at('empty.csv')
          : word === at('came-back-scores.csv')
            ? at('empty-scores.csv')
            : word,
      );
    succeeded(await callScript('predict', args.slice(1)));
    assert.deepEqual(scores('empty-scores.csv'), scores('came-back-scores.csv'));
  });

  it('refuse to train on events without labels, and say which row lacks one', async () => {
    const { words } = commands('A label of each event')[0];
    const args = words.slice(4).map((word) => (word === at('orders.csv') ? at('empty.csv') : word));
    const { code, stderr } = await callScript('train', args);
    assert.match(stderr, /^error: .*empty\.csv, row \d+: column "came_back" is "": missing label; expected .*\n$/);
    assert.equal(code, 2);
  });

  it('read attributes, and refuse one that changes with the message of the page', async () => {
    const [make, ablate] = commands('Attributes');
    execFileSync('bash', ['-c', make.line], { cwd: folder() });
    const args = [...ablate.words.slice(4), '--workers', '1'];
    assert.match(succeeded(await spawnScript('ablate', args, at('results'))), /^trials: 2 run, 0 found in /m);

    const [message] = /^more-orders\.csv, row 2: .*$/m.exec(page) ?? assert.fail('the page shows no message');
    const orders = readFileSync(at('more-orders.csv'), 'utf8');
    const [, sku] = /item "(\w+)"/.exec(message)!;
    const [header, , ...rest] = orders.split('\n');
    const same = ['drink', 'food'].map((department) => `c1,${sku},2023-01-01,1,no,web,${department}`);
    writeFileSync(at('more-orders.csv'), [header, ...same, ...rest].join('\n'));
    const { code, stderr } = await callScript('ablate', args);
    assert.deepEqual([code, stderr.replace(`${folder()}/`, '')], [2, `error: ${message}\n`]);
  });

  it('run an experiment, and change it by --set', async () => {
    const [plain, changed] = commands('An experiment of your own').map(({ words }) => words.slice(4));
    const ablate = (args: string[]) => spawnScript('ablate', [...args, '--workers', '1'], at('results'));
    assert.match(succeeded(await ablate(plain)), /^trials: 16 run, 0 found in /m);
    assert.match(succeeded(await ablate(changed)), /^trials: 2 run, 6 found in /m);
    for (const file of ['tables/came-back.md', 'figures/came-back-forest.svg', 'tables/came-back-lstm.md'])
      assert.ok(existsSync(join(at('results'), file)), file);
  });

  it('end with the message of the page where a name is misspelt', async () => {
    const [message] = /^error: my-experiment\.json, at .*$/m.exec(page) ?? assert.fail('the page shows no message');
    const text = readFileSync(at('my-experiment.json'), 'utf8');
    writeFileSync(at('my-experiment.json'), text.replace('"gru"', '"grru"'));
    const [{ words }] = commands('An experiment of your own');
    const { code, stderr } = await callScript('ablate', words.slice(4));
    writeFileSync(at('my-experiment.json'), text);
    const said = stderr.replace(`${folder()}/`, '');
    const listed = said.replace(/(?<=there are ).*cnn, .*gru, .*lstm, .*/, '…');
    assert.deepEqual([code, listed], [2, `${message}\n`]);
  });
});
