import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Drawing } from '../../../src/report/graph/drawing';
import { toPage } from '../../../src/report/graph/page';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const HOSTILE = '</script><img src=x onerror="document.title=1"><b>tea & "cups"';

const drawing: Drawing = {
  title: 'A shop <of> trials',
  subtitle: 'three items',
  nodes: [
    { id: 'a', name: HOSTILE, customers: 30, community: 0, x: 0.1, y: 0.2, radius: 14 },
    { id: 'b', name: 'saucer', customers: 20, community: 0, x: 0.9, y: 0.3, radius: 10 },
    { id: 'c', name: 'lantern', customers: 10, community: 1, x: 0.5, y: 0.9, radius: 8 },
  ],
  ties: [
    { source: 0, target: 1, weight: 0.8, together: 12 },
    { source: 1, target: 2, weight: 0.2, together: 3 },
  ],
  communities: [
    { color: '#0072b2', size: 2, name: HOSTILE },
    { color: '#d55e00', size: 1, name: 'lantern' },
  ],
};

/** Names every colour that many of the canvas's points have. */
const COLOURS = `(() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) {
    const name = [data[i], data[i + 1], data[i + 2], data[i + 3]].join();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.keys(counts).filter((name) => counts[name] > 60);
})()`;

describe('the graph page, opened from disk', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let page: Page;
  const trouble: string[] = [];

  before(async function () {
    const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
      (path) => path && existsSync(path),
    );
    // CI has one; elsewhere the other tests do not wait for a browser.
    if (!executablePath && !process.env.CI) this.skip();
    assert.ok(executablePath, 'this test needs Chromium: install it, or say where it is in CHROMIUM');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.on('pageerror', ({ message }) => trouble.push(message));
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    const file = join(folder(), 'page.html');
    writeFileSync(file, toPage(drawing));
    await page.goto(pathToFileURL(file).href);
  });

  after(() => browser?.close());
  afterEach(() => assert.deepEqual(trouble, []));

  it('draws the items in the colours of their communities', async () => {
    const colours = (await page.evaluate(COLOURS)) as string[];
    assert.ok(colours.includes('0,114,178,255') && colours.includes('213,94,0,255'), colours.join(' '));
  });

  it('names every community, and takes names for text', async () => {
    assert.equal(await page.title(), drawing.title);
    assert.equal(await page.locator('h1').textContent(), drawing.title);
    const legend = await page.locator('#legend li').allTextContents();
    assert.equal(legend.length, 2);
    assert.ok(legend[0].includes(HOSTILE), legend[0]);
    assert.equal(await page.locator('img').count(), 0);
  });

  it('shows what an item is bought with when it is clicked', async () => {
    const box = await page.locator('canvas').boundingBox();
    assert.ok(box);
    const fitted = 0.92 * Math.min(box.width, box.height);
    const at = ({ x, y }: { x: number; y: number }) => ({
      x: box.x + box.width / 2 + (x - 0.5) * fitted,
      y: box.y + box.height / 2 + (y - 0.5) * fitted,
    });
    const { x, y } = at(drawing.nodes[1]);
    await page.mouse.click(x, y);
    assert.equal(await page.locator('#detail h2').textContent(), 'saucer');
    const partners = await page.locator('#detail li').allTextContents();
    assert.equal(partners.length, 2);
    assert.ok(partners[0].includes(HOSTILE) && partners[0].endsWith('12'));
    assert.ok(partners[1].includes('lantern') && partners[1].endsWith('3'));
    await page.mouse.click(box.x + 2, box.y + 2);
    assert.equal(await page.locator('#detail h2').count(), 0);
  });

  it('finds items by their names: the others fade', async () => {
    await page.locator('input').fill('LANTERN');
    const colours = (await page.evaluate(COLOURS)) as string[];
    assert.ok(!colours.includes('0,114,178,255') && colours.includes('213,94,0,255'), colours.join(' '));
    await page.locator('input').fill('');
  });
});
