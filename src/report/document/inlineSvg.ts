import { escapeXml } from '../displayName';

/**
 * An SVG as part of a page: named by a text for those who cannot see it, as wide as it was drawn but no wider than its
 * column, and with ids of its own, for those of several drawings in one page would clash.
 * @param prefix put before every id
 */
export function inlineSvg(svg: string, prefix: string, label: string): string {
  const start = svg.indexOf('<svg');
  const end = svg.indexOf('>', start);
  const attributes = svg.slice(start + 4, end);
  const size = (name: string) => new RegExp(`\\s${name}="([\\d.]+)(?:px)?"`).exec(attributes)?.[1];
  const [width, height] = [size('width'), size('height')];
  const viewBox = /\sviewBox="([^"]+)"/.exec(attributes)?.[1] ?? `0 0 ${width} ${height}`;
  const style = width ? ` style="width:${width}px"` : '';
  const inside = svg
    .slice(end + 1)
    .replace(
      /(\s(?:id|clip-path|fill|stroke|mask|filter|marker-end|(?:xlink:)?href)=")((?:url\()?#)?([^"]*")/g,
      prefixed,
    );
  return `<svg role="img" aria-label="${escapeXml(label)}" viewBox="${viewBox}"${style}>${inside}`;

  function prefixed(whole: string, attribute: string, reference: string | undefined, rest: string): string {
    if (attribute.trim() === 'id="') return `${attribute}${prefix}-${reference ?? ''}${rest}`;
    return isReference(attribute, reference) ? `${attribute}${reference}${prefix}-${rest}` : whole;
  }
}

/** `url(#…)` anywhere, `#…` in a link; `fill="#2d69c3"` is a colour. */
function isReference(attribute: string, reference: string | undefined): boolean {
  return reference === 'url(#' || (reference === '#' && attribute.includes('href'));
}
