import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Drawing, DrawnNode } from '../../../src/report/graph/drawing';
import { toPage } from '../../../src/report/graph/page';
import { launchChromium } from '../../helpers/chromium';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const HOSTILE = '</script><img src=x onerror="document.title=1"><b>tea & "cups" {{data}}';
const LONG = 'XXXXXXXXX '.repeat(30).replaceAll(' ', '');

const node = (id: string, name: string, degree: number, x: number, y: number, rest: Partial<DrawnNode> = {}) => ({
  kind: 'item' as const,
  id,
  name,
  label: name.slice(0, 20),
  degree,
  community: 0,
  x,
  y,
  radius: 10,
  hollow: false,
  ...rest,
});

const drawing: Drawing = {
  title: 'A shop <of> {{data}} trials',
  subtitle: 'five {{script}}',
  nodes: [
    node('a', HOSTILE, 30, 0.1, 0.2, { radius: 14 }),
    node('b', 'saucer', 20, 0.9, 0.3),
    node('c', 'lantern', 10, 0.5, 0.9, { community: 1 }),
    node('d', LONG, 5, 0.45, 0.25, { community: 1 }),
    node('e', 'customer 7', 3, 0.5, 0.6, { kind: 'customer', hollow: true, community: 1 }),
  ],
  ties: [
    { source: 0, target: 1, weight: 0.8, count: 12 },
    { source: 1, target: 2, weight: 0.2, count: 3 },
    { source: 2, target: 4, weight: 0.4, count: 2 },
  ],
  communities: [
    { name: HOSTILE, size: 2, legend: 0 },
    { name: 'lantern', size: 3, legend: 1 },
  ],
  legend: [
    { color: '#2d69c3', shape: 'circle', label: 'tea & <cups> and 1 more', size: 2 },
    { color: '#e1780f', shape: 'triangle', label: 'lantern and 2 more', size: 3 },
  ],
};
const [BLUE, ORANGE] = ['45,105,195,255', '225,120,15,255'];

/** A crowd, to see that names find their places. */
const crowd: Drawing = {
  ...drawing,
  nodes: Array.from({ length: 400 }, (_, i) => {
    const [x, y] = [
      0.5 + 0.5 * Math.sin(i * 2.4) * Math.sqrt(i / 400),
      0.5 + 0.5 * Math.cos(i * 2.4) * Math.sqrt(i / 400),
    ];
    return node(`n${i}`, `item number ${i}`, 500 - i, x, y, { radius: 4 + (i % 5), community: i % 2 });
  }),
};

/** Names every colour that many of the canvas's points have. */
const COLOURS = `(() => {
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) {
    const name = [data[i], data[i + 1], data[i + 2], data[i + 3]].join();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.keys(counts).filter((name) => counts[name] > 60);
})()`;

type Box = readonly [left: number, top: number, right: number, bottom: number];

describe('the graph page, opened from disk', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let page: Page;
  const trouble: string[] = [];

  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.on('pageerror', ({ message }) => trouble.push(message));
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
  });

  const open = async (shown: Drawing) => {
    const file = join(folder(), 'page.html');
    writeFileSync(file, toPage(shown));
    await page.goto(pathToFileURL(file).href);
    await painted();
  };
  beforeEach(() => open(drawing));
  afterEach(() => assert.deepEqual(trouble, []));
  after(() => browser?.close());

  /** Waits until the canvas shows what was last asked for. */
  const painted = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const coloursOf = async () => {
    await painted();
    return (await page.evaluate(COLOURS)) as string[];
  };
  const scale = () => page.evaluate('view.scale') as Promise<number>;
  const focus = () => page.evaluate('document.activeElement.tagName') as Promise<string>;
  const heading = async () =>
    (await page.locator('#detail h2').count()) ? page.locator('#detail h2').textContent() : '';
  const search = () => page.getByRole('combobox');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    await painted();
  };
  const toGraph = () => page.locator('canvas').focus();

  it('draws the nodes in the colours of their communities', async () => {
    const colours = await coloursOf();
    assert.ok(colours.includes(BLUE) && colours.includes(ORANGE), colours.join(' '));
  });

  it('takes titles and names for text, whatever they look like', async () => {
    assert.equal(await page.title(), drawing.title);
    assert.equal(await page.locator('h1').textContent(), drawing.title);
    assert.equal(await page.locator('header p').textContent(), drawing.subtitle);
    const legend = await page.locator('#legend li').allTextContents();
    assert.deepEqual(legend, ['tea & <cups> and 1 more2', 'lantern and 2 more3']);
    assert.equal(await page.locator('img').count(), 0);
    await toGraph();
    await press('ArrowDown');
    assert.equal(await heading(), HOSTILE);
  });

  it('shows what a node is tied to when it is clicked', async () => {
    const [x, y] = (await page.evaluate(
      '(([x, y], box) => [x + box.left, y + box.top])(placeOf(nodes[1]), canvas.getBoundingClientRect())',
    )) as [number, number];
    await page.mouse.click(x, y);
    assert.equal(await heading(), 'saucer');
    const partners = await page.locator('#detail li').allTextContents();
    assert.deepEqual(partners, [`${HOSTILE.slice(0, 20)}12`, 'lantern3']);
    await page.mouse.click(5, 695);
    assert.equal(await heading(), '');
  });

  it('says who bought what', async () => {
    await search().fill('lantern');
    await press('Enter');
    assert.deepEqual(await page.locator('#detail h3').allTextContents(), [
      'bought with, by so many customers',
      'bought by, so many times',
    ]);
    await page.getByRole('button', { name: 'customer 7' }).click();
    assert.equal(await page.locator('#detail p').textContent(), 'bought 3 items · community of 3');
  });

  it('shows a long name in full, and the numbers beside the short ones', async () => {
    await search().fill('XXXX');
    await press('Enter');
    assert.equal(await heading(), LONG);
    const aside = await page.evaluate(
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('aside'))",
    );
    assert.equal(aside, 0);
  });

  it('lists what a search finds, fades the rest and zooms to it', async () => {
    await search().fill('LANTERN');
    assert.deepEqual(await page.getByRole('option').allTextContents(), ['lantern10']);
    assert.equal(await page.getByRole('status').textContent(), '1 found');
    assert.equal(await search().getAttribute('aria-expanded'), 'true');
    const colours = await coloursOf();
    assert.ok(!colours.includes(BLUE) && colours.includes(ORANGE), colours.join(' '));
    assert.ok((await scale()) > 2);
    const [x, y] = (await page.evaluate('placeOf(nodes[2])')) as [number, number];
    const [width, height] = (await page.evaluate('[canvas.clientWidth, canvas.clientHeight]')) as [number, number];
    assert.ok(Math.abs(x - width / 2) < 2 && Math.abs(y - height / 2) < 2, `${x}, ${y}`);
    await page.getByRole('option').click();
    assert.equal(await heading(), 'lantern');
    await search().fill('no such thing');
    assert.equal(await page.getByRole('status').textContent(), '0 found');
  });

  it('is searched with the keyboard alone', async () => {
    await press('Tab');
    for (let tabs = 0; (await focus()) !== 'INPUT'; tabs++) {
      assert.ok(tabs < 10, 'the search is never reached');
      await press('Tab');
    }
    await page.keyboard.type('a');
    await press('ArrowDown', 'ArrowDown');
    const chosen = await search().getAttribute('aria-activedescendant');
    assert.equal(chosen, 'hit-1');
    assert.equal(await page.locator('[aria-selected=true]').getAttribute('id'), chosen);
    assert.equal(await heading(), 'saucer');
    await press('ArrowUp');
    assert.equal(await heading(), HOSTILE);
    await press('Escape');
    assert.equal(await search().inputValue(), '');
    assert.equal(await page.getByRole('option').count(), 0);
    assert.equal(await heading(), '');
    assert.equal(await scale(), 1);
  });

  it('is walked through with the arrow keys', async () => {
    await press('Tab');
    assert.equal(await focus(), 'CANVAS');
    await press('ArrowRight');
    assert.equal(await heading(), HOSTILE, 'the first key finds the largest');
    await press('ArrowRight');
    assert.equal(await heading(), LONG);
    await press('ArrowRight');
    assert.equal(await heading(), 'saucer');
    await press('ArrowRight');
    assert.equal(await heading(), 'saucer', 'nothing lies further right');
    await press('ArrowDown', 'ArrowUp');
    assert.equal(await heading(), 'customer 7');
    await press('Enter');
    assert.ok((await scale()) > 1.5, 'Enter zooms to the node and its ties');
    await press('Escape');
    assert.equal(await heading(), '');
    await press('Escape');
    assert.equal(await scale(), 1);
  });

  it('zooms by key, by button and by wheel, and comes back', async () => {
    await toGraph();
    await press('+');
    const once = await scale();
    assert.ok(once > 1);
    await press('-');
    assert.ok(Math.abs((await scale()) - 1) < 1e-9);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.ok((await scale()) > once);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    assert.ok(Math.abs((await scale()) - once) < 1e-9);
    await page.getByRole('button', { name: 'Show all' }).click();
    assert.equal(await scale(), 1);
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction('view.scale > 1');
    await toGraph();
    await press('0');
    assert.equal(await scale(), 1);
  });

  it('shows a community by its line in the legend', async () => {
    const line = page.getByRole('button', { name: 'lantern and 2 more' });
    await line.focus();
    await press('Enter');
    assert.equal(await line.getAttribute('aria-pressed'), 'true');
    assert.ok(!(await coloursOf()).includes(BLUE));
    await press('Enter');
    assert.equal(await line.getAttribute('aria-pressed'), 'false');
    assert.ok((await coloursOf()).includes(BLUE));
  });

  it('lays names over no node and no other name', async () => {
    await open(crowd);
    for (const zoom of [1, 3]) {
      const boxes = (await page.evaluate(
        `view = { scale: ${zoom}, x: 0, y: 0 };
        discs = nodes.map((node) => { const [x, y] = placeOf(node); return { x, y, radius: radiusOf(node) }; });
        placeNames(discs, nodes.map(() => true)).map(({ x, y, width }) =>
          [x - width / 2, y - LABEL_HEIGHT / 2, x + width / 2, y + LABEL_HEIGHT / 2])`,
      )) as Box[];
      const discs = (await page.evaluate('discs')) as { x: number; y: number; radius: number }[];
      assert.ok(boxes.length > 10, `${boxes.length} names`);
      for (const [i, [left, top, right, bottom]] of boxes.entries()) {
        for (const other of boxes.slice(i + 1))
          assert.ok(left >= other[2] || other[0] >= right || top >= other[3] || other[1] >= bottom);
        for (const { x, y, radius } of discs) {
          const away = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
          assert.ok(away >= radius - 1e-6);
        }
      }
    }
  });

  it('is dark where the reader likes it dark', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    assert.equal(await ground(), 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await ground(), 'rgb(22, 24, 28)');
    assert.ok((await coloursOf()).includes(ORANGE));
    await page.emulateMedia({ colorScheme: 'light' });
  });
});
