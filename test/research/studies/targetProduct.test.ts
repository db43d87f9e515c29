import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { runStudy } from '../../../research/studies/run';
import { optionsSchema } from '../../../research/studies/targetProduct/options';
import { networkOf } from '../../../research/studies/targetProduct/rows';
import { targetProduct } from '../../../research/studies/targetProduct/study';
import { completeExperiment } from '../../../src/experiment/experiment';
import { launchChromium } from '../../helpers/chromium';
import { quietly } from '../../helpers/quietly';
import { temporaryFolder } from '../../helpers/temporaryFolder';

describe('study target-product', () => {
  const options = optionsSchema.parse({});
  const experimentsOf = (preset: 'quick' | 'full', given = options) =>
    targetProduct.experiments(given, preset).map((one) => completeExperiment(one, 'study'));
  const rowsOf = (preset: 'quick' | 'full') => experimentsOf(preset)[0].rows.map(({ name }) => name);

  it('has every network with every remedy in the full preset, but what makes examples of nodes', () => {
    const grid = rowsOf('full').flatMap((name) => networkOf(name) ?? []);
    const networks = new Set(grid.map(({ network }) => network));
    assert.equal(networks.size, options.networks.length);
    for (const network of networks) {
      const remedies = grid.filter((one) => one.network === network).map(({ remedy }) => remedy);
      const all = ['none', 'weight', 'focal', 'smote', 'under', 'smote-enn'];
      if (network === 'anomaly') {
        assert.deepEqual(remedies, ['none'], 'it learns from negatives alone');
        continue;
      }
      const isGraph = network === 'embedding' || network === 'gnn';
      assert.deepEqual(remedies, isGraph ? all.filter((one) => !one.startsWith('smote')) : all, network);
    }
  });

  it('has every network in the quick preset, and every remedy on one', () => {
    const grid = rowsOf('quick').flatMap((name) => networkOf(name) ?? []);
    assert.equal(new Set(grid.map(({ network }) => network)).size, options.networks.length);
    assert.equal(new Set(grid.map(({ remedy }) => remedy)).size, 6);
  });

  it('compares with boosting on every product, and on all products at once, in both presets', () => {
    for (const preset of ['quick', 'full'] as const) {
      const experiments = experimentsOf(preset);
      assert.deepEqual(
        experiments.map(({ name }) => name),
        ['product-85099b', 'product-85123a', 'product-22423', 'query'],
      );
      for (const { name, rows, comparisons } of experiments) {
        const network = rows.find((row) => row.name === 'same-fused')!;
        const boosting = rows.find((row) => row.name === 'boosting')!;
        const [columns] = network.model!.branches as { features: unknown }[];
        assert.deepEqual(columns.features, boosting.model?.features, name);
        for (const row of [
          ...(name === 'query' && preset === 'quick' ? [] : ['same-lstm']),
          'same-fused',
          'same-stack',
        ])
          assert.ok(
            comparisons.some(([one, against]) => one === row && against === 'boosting'),
            `${name}: ${row}`,
          );
      }
    }
    assert.equal(experimentsOf('quick', { ...options, query: null }).length, 3);
  });

  it('trains fewer seeds of the grid than of what the answer rests on', () => {
    const [{ presets, rows }] = experimentsOf('full');
    assert.equal(presets.full.seeds, 5);
    for (const { name, seeds } of rows) assert.equal(seeds, networkOf(name) ? 1 : undefined, name);
  });
});

describe('the page of study target-product', () => {
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  after(() => browser?.close());

  it('opens from disk with its figures, and words what it says from the numbers', async () => {
    const products = ['department 01', 'department 02'];
    const given = {
      dataset: { name: 'simulated-store', customers: 100 },
      products,
      task: { horizonDays: 60 },
      query: { name: 'horizon', horizonDays: 60, items: products.slice(1) },
      networks: ['lstm'],
      budget: 1,
    };
    const { value: path } = await quietly(() =>
      runStudy(targetProduct, { preset: 'quick', workers: 1, options: given, results: folder() }),
    );
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1300, height: 800 } });
    const trouble: string[] = [];
    page.on('pageerror', ({ message }) => trouble.push(message));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    for (const name of ['overview', 'reliability', 'confusion', 'slices'])
      assert.ok(await page.locator(`figure#department-01-${name} svg`).isVisible(), name);
    const text = (await page.locator('main').textContent())!;
    for (const said of [
      /it beats boosting on \d of 3 questions/,
      /department 02, .+?: it (beats|is ahead of|falls short of) boosting by 0\.\d{4}/,
      /any product, .+?: it (beats|is ahead of|falls short of) boosting by 0\.\d{4}/,
      /SMOTE (left|raised|lowered) it/,
      /LSTM, threshold moving/,
      /0\.9130/,
    ])
      assert.match(text, said);
    assert.doesNotMatch(text, /NaN|undefined/);
    assert.ok(readdirSync(dirname(path)).includes('department-01-grid.tex'));
    assert.deepEqual(trouble, []);
  });
});
