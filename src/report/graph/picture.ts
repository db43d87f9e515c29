import { escapeXml } from '../displayName';
import { FONT, textWidth } from '../fontMetrics';
import type { Drawing } from './drawing';
import { type Disc, type PlacedLabel, placeLabels } from './labels';
import { markPath } from './marks';

const SIZE = 900;
const MARGIN = 40;
const TITLE_SIZE = 17;
const SUBTITLE_SIZE = 10.5;
const LABEL_SIZE = 9;
const LEGEND_SIZE = 10.5;
const LEGEND_LINE = 18;
const LEGEND_COLUMNS = 2;
/** Nodes named in the picture, at most. */
const NAMED = 40;
/** Widths of lines: each tie is drawn in the nearest of so many, all of one width as one path. */
const WIDTHS = 8;

/** A still picture of a drawn graph, as SVG on white. */
export function toSvg({ title, subtitle, nodes, ties, communities, legend }: Drawing): string {
  const titleLines = wrap(title, TITLE_SIZE, true);
  const subtitleLines = wrap(subtitle, SUBTITLE_SIZE);
  const header = 16 + 22 * titleLines.length + 15 * subtitleLines.length;
  const scale = SIZE - 2 * MARGIN;
  const top = nodes.reduce((least, { y }) => Math.min(least, y), 1);
  const bottom = nodes.reduce((most, { y }) => Math.max(most, y), 0);
  const plotHeight = 2 * MARGIN + scale * (bottom - top);
  const discs = nodes.map(({ x, y, radius }) => ({ x: MARGIN + x * scale, y: MARGIN + (y - top) * scale, radius }));
  const labels = placeLabels(discs, {
    order: [...nodes.keys()].sort((a, b) => nodes[b].degree - nodes[a].degree),
    widthOf: (node) => textWidth(nodes[node].label, LABEL_SIZE) + 2,
    height: LABEL_SIZE + 2,
    right: SIZE,
    bottom: plotHeight,
    most: NAMED,
  });
  const text = (x: number, y: number, content: string, rest = '') =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${rest}>${escapeXml(content)}</text>`;
  const rows = Math.ceil(legend.length / LEGEND_COLUMNS);
  const legendEntries = legend.map(({ color, shape, label }, i) => {
    const x = MARGIN + Math.floor(i / rows) * ((SIZE - 2 * MARGIN) / LEGEND_COLUMNS);
    const y = (i % rows) * LEGEND_LINE;
    return `<path d="${markPath(shape, x, y, 5.5)}" fill="${color}"/>${text(x + 14, y + 4, label)}`;
  });
  const height = Math.ceil(header + plotHeight + LEGEND_LINE * rows + 24);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${height}" viewBox="0 0 ${SIZE} ${height}" font-family="${FONT}, sans-serif" fill="#222">
<rect width="100%" height="100%" fill="white"/>
<g font-size="${TITLE_SIZE}" font-weight="bold">${titleLines.map((line, i) => text(MARGIN, 32 + 22 * i, line)).join('')}</g>
<g font-size="${SUBTITLE_SIZE}" fill="#555">${subtitleLines.map((line, i) => text(MARGIN, 30 + 22 * titleLines.length + 15 * i, line)).join('')}</g>
<g transform="translate(0 ${header})">
<g stroke="#888" stroke-opacity="0.35" fill="none">${tiePaths(ties, discs)}</g>
<g stroke-width="0.8">${nodePaths({ nodes, communities, legend }, discs)}</g>
<g stroke="#666" stroke-width="0.6">${labels
    .filter(({ led }) => led)
    .map((label) => leader(discs[label.disc], label))
    .join('')}</g>
<g font-size="${LABEL_SIZE}" text-anchor="middle" stroke="white" stroke-width="2.5" paint-order="stroke">${labels.map(({ disc, x, y }) => text(x, y + 3.2, nodes[disc].label)).join('')}</g>
</g>
<g font-size="${LEGEND_SIZE}" transform="translate(0 ${(header + plotHeight + 12).toFixed(1)})">${legendEntries.join('')}</g>
</svg>
`;
}

/** The ties, one path for each width: a renderer needs a second for ten thousand lines, but not for a few paths. */
function tiePaths(ties: Drawing['ties'], discs: readonly Disc[]): string {
  const paths = Array.from({ length: WIDTHS }, () => [] as string[]);
  const at = ({ x, y }: Disc) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  for (const { source, target, weight } of ties)
    paths[Math.min(WIDTHS - 1, Math.floor(weight * WIDTHS))].push(`M${at(discs[source])}L${at(discs[target])}`);
  // Many lines need to be thin, not to fill the ground.
  const thin = Math.min(1, Math.sqrt(2000 / ties.length));
  return paths
    .map((lines, i) => ({ lines, width: thin * (0.5 + (2.5 * i) / (WIDTHS - 1)) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines, width }) => `<path d="${lines.join('')}" stroke-width="${width.toFixed(2)}"/>`)
    .join('');
}

/** The nodes, large ones first, so that they hide none. */
function nodePaths(
  { nodes, communities, legend }: Pick<Drawing, 'nodes' | 'communities' | 'legend'>,
  discs: readonly Disc[],
): string {
  return [...nodes.keys()]
    .sort((a, b) => nodes[b].radius - nodes[a].radius)
    .map((node) => {
      const { color, shape } = legend[communities[nodes[node].community].legend];
      const { x, y, radius } = discs[node];
      const paint = nodes[node].hollow
        ? `fill="white" stroke="${color}" stroke-width="1.6"`
        : `fill="${color}" stroke="white"`;
      return `<path d="${markPath(shape, x, y, radius)}" ${paint}/>`;
    })
    .join('');
}

/** A line from a node to the nearest point of its label. */
function leader({ x, y, radius }: Disc, label: PlacedLabel): string {
  const half = LABEL_SIZE / 2;
  const toX = Math.min(label.x + label.width / 2, Math.max(label.x - label.width / 2, x));
  const toY = Math.min(label.y + half, Math.max(label.y - half, y));
  const length = Math.hypot(toX - x, toY - y);
  const from = (at: number, to: number) => (at + ((to - at) * radius) / length).toFixed(1);
  return `<path d="M${from(x, toX)} ${from(y, toY)}L${toX.toFixed(1)} ${toY.toFixed(1)}"/>`;
}

/** Breaks a text between words, or inside a word that is longer than a line, into lines that fit into the picture. */
function wrap(text: string, size: number, bold = false): string[] {
  const room = SIZE - 2 * MARGIN;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (textWidth(longer, size, bold) <= room) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = '';
    for (const character of word) {
      if (textWidth(line + character, size, bold) > room) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}
