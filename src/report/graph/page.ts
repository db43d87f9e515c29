import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawing } from './drawing';
import { escapeXml } from './picture';

/** One page that opens from disk, without a network: `page.html` with the drawing inside. */
export function toPage(drawing: Drawing): string {
  const template = readFileSync(join(__dirname, 'page.html'), 'utf8');
  // A "<" inside JSON could end the script; written as \u003c it is the same string.
  const data = JSON.stringify(drawing).replace(/</g, '\\u003c');
  return template
    .replaceAll('{{title}}', () => escapeXml(drawing.title))
    .replace('{{subtitle}}', () => escapeXml(drawing.subtitle))
    .replace('{{data}}', () => data);
}
