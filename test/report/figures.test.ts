import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { ResultSet } from '../../src/experiment/result';
import { writeFigures } from '../../src/report/figures';
import { FONTS } from '../../src/report/fontMetrics';
import { temporaryFolder } from '../helpers/temporaryFolder';
import { noisyResults } from './madeUp';

const NOISES = { keen: 0.2, middling: 1, blind: 4, 'keen, shuffled': 3 };
const ALL = ['overview', 'forest', 'curves', 'reliability', 'critical-difference'];
const LONG = 'boosting on the same and aggregates of the neighbourhood';

describe('figures', () => {
  const folder = temporaryFolder();

  async function draw(set: ResultSet): Promise<string[]> {
    const paths = await writeFigures(set, folder());
    for (const path of paths) {
      assert.ok(existsSync(path), path);
      if (path.endsWith('.png')) {
        const png = readFileSync(path);
        assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
        const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
        assert.ok(width > 400 && width < 4000 && height > 200 && height < 4000, `${path}: ${width} × ${height}`);
      } else {
        const svg = readFileSync(path, 'utf8');
        assert.match(svg, /^<svg[\s\S]*<\/svg>\s*$/);
        assert.doesNotMatch(svg, /NaN|undefined|Infinity|\[object/, path);
      }
    }
    return paths.filter((path) => path.endsWith('.svg')).map((path) => basename(path, '.svg').replace('made-up-', ''));
  }

  it('of an experiment are five, each as SVG and PNG', async () => {
    assert.deepEqual(await draw(noisyResults(NOISES)), ALL);
  });

  it('name every row that they show', async () => {
    await draw(noisyResults(NOISES));
    const svg = readFileSync(`${folder()}/made-up-overview.svg`, 'utf8');
    for (const name of Object.keys(NOISES)) assert.ok(svg.includes(name), name);
  });

  it('of one seed, of two rows and of few customers are drawn too', async () => {
    assert.ok((await draw(noisyResults(NOISES, { seeds: 1 }))).includes('overview'));
    assert.ok((await draw(noisyResults({ keen: 0.2, blind: 4 }, { seeds: 2 }))).includes('curves'));
    assert.ok((await draw(noisyResults(NOISES, { customers: 12 }))).includes('reliability'));
  });

  it('rank over six items or more, and never over seeds', async () => {
    assert.ok((await draw(noisyResults(NOISES, { items: 6 }))).includes('critical-difference'));
    assert.ok(!(await draw(noisyResults(NOISES, { items: 5 }))).includes('critical-difference'));
    assert.ok(!(await draw(noisyResults(NOISES, { items: 1, seeds: 7 }))).includes('critical-difference'));
  });

  it('leave no part of the picture blank and reach beyond no edge', async () => {
    await draw(noisyResults({ ...NOISES, [LONG]: 0.5 }));
    for (const chart of ALL) {
      const svg = readFileSync(join(folder(), `made-up-${chart}.svg`), 'utf8');
      const drawn = new Resvg(svg.replace(/<rect[^>]*fill="white"[^>]*>/, ''), {
        font: { fontDirs: [FONTS], loadSystemFonts: false },
      });
      const box = drawn.getBBox();
      assert.ok(box);
      assert.ok(box.x > -1 && box.y > -1, `${chart}: starts at ${box.x}, ${box.y}`);
      assert.ok(box.x + box.width < drawn.width + 1 && box.y + box.height < drawn.height + 1, chart);
      const blank = { left: box.x, right: drawn.width - box.x - box.width, below: drawn.height - box.y - box.height };
      for (const [side, width] of Object.entries(blank)) assert.ok(width < 25, `${chart}: ${width} blank ${side}`);
    }
  });

  it('leave out what only controls could fill', async () => {
    const drawn = await draw(noisyResults({ 'a, shuffled': 1, 'b, shuffled': 2 }));
    assert.ok(drawn.includes('overview') && !drawn.includes('curves') && !drawn.includes('reliability'), drawn.join());
  });
});
