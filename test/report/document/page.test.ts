import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { writeDocument } from '../../../src/report/document/write';
import { launchChromium } from '../../helpers/chromium';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { HOSTILE, report } from './document';

describe('a report’s page, opened from disk', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let page: Page;
  const trouble: string[] = [];

  before(async () => {
    await writeDocument(report, folder());
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1300, height: 800 } });
    page.on('pageerror', ({ message }) => trouble.push(message));
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    await page.goto(pathToFileURL(join(folder(), 'index.html')).href);
  });
  afterEach(() => assert.deepEqual(trouble, []));
  after(() => browser?.close());

  const overflow = () => page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;
  const colorOf = (selector: string, property: string) =>
    page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)}))[${JSON.stringify(property)}]`);

  it('takes texts for texts, whatever they look like', async () => {
    assert.equal(await page.title(), 'Tea & cups');
    assert.equal(await page.locator('script').count(), 0);
    assert.equal(await page.locator('main li').nth(1).textContent(), HOSTILE);
    assert.equal(await page.getByRole('rowheader').first().textContent(), HOSTILE);
  });

  it('has headings in order, and contents that lead to them', async () => {
    const levels = await page.getByRole('heading').evaluateAll((all) => all.map(({ tagName }) => tagName));
    assert.deepEqual(levels, ['H1', 'H2', 'H3', 'H2']);
    const links = page.getByRole('navigation').getByRole('link');
    assert.deepEqual(await links.allTextContents(), ['First', 'Inside', 'Second']);
    for (const link of await links.all()) {
      const target = (await link.getAttribute('href'))!;
      assert.equal(await page.locator(target).textContent(), await link.textContent());
    }
    await links.nth(2).click();
    assert.ok(await page.getByRole('heading', { name: 'Second' }).isVisible());
  });

  it('names tables and figures for those who cannot see them', async () => {
    const table = page.getByRole('table', { name: 'Drinkers of tea' });
    assert.deepEqual(await table.getByRole('columnheader').allTextContents(), ['model', 'AUC', 'AP, ensemble [95 %]']);
    assert.equal(await table.getByRole('row').count(), 4);
    assert.equal(await table.locator('tbody').count(), 2);
    assert.equal(await table.locator('strong').textContent(), '0.812');
    for (const name of ['A curve', 'Another'])
      assert.ok(await page.getByRole('img', { name, exact: true }).isVisible());
  });

  it('keeps the ids of its drawings apart, so that each part finds its own', async () => {
    const ids = (await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id))) as string[];
    assert.equal(new Set(ids).size, ids.length);
    const used = await page
      .locator('[clip-path]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('clip-path')));
    assert.ok(used.length >= 2);
    for (const reference of used) {
      const [, id] = /^url\(#(.+)\)$/.exec(reference!)!;
      assert.ok(ids.includes(id), id);
    }
  });

  it('fits narrow windows, and is read by keyboard where a table does not', async () => {
    assert.equal(await overflow(), 0);
    await page.setViewportSize({ width: 280, height: 700 });
    assert.equal(await overflow(), 0);
    const region = page.getByRole('region', { name: 'Table: Drinkers of tea' });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction('document.activeElement.scrollLeft > 0');
    await page.setViewportSize({ width: 1300, height: 800 });
  });

  it('is dark where the reader likes it dark, its drawings too, and white on paper', async () => {
    const ground = () => colorOf('body', 'backgroundColor');
    const text = () => colorOf('figure svg text', 'fill');
    const paper = () => colorOf('figure svg rect', 'fill');
    const [WHITE, INK, DARK, LIGHT] = [
      'rgb(255, 255, 255)',
      'rgb(29, 29, 31)',
      'rgb(22, 24, 28)',
      'rgb(236, 236, 241)',
    ];
    assert.deepEqual([await ground(), await text(), await paper()], [WHITE, INK, 'none']);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual([await ground(), await text(), await paper()], [DARK, LIGHT, 'none']);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    assert.deepEqual([await ground(), await text()], [WHITE, INK]);
    assert.equal(await page.getByRole('navigation').count(), 0, 'paper needs no contents');
    await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
  });
});
