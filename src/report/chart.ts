import { Resvg } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { writeAtomically } from '../base/files';
import { withoutForbidden } from './displayName';
import { FONT, FONTS, textWidth } from './fontMetrics';

/**
 * Eight colours of at least 3 : 1 contrast (WCAG 2.2, 1.4.11) on white and on the dark ground of graph pages alike,
 * as far apart as such colours can be in OKLab, also to readers with protanopia or deuteranopia (simulated after
 * Machado et al., IEEE TVCG 2009).
 */
export const PALETTE = [
  '#2d69c3',
  '#e1780f',
  '#1e783c',
  '#e10000',
  '#962dff',
  '#c378c3',
  '#c300a5',
  '#7887ff',
] as const;

/** For what stands behind or beside the rest: controls, other rows, small communities. As legible on both grounds. */
export const GREY = '#767676';

/** Text on dark cells. Not pure white: that is paper, which pages on dark ground leave out. */
export const PALE = '#fcfcfc';

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
  return writePicture(await drawChart(spec), path);
}

/** Draws a Vega-Lite chart. @returns its SVG */
export async function drawChart(spec: TopLevelSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Without a canvas Vega guesses how wide a text is, by far too wide, and leaves room for it.
  (vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = widthOf;
  const compiled = vegaLite.compile({ ...spec, config: CONFIG }).spec;
  return new vega.View(vega.parse(compiled), { renderer: 'none' }).toSVG();
}

/** What Vega lets be replaced, and its types leave out. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

function widthOf({ fontSize = 11, fontWeight }: TextItem, text: unknown): number {
  return textWidth(String(text ?? ''), fontSize, fontWeight === 'bold' || Number(fontWeight) >= 600);
}

/** Writes an SVG and the same as PNG; characters that XML forbids are left out. @returns both paths */
export function writePicture(svg: string, path: string): string[] {
  const picture = withoutForbidden(svg);
  const png = new Resvg(picture, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    font: { fontDirs: [FONTS], loadSystemFonts: false, defaultFontFamily: FONT },
  })
    .render()
    .asPng();
  writeAtomically(`${path}.svg`, picture);
  writeAtomically(`${path}.png`, png);
  return [`${path}.svg`, `${path}.png`];
}
