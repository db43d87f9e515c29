import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeXml } from '../displayName';
import type { Cell, Grid } from '../grid';
import { type Block, type Document, isFigure, isTable, type Section, type TableBlock } from './document';
import { inlineSvg } from './inlineSvg';
import { proseToHtml, proseToText } from './prose';

/**
 * A document as one page that opens from disk, without a network: style and drawings inside, no script.
 * @param drawings the SVG of each figure, by its name
 */
export function toHtml(document: Document, drawings: ReadonlyMap<string, string>): string {
  const parts: Readonly<Record<string, string>> = {
    title: escapeXml(proseToText(document.title)),
    heading: proseToHtml(document.title),
    lead: proseToHtml(document.lead),
    style: partOf('style.css'),
    contents: document.sections.map((section, s) => contentsOf(section, [s])).join('\n'),
    body: document.sections.map((section, s) => sectionToHtml(section, [s], drawings)).join('\n'),
  };
  // In one pass: what is put in may look like a placeholder itself.
  return partOf('page.html').replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]);
}

function partOf(file: string): string {
  return readFileSync(join(__dirname, file), 'utf8');
}

/** A place in the document: of the section, of the section in it, and so on. */
type Place = readonly number[];

function idOf(place: Place): string {
  return `s${place.map((n) => n + 1).join('-')}`;
}

/** A line of the table of contents, with those below it. */
function contentsOf(section: Section, place: Place): string {
  const inner = sectionsIn(section).map(({ section: one, at }) => contentsOf(one, [...place, at]));
  const below = inner.length && place.length < 2 ? `\n<ol>${inner.join('\n')}</ol>` : '';
  return `<li><a href="#${idOf(place)}">${proseToHtml(section.title)}</a>${below}</li>`;
}

function sectionsIn({ blocks }: Section): { section: Section; at: number }[] {
  return blocks.flatMap((block, at) => (isSection(block) ? [{ section: block, at }] : []));
}

function isSection(block: Block): block is Section {
  return typeof block !== 'string' && 'blocks' in block;
}

function sectionToHtml({ title, blocks }: Section, place: Place, drawings: ReadonlyMap<string, string>): string {
  const id = idOf(place);
  const level = Math.min(6, place.length + 1);
  const inside = blocks.map((block, at) => blockToHtml(block, [...place, at], drawings));
  return `<section aria-labelledby="${id}">
<h${level} id="${id}">${proseToHtml(title)}</h${level}>
${inside.join('\n')}
</section>`;
}

function blockToHtml(block: Block, place: Place, drawings: ReadonlyMap<string, string>): string {
  if (typeof block === 'string') return `<p>${proseToHtml(block)}</p>`;
  if (isSection(block)) return sectionToHtml(block, place, drawings);
  if (isTable(block)) return tableToHtml(block);
  if (isFigure(block)) {
    const label = proseToText(block.caption);
    const drawing = inlineSvg(drawings.get(block.name)!, block.name, label);
    return `<figure id="${block.name}">
<div class="scroll" tabindex="0" role="region" aria-label="Figure: ${escapeXml(label)}">${drawing}</div>
<figcaption>${proseToHtml(block.caption)}</figcaption>
</figure>`;
  }
  return `<ul>${block.list.map((item) => `<li>${proseToHtml(item)}</li>`).join('\n')}</ul>`;
}

function tableToHtml({ name, caption, table, notes = [] }: TableBlock): string {
  return `<div class="table" id="${name}">
<div class="scroll" tabindex="0" role="region" aria-label="Table: ${escapeXml(proseToText(caption))}">
<table>
<caption>${proseToHtml(caption)}</caption>
${gridToHtml(table)}
</table>
</div>
${notes.map((note) => `<p class="note">${proseToHtml(note)}</p>`).join('\n')}
</div>`;
}

/** The first cell of each row is its heading. */
function gridToHtml({ header, align, blocks }: Grid): string {
  const kind = (c: number) => (align[c] === 'r' ? ' class="figure"' : '');
  const head = header.map((text, c) => `<th scope="col"${kind(c)}>${escapeXml(text)}</th>`).join('');
  const row = (cells: readonly Cell[]) =>
    `<tr>${cells
      .map((cell, c) =>
        c === 0 ? `<th scope="row"${kind(c)}>${cellToHtml(cell)}</th>` : `<td${kind(c)}>${cellToHtml(cell)}</td>`,
      )
      .join('')}</tr>`;
  const bodies = blocks
    .filter((block) => block.length > 0)
    .map((block) => `<tbody>${block.map(row).join('\n')}</tbody>`);
  return `<thead><tr>${head}</tr></thead>\n${bodies.join('\n')}`;
}

function cellToHtml(cell: Cell): string {
  if (typeof cell === 'string') return escapeXml(cell);
  const value = escapeXml(cell.value);
  const spread = cell.spread ? ` <span class="spread">${escapeXml(cell.spread)}</span>` : '';
  return (cell.best ? `<strong>${value}</strong>` : value) + spread;
}
