import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { writeAtomically } from '../base/files';

/** Okabe and Ito's colours, which colour-blind readers can tell apart; grey comes last. */
export const PALETTE = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#000000',
  '#8C6D31',
  '#6A3D9A',
  '#999999',
];

const FONT = 'DejaVu Sans';
const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
/** Pixels of a PNG for each unit of its SVG. */
const PNG_SCALE = 2;

/** What all charts share. */
const CONFIG = {
  font: FONT,
  background: 'white',
  view: { stroke: null },
  title: { fontSize: 13, anchor: 'start', offset: 12 },
  axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', gridColor: '#e8e8e8', labelLimit: 0 },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', labelLimit: 0, symbolStrokeWidth: 3 },
} satisfies TopLevelSpec['config'];

/** Draws a Vega-Lite chart as SVG and PNG. @returns both paths */
export async function writeChart(spec: TopLevelSpec, path: string): Promise<string[]> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = vegaLite.compile({ ...spec, config: CONFIG }).spec;
  const svg = await new vega.View(vega.parse(compiled), { renderer: 'none' }).toSVG();
  return writePicture(svg, path);
}

/** Writes an SVG and the same as PNG. @returns both paths */
export function writePicture(svg: string, path: string): string[] {
  const png = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    font: { fontDirs: [FONTS], loadSystemFonts: false, defaultFontFamily: FONT },
  })
    .render()
    .asPng();
  writeAtomically(`${path}.svg`, svg);
  writeAtomically(`${path}.png`, png);
  return [`${path}.svg`, `${path}.png`];
}
