import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeXml } from '../displayName';
import type { Drawing } from './drawing';
import { placeLabels } from './labels';
import { markPath } from './marks';

/** One page that opens from disk, without a network: style, script and drawing inside. */
export function toPage(drawing: Drawing): string {
  const parts: Readonly<Record<string, string>> = {
    title: escapeXml(drawing.title),
    subtitle: escapeXml(drawing.subtitle),
    style: partOf('style.css'),
    script: [placeLabels, markPath, partOf('script.js')].join('\n'),
    // A "<" inside JSON could end the script; written as \u003c it is the same string.
    data: JSON.stringify(drawing).replace(/</g, '\\u003c'),
  };
  // In one pass: what is put in may look like a placeholder itself.
  return partOf('page.html').replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]);
}

function partOf(file: string): string {
  return readFileSync(join(__dirname, 'page', file), 'utf8');
}
