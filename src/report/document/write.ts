import { join } from 'node:path';
import { writeAtomically } from '../../base/files';
import { drawChart, writePicture } from '../chart';
import { LATEX_HEAD, toCsv, toLatex, toMarkdown } from '../grid';
import { allBlocks, type Document, type FigureBlock, isFigure, isTable, type TableBlock } from './document';
import { toHtml } from './html';
import { proseToText } from './prose';

/**
 * Writes a document into a folder: `index.html` with all of it, each table as `<name>.md`, `.csv` and `.tex`, each
 * figure as `<name>.svg` and `.png`. The page comes last, so that it never shows what is not there.
 * @returns the files' paths, the page first
 * @throws Error when two blocks have one name
 * @throws InputError when a file cannot be written
 */
export async function writeDocument(document: Document, folder: string): Promise<string[]> {
  const blocks = allBlocks(document);
  const tables = blocks.filter(isTable);
  const figures = blocks.filter(isFigure);
  checkNames([...tables, ...figures]);
  const drawings = new Map<string, string>();
  for (const { name, figure } of figures)
    drawings.set(name, typeof figure === 'string' ? figure : await drawChart(figure));
  const html = toHtml(document, drawings);
  const written = tables.flatMap((table) => writeTable(table, folder));
  for (const [name, svg] of drawings) written.push(...writePicture(svg, join(folder, name)));
  const page = join(folder, 'index.html');
  writeAtomically(page, html);
  return [page, ...written];
}

function checkNames(blocks: readonly (TableBlock | FigureBlock)[]): void {
  const seen = new Set<string>();
  for (const { name } of blocks) {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error(`"${name}" names no table and no figure`);
    if (seen.has(name)) throw new Error(`two tables or figures are called "${name}"`);
    seen.add(name);
  }
}

function writeTable({ name, caption, table, notes = [] }: TableBlock, folder: string): string[] {
  const title = proseToText(caption);
  const frame = { caption: title, label: `tab:${name}`, notes: notes.map(proseToText) };
  const forms = {
    md: `${[`**${title}**`, toMarkdown(table), ...notes].join('\n\n')}\n`,
    csv: toCsv(table),
    tex: `${LATEX_HEAD}\n\n${toLatex(table, frame)}\n`,
  };
  return Object.entries(forms).map(([ending, text]) => {
    const path = join(folder, `${name}.${ending}`);
    writeAtomically(path, text);
    return path;
  });
}
