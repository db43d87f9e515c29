import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GREY, PALETTE, writePicture } from '../../src/report/chart';
import { temporaryFolder } from '../helpers/temporaryFolder';
import { contrast, distance, VISIONS } from './colours';

/** The grounds that colours stand on: those of the graph page's style, of which pictures have the first. */
const GROUNDS = [
  ...readFileSync(join(__dirname, '../../src/report/graph/page/style.css'), 'utf8').matchAll(/--ground: (#\w+);/g),
].map(([, color]) => (color.length === 4 ? color.replace(/\w/g, '$&$&') : color));

describe('the palette', () => {
  const colors = [...PALETTE, GREY];

  it('stands out from both grounds, at least 3 : 1', () => {
    assert.equal(GROUNDS.length, 2);
    for (const color of colors)
      for (const ground of GROUNDS) assert.ok(contrast(color, ground) >= 3, `${color} on ${ground}`);
  });

  it('can be told apart, without red or green cones too', () => {
    for (const [name, vision] of Object.entries(VISIONS))
      for (const [i, color] of colors.entries())
        for (const other of colors.slice(i + 1)) {
          const apart = distance(color, other, vision);
          assert.ok(apart > (name === 'common' ? 0.1 : 0.07), `${color} and ${other}, ${name}: ${apart.toFixed(3)}`);
        }
  });
});

describe('writePicture', () => {
  const folder = temporaryFolder();

  it('writes SVG and PNG whatever characters a text holds', () => {
    const control = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">tea${control}\ufffe\uffff\ud83dcup</text></svg>`;
    const [svgPath, pngPath] = writePicture(svg, join(folder(), 'hostile'));
    assert.equal(readFileSync(svgPath, 'utf8').replace(/\s/g, ''), svg.replace(/[\s\p{Cc}\p{Cs}\ufffe\uffff]/gu, ''));
    assert.equal(readFileSync(pngPath).subarray(1, 4).toString('latin1'), 'PNG');
  });
});
