import assert from 'node:assert/strict';
import { Resvg } from '@resvg/resvg-js';
import { FONT, FONTS, textWidth } from '../../src/report/fontMetrics';

/** How wide the renderer draws a text, side bearings left out: between two bars, less the bars alone. */
function drawnWidth(text: string, size: number, bold: boolean): number {
  const width = (content: string) => {
    const weight = bold ? ' font-weight="bold"' : '';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="400"><text xml:space="preserve" y="200" font-family="${FONT}" font-size="${size}"${weight} font-kerning="none">${content}</text></svg>`;
    return new Resvg(svg, { font: { fontDirs: [FONTS], loadSystemFonts: false } }).getBBox()!.width;
  };
  return width(`|${text}|`) - width('||');
}

describe('textWidth', () => {
  for (const bold of [false, true])
    for (const text of ['boosting on RFM + popularity', 'WWWW iiii', 'Äöü ñ ß – … · −', 'Ελληνικά Кириллица'])
      it(`is what the renderer draws: ${text}${bold ? ', bold' : ''}`, () => {
        const [measured, drawn] = [textWidth(text, 100, bold), drawnWidth(text, 100, bold)];
        assert.ok(Math.abs(measured - drawn) < 0.015 * drawn, `${measured} measured, ${drawn} drawn`);
      });

  it('counts what the font lacks as square, and marks that combine as nothing', () => {
    assert.equal(textWidth('茶', 10), 10);
    assert.ok(textWidth('e\u0301', 10) < 10);
    assert.equal(textWidth('', 10), 0);
  });
});
