import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import { callScript, type Ended, spawnScript } from '../helpers/script';
import { shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

const logistic = { name: 'logistic', features: ['rfm'] };

const experiment = {
  name: 'own-shop',
  title: 'Who comes back?',
  task: { name: 'horizon', horizonDays: 30 },
  presets: { quick: { seeds: 1 }, twice: { seeds: 2 } },
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', model: logistic },
    { name: 'boosting', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
  ],
  comparisons: [['boosting', 'logistic']],
};

describe('an experiment of one’s own', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const put = (name: string, content: object | string) => {
    writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content));
    return at(name);
  };
  const data = () => ['--file', at('shop.csv'), '--schema', at('schema.json')];
  const ablate = (args: readonly string[], results = at('results')) =>
    spawnScript('ablate', [...args, '--workers', '1'], results);
  /** The metrics of every run of an experiment. */
  const runsOf = (name: string, results = at('results')) =>
    fromCSV(readFileSync(join(results, 'tables', `${name}-runs.csv`), 'utf8')).objects() as Record<string, unknown>[];
  const succeeded = ({ code, stdout, stderr }: Ended) => {
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const refused = ({ code, stderr }: Ended, expected: RegExp) => {
    assert.match(stderr.replaceAll(`${folder()}/`, ''), expected);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
    assert.equal(code, 2);
  };

  before(() => {
    writeShop(folder());
    put('my.json', experiment);
  });

  describe('on a file', () => {
    let told: string;
    before(async () => {
      told = succeeded(await ablate(['--experiment', at('my.json'), ...data()]));
    });

    it('trains every row, prints the table and writes tables and figures', () => {
      assert.match(told, /^experiment: own-shop, preset quick, 3 trials, 1 workers$/m);
      assert.match(told, /^trials: 3 run, 0 found in /m);
      for (const { title } of experiment.rows) assert.ok(told.includes(title), title);
      const written = [...told.matchAll(/^wrote .*\/(\w+\/[\w.-]+)$/gm)].map(([, path]) => path);
      for (const path of [
        'tables/own-shop.md',
        'tables/own-shop.tex',
        'tables/own-shop.csv',
        'tables/own-shop-runs.csv',
      ])
        assert.ok(written.includes(path), path);
      assert.ok(
        written.filter((path) => /^figures\/own-shop-[\w-]+\.(svg|png)$/.test(path)).length >= 8,
        String(written),
      );
      for (const path of written) assert.ok(existsSync(join(at('results'), path)), path);
    });

    it('names the command that makes it again', () => {
      const command = `npm run ablate -- --experiment ${at('my.json')} --file ${at('shop.csv')} --schema ${at('schema.json')}`;
      assert.ok(readFileSync(join(at('results'), 'tables/own-shop.md'), 'utf8').includes(`\`${command}\``));
    });

    it('finds its trials again, whatever is written out, in whatever order, wherever the data lie', async () => {
      mkdirSync(at('elsewhere'));
      writeShop(at('elsewhere'));
      const { rows, ...rest } = experiment;
      const document = {
        rows: [
          { model: { name: 'majority', features: [] }, title: 'renamed', name: 'constant' },
          { ...rows[1], controls: [], model: { features: [{ name: 'rfm' }], resampling: null, name: 'logistic' } },
          rows[2],
        ],
        ...rest,
        name: 'renamed',
        task: { folds: { train: { everyDays: 30 }, name: 'rolling', count: 1 }, horizonDays: 30, name: 'horizon' },
        // In the folder of the document.
        dataset: { schema: 'schema.json', name: 'file', file: 'shop.csv' },
      };
      const written = put('elsewhere/other.json', `\ufeff${JSON.stringify(document)}`);
      assert.match(succeeded(await ablate(['--experiment', written])), /^trials: 0 run, 3 found in /m);
    });

    it('has tables and figures from stored runs', async () => {
      for (const script of ['tables', 'figures']) {
        const ended = await spawnScript(script, ['--experiment', at('my.json'), ...data()], at('results'));
        assert.match(succeeded(ended), new RegExp(`^wrote .*${script}/own-shop`, 'm'));
      }
    });

    it('takes a preset of its own, and other options by --set: by name, by place, and of what is given by name alone', async () => {
      const sets = [
        'rows.boosting.model.model.numTrees=7',
        'rows[1].model.features[0].name=popularity',
        'name=changed',
      ];
      const args = ['--experiment', at('my.json'), ...data(), ...sets.flatMap((one) => ['--set', one])];
      const told = succeeded(await ablate([...args, '--preset', 'twice']));
      assert.match(told, /^trials: 5 run, 1 found in /m);
      assert.match(told, /; 2 seeds\./);
      const stored = new Map(
        runsOf('changed').map(({ row, run }) => [
          row,
          JSON.parse(readFileSync(join(at('results'), 'runs', `${run}.json`), 'utf8')).content.configuration.model,
        ]),
      );
      assert.equal(stored.get('boosting').model.numTrees, 7);
      assert.equal(stored.get('logistic').features[0].name, 'popularity');
    });
  });

  it('pools the folds of its task', async () => {
    const folds = { name: 'rolling', count: 3, train: { count: 2 } };
    const results = at('folds');
    put('folds.json', { ...experiment, name: 'folds', task: { ...experiment.task, folds } });
    const told = succeeded(await ablate(['--experiment', at('folds.json'), ...data()], results));
    assert.match(told, /, 9 trials, /);
    assert.match(told, / test examples over 3 folds, /);
    const runs = runsOf('folds', results);
    assert.equal(runs.length, 9);
    assert.equal(new Set(runs.map(({ fold }) => String(fold))).size, 3);
    const [, { auc_mean: mean }] = fromCSV(readFileSync(join(results, 'tables/folds.csv'), 'utf8')).objects() as {
      auc_mean: number;
    }[];
    const aucs = runs.filter(({ row }) => row === 'logistic').map(({ auc }) => Number(auc));
    assert.ok(Math.abs(mean - aucs.reduce((sum, auc) => sum + auc, 0) / 3) < 1e-12);
    const stored = readdirSync(join(results, 'runs')).map(
      (name) => JSON.parse(readFileSync(join(results, 'runs', name), 'utf8')).content.configuration,
    );
    assert.deepEqual(stored.map(({ fold }) => fold).sort(), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it('reports the other rows where one diverges, says so, and ends with exit code 1', async () => {
    const diverging = {
      name: 'fused',
      branches: [{ name: 'tabular', features: ['rfm'] }],
      training: { learningRate: 1e30, epochs: 2 },
    };
    const rows = [...experiment.rows, { name: 'diverging', title: 'a wild network', model: diverging }];
    const comparisons = [...experiment.comparisons, ['diverging', 'logistic']];
    put('wild.json', { ...experiment, name: 'wild', rows, comparisons });
    const results = at('wild');
    const { code, stdout, stderr } = await ablate(['--experiment', at('wild.json'), ...data()], results);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /^trials: 4 run, 0 found in /m);
    const [failed, error, ...more] = stderr.trimEnd().split('\n');
    assert.match(failed, /^failed: fused, seed 0: .*(NaN|not a number|infinite|diverged)/);
    assert.match(error, /^error: .*a wild network \(.+\)$/);
    assert.deepEqual(more, []);
    const table = readFileSync(join(results, 'tables/wild.md'), 'utf8');
    assert.match(table, /^Left out, for trials failed: a wild network \(.+\)\.$/m);
    for (const { title } of experiment.rows) assert.ok(table.includes(`| ${title} |`), title);
    assert.ok(!table.includes('a wild network against'));
  });

  it('asks at times counted back from the end of the log with --auto-cutoffs', async () => {
    const dated = {
      name: 'single',
      test: '2011-01-01',
      validation: '2010-12-01',
      train: { last: '2010-11-01', count: 1, everyDays: 30 },
    };
    put('dated.json', { ...experiment, name: 'dated', task: { ...experiment.task, folds: dated } });
    const args = ['--experiment', at('dated.json'), ...data()];
    refused(
      await callScript('ablate', args),
      /^error: task horizon, folds: the log runs from 2024-01-\d+ to 2024-10-\d+; /,
    );
    assert.match(succeeded(await ablate([...args, '--auto-cutoffs'], at('dated'))), /^trials: 3 run/m);
  });

  describe('that is wrong', () => {
    const row = (model: unknown, more: object = {}) => ({
      rows: [{ name: 'one', title: 'one', model, ...more }],
      comparisons: [],
    });
    const fused = (options: object) => row({ name: 'fused', branches: ['sequence'], ...options });
    const graph = (options: object) => fused({ branches: ['sequence', { name: 'graph', ...options }] });
    const wrong: [change: object, expected: string][] = [
      [{ dataset: 'cdnaw' }, 'dataset: unknown data set "cdnaw"; there are file, '],
      [{ task: 'churn' }, 'task: unknown task "churn"; there are horizon, event, table, '],
      [
        { task: { name: 'horizon', horizon: 3 } },
        'task: task horizon has no option "horizon"; there are activeWithinDays, ',
      ],
      [
        { task: { name: 'horizon', horizonDays: 30, folds: { name: 'weekly' } } },
        'task.folds.name: "weekly" given; expected "single" or "rolling"',
      ],
      [
        row('boosting'),
        'rows[0].model: unknown learner "boosting"; there are majority, logistic, decision-tree, random-forest, gradient-boosting, ',
      ],
      [
        row({ name: 'logistic', features: ['rmf'] }),
        'rows[0].model.features[0]: unknown feature family "rmf"; there are rfm, ',
      ],
      [row({ name: 'logistic', model: { c: 1 } }), 'rows[0].model.model: unknown key "c"; there are '],
      [
        row({ name: 'logistic', resampling: 'smoot' }),
        'rows[0].model.resampling: unknown resampler "smoot"; there are random-over, ',
      ],
      [
        fused({ branches: ['sequence', 'grahp'] }),
        'rows[0].model.branches[1]: unknown branch "grahp"; there are tabular, sequence, ',
      ],
      [
        fused({ branches: [{ name: 'sequence', encoder: 'lsmt' }] }),
        'rows[0].model.branches[0].encoder: unknown sequence encoder "lsmt"; there are cnn, ',
      ],
      [
        graph({ layer: 'gatt' }),
        'rows[0].model.branches[1].layer: unknown graph layer "gatt"; there are sage, sage-pool, ',
      ],
      [
        graph({ layer: { name: 'gat', haeds: 2 } }),
        'rows[0].model.branches[1].layer: graph layer gat has no option "haeds"; there are heads',
      ],
      [graph({ node2vec: { lenght: 3 } }), 'rows[0].model.branches[1].node2vec: unknown key "lenght"; there are '],
      [fused({ operator: 'add' }), 'rows[0].model.operator: unknown fusion operator "add"; there are concat, '],
      [
        fused({ loss: { name: 'focal', gama: 2 } }),
        'rows[0].model.loss: loss focal has no option "gama"; there are gamma, ',
      ],
      [
        fused({ training: { schedule: 'cosine' } }),
        'rows[0].model.training.schedule: unknown learning rate schedule "cosine"; there are constant, ',
      ],
      [
        fused({ pretraining: { task: 'cpc' } }),
        'rows[0].model.pretraining.task: unknown pretext "cpc"; there are coles, ',
      ],
      [fused({ units: '32' }), 'rows[0].model.units: "32" given; expected number'],
      [
        row('majority', { controls: ['shuffle'] }),
        'rows[0].controls[0]: unknown control "shuffle"; there are rewire-edges, ',
      ],
      [row('majority', { contrl: true }), 'rows[0]: unknown key "contrl"; there are name, title, control, '],
      [
        row({ name: 'stack', members: ['majority', { name: 'fused', branches: [{ name: 'graph', layer: 'gatt' }] }] }),
        'rows[0].model.members[1].branches[0].layer: unknown graph layer "gatt"; there are sage, ',
      ],
      [
        { comparisons: [['boosting', 'losgistic']] },
        'comparisons[0][1]: unknown row "losgistic"; there are majority, logistic, boosting',
      ],
      [{ presets: { quick: { seed: 1 } } }, 'presets.quick: unknown key "seed"; there are seeds, negatives'],
    ];
    for (const [change, expected] of wrong)
      it(`ends at once with the place and the choices: ${expected}`, async () => {
        // There is no such file: that would be the complaint if anything were read.
        const dataset = { name: 'file', file: 'none.csv', schema: shopSchema };
        put('wrong.json', { ...experiment, dataset, ...change });
        const { code, stderr, stdout } = await callScript('ablate', ['--experiment', at('wrong.json')]);
        assert.ok(stderr.startsWith(`error: ${at('wrong.json')}, at ${expected}`), stderr);
        assert.equal(stderr.trimEnd().split('\n').length, 1);
        assert.deepEqual([code, stdout], [2, '']);
      });

    const sets: [set: string, expected: RegExp][] = [
      [
        'rows.fused.title=x',
        /^error: --set: "fused" in .* names no element; expected one of majority, logistic, boosting\n$/,
      ],
      ['rows', /^error: --set: "rows" sets nothing; expected path=value, such as .*\n$/],
      ['title.x=3', /^error: my\.json, at title: an object given; expected string\n$/],
      [
        'rows.logistic.model.model.C=-1',
        /^error: my\.json, at rows\[1\]\.model\.model\.C: -1 given; expected number to be >0\n$/,
      ],
    ];
    for (const [set, expected] of sets)
      it(`refuses --set ${set}`, async () =>
        refused(await callScript('ablate', ['--experiment', at('my.json'), ...data(), '--set', set]), expected));

    it('has no such preset', async () =>
      refused(
        await callScript('ablate', ['--experiment', at('my.json'), ...data(), '--preset', 'full']),
        /^error: experiment own-shop: unknown preset "full"; expected one of quick, twice\n$/,
      ));

    it('without data says what names them', async () =>
      refused(
        await callScript('ablate', ['--experiment', at('my.json')]),
        /^error: experiment own-shop: no data set is named; expected "dataset" in it, or --file and --schema\n$/,
      ));

    it('is no JSON, or not there', async () => {
      put('cut.json', '{"name": "x"');
      refused(await callScript('ablate', ['--experiment', at('cut.json')]), /^error: cut\.json: not valid JSON: .*\n$/);
      refused(await callScript('ablate', ['--experiment', at('none.json')]), /^error: none\.json: no such file; .*\n$/);
    });
  });

  it('without runs has no tables and no figures, but the command that makes them', async () => {
    const args = ['--experiment', at('my.json'), ...data(), '--set', 'rows.logistic.model.model.C=0.123'];
    for (const script of ['tables', 'figures'])
      refused(
        await callScript(script, [...args, '--preset', 'twice']),
        /^error: .*: 6 of the 6 runs of experiment own-shop are missing; expected .*: npm run ablate -- --experiment my\.json --file shop\.csv --schema schema\.json --preset twice --set rows\.logistic\.model\.model\.C=0\.123\n$/,
      );
  });

  it('can name what --list shows: every kind of component with options and defaults', async () => {
    const { code, stdout } = await callScript('ablate', ['--list']);
    assert.equal(code, 0);
    for (const kind of [
      'experiments',
      'data sets',
      'tasks',
      'learners',
      'feature families',
      'branches',
      'graph layers',
      'fusion operators',
      'losses',
      'controls',
    ])
      assert.match(stdout, new RegExp(`^${kind}$`, 'm'));
    assert.match(stdout, /^ {2}gat: .+\n {4}heads: integer = \d+$/m);
    assert.match(stdout, /^ {4}horizonDays: integer, required$/m);
    assert.match(stdout, /^ {4}features: list of string \| \{name, …\} = \[\]$/m);
    assert.match(stdout, /^ {4}training: object = \{\}\n {6}learningRate: number = [\d.]+$/m);
  });
});
