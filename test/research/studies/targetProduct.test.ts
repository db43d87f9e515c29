import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { runStudy } from '../../../research/studies/run';
import { networkOf, productExperiment } from '../../../research/studies/targetProduct/rows';
import { targetProduct } from '../../../research/studies/targetProduct/study';
import { completeExperiment } from '../../../src/experiment/experiment';
import { launchChromium } from '../../helpers/chromium';
import { quietly } from '../../helpers/quietly';
import { temporaryFolder } from '../../helpers/temporaryFolder';

describe('study target-product', () => {
  const options = targetProduct.options.parse({}) as Parameters<typeof productExperiment>[2];
  const rowsOf = (preset: 'quick' | 'full') =>
    completeExperiment(productExperiment('85099B', preset, options), 'product').rows.map(({ name }) => name);

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
});

describe('the page of study target-product', () => {
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  after(() => browser?.close());

  it('opens from disk with its figures, and words what it says from the numbers', async () => {
    const given = {
      dataset: { name: 'synthetic', customers: 150, itemsPerSeason: 10, baseRate: 0.2 },
      products: ['target'],
      task: { horizonDays: 60 },
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
      assert.ok(await page.locator(`figure#target-${name} svg`).isVisible(), name);
    const text = (await page.locator('main').textContent())!;
    for (const said of [
      /boosting 0\.\d{4}/,
      /Tried: /,
      /SMOTE (left|raised|lowered) it/,
      /LSTM, threshold moving/,
      /0\.9130/,
    ])
      assert.match(text, said);
    assert.doesNotMatch(text, /NaN|undefined/);
    assert.ok(readdirSync(dirname(path)).includes('target-grid.tex'));
    assert.deepEqual(trouble, []);
  });
});
