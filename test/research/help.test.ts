import assert from 'node:assert/strict';
import { callScript, type Ended, scriptFiles, spawnScript } from '../helpers/script';

describe('the help of the scripts', function () {
  this.timeout(300_000);
  const names = [...scriptFiles().keys()];
  const ends: Ended[] = [];
  before(async () => {
    // The tests of `train` and `predict` start those as processes. One by one, for each takes this process's output.
    const called = new Map<string, Ended>();
    for (const name of ['train', 'predict']) called.set(name, await callScript(name, ['--help']));
    const helpOf = async (name: string) => called.get(name) ?? spawnScript(name, ['--help']);
    for (let i = 0; i < names.length; i += 2) ends.push(...(await Promise.all(names.slice(i, i + 2).map(helpOf))));
  });

  it('is there for every script of package.json', () => {
    assert.ok(names.length >= 10, `package.json names only ${names.join(', ')}`);
    names.forEach((name, i) => {
      const { code, stdout, stderr } = ends[i];
      assert.deepEqual([code, stderr], [0, ''], name);
      assert.match(stdout, new RegExp(`^Usage: ${name} .+\n\n\\S(?:.+\n)*.+\\.\n\n`), name);
      assert.match(stdout, /\nOptions:\n(?:.+\n)* {2}-h, --help /, name);
      const [, examples] = /\nExamples:\n((?: {2}\$ .+\n)+)$/.exec(stdout) ?? assert.fail(`${name} shows no examples`);
      for (const example of examples.trimEnd().split('\n'))
        assert.match(example, new RegExp(`^ {2}\\$ npm run ${name}(?: -- \\S.*)?$`));
    });
  });

  it('shows examples whose options there are', () => {
    names.forEach((name, i) => {
      const [options, examples] = ends[i].stdout.split('\nExamples:\n');
      for (const [option] of examples.matchAll(/(?<= )--\w[\w-]*/g))
        assert.match(options, new RegExp(`\n +${option}\\b`), `${name} ${option}`);
    });
  });

  const refused: [args: string[], expected: RegExp][] = [
    [
      ['ablate', '--prest', 'full', 'synthetic'],
      /^error: unknown option '--prest' \(Did you mean --preset\?\) \(--help shows .*\)\n$/,
    ],
    [['predict', '--model', 'model.json'], /^error: required option '--out <path>' not specified \(--help .*\)\n$/],
    [['ablate'], /^error: ablate: no experiment is named; expected one of first-purchase, .*, or a \.json file\n$/],
    [['ablate', 'nope'], /^error: unknown experiment "nope"; expected one of first-purchase, .*\n$/],
    [['tables', 'nope'], /^error: unknown experiment "nope"; expected one of first-purchase, .*\n$/],
    [['figures', 'nope'], /^error: unknown experiment "nope"; expected one of first-purchase, .*\n$/],
    [['train', '--experiment', 'nope'], /^error: unknown experiment "nope"; expected one of first-purchase, .*\n$/],
    [['tune'], /^error: --row: no row is named; expected one of majority, .*\n$/],
    [['tune', '--row', 'nope'], /^error: --row: experiment first-purchase has no row "nope"; expected one of .*\n$/],
    [['bench', 'nope'], /^error: unknown bench "nope"; expected one of boosting, .*\n$/],
  ];

  for (const [[name, ...args], expected] of refused)
    it(`is pointed at by one line and exit code 2: npm run ${[name, ...args].join(' ')}`, async () => {
      const { code, stderr } = await callScript(name, args);
      assert.match(stderr, expected);
      assert.equal(code, 2);
    });

  it('refuses an option that there is not, whatever the script', async () => {
    const needed: Record<string, string[]> = {
      predict: ['--model', 'model.json', '--out', 'scores.csv'],
      explain: ['--model', 'model.json'],
    };
    for (const name of names) {
      const { code, stderr } = await callScript(name, [...(needed[name] ?? []), '--nope']);
      assert.equal(stderr, "error: unknown option '--nope' (--help shows options and examples)\n", name);
      assert.equal(code, 2, name);
    }
  });
});
