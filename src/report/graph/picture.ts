import type { Drawing, DrawnNode } from './drawing';

const SIZE = 900;
const MARGIN = 40;
const HEADER = 70;
/** Communities named in the legend, and nodes named in the picture. */
const LEGEND = 10;
const NAMED = 24;

/** A still picture of a drawn graph, as SVG. */
export function toSvg({ title, subtitle, nodes, ties, communities }: Drawing): string {
  const x = (value: number) => (MARGIN + value * (SIZE - 2 * MARGIN)).toFixed(1);
  const y = (value: number) => (HEADER + MARGIN + value * (SIZE - 2 * MARGIN)).toFixed(1);
  const legend = communities.slice(0, LEGEND);
  const height = HEADER + SIZE + 18 * legend.length + 30;
  const lines = ties.map(({ source, target, weight }) => {
    const [a, b] = [nodes[source], nodes[target]];
    return `<line x1="${x(a.x)}" y1="${y(a.y)}" x2="${x(b.x)}" y2="${y(b.y)}" stroke-width="${(0.5 + 2 * weight).toFixed(2)}"/>`;
  });
  const circles = nodes.map(
    (node) =>
      `<circle cx="${x(node.x)}" cy="${y(node.y)}" r="${node.radius.toFixed(1)}" fill="${communities[node.community].color}"/>`,
  );
  const labels = namesWithoutOverlap(nodes, (node) => [Number(x(node.x)), Number(y(node.y)) - node.radius - 3]).map(
    ({ text, at }) => `<text x="${at[0]}" y="${at[1].toFixed(1)}">${escapeXml(text)}</text>`,
  );
  const entries = legend.map(({ color, size, name }, i) => {
    const at = HEADER + SIZE + 18 * i + 10;
    return `<circle cx="${MARGIN}" cy="${at}" r="6" fill="${color}"/><text x="${MARGIN + 14}" y="${at + 4}">${escapeXml(name)} and ${size - 1} more</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${height}" viewBox="0 0 ${SIZE} ${height}" font-family="DejaVu Sans, sans-serif">
<rect width="100%" height="100%" fill="white"/>
<text x="${MARGIN}" y="34" font-size="18" font-weight="bold">${escapeXml(title)}</text>
<text x="${MARGIN}" y="56" font-size="10.5" fill="#555">${escapeXml(subtitle)}</text>
<g stroke="#999" stroke-opacity="0.35">${lines.join('')}</g>
<g stroke="white" stroke-width="0.8">${circles.join('')}</g>
<g font-size="9" text-anchor="middle" fill="#222" stroke="white" stroke-width="2.5" paint-order="stroke">${labels.join('')}</g>
<g font-size="11" fill="#222">${entries.join('')}</g>
</svg>
`;
}

/** Names of the largest nodes, as many as find room. */
function namesWithoutOverlap(nodes: readonly DrawnNode[], placeOf: (node: DrawnNode) => [number, number]) {
  const placed: { text: string; at: [number, number]; half: number }[] = [];
  for (const node of [...nodes].sort((a, b) => b.customers - a.customers)) {
    if (placed.length === NAMED) break;
    const text = shorten(node.name);
    const at = placeOf(node);
    const half = 3 * text.length;
    if (
      placed.every((other) => Math.abs(other.at[1] - at[1]) > 11 || Math.abs(other.at[0] - at[0]) > half + other.half)
    )
      placed.push({ text, at, half });
  }
  return placed;
}

function shorten(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
}
