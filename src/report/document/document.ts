import type { TopLevelSpec } from 'vega-lite';
import type { Grid } from '../grid';

/** A report: prose, lists, tables and figures under headings. `writeDocument` makes files of it. */
export interface Document {
  readonly title: string;
  /** What the report answers, in a sentence or two. */
  readonly lead: string;
  readonly sections: readonly Section[];
}

/** What stands under a heading; a section inside a section has a smaller one. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A paragraph, or something else under a heading. Its texts are prose, as `proseToHtml` reads it. */
export type Block = string | ListBlock | TableBlock | FigureBlock | Section;

export interface ListBlock {
  readonly list: readonly string[];
}

export interface TableBlock {
  /** Names its files; lower-case letters, digits and dashes. */
  readonly name: string;
  readonly caption: string;
  readonly table: Grid;
  /** Under the table, a paragraph each. */
  readonly notes?: readonly string[];
}

export interface FigureBlock {
  /** Names its files; lower-case letters, digits and dashes. */
  readonly name: string;
  /** What is to be seen, also for readers who cannot see it. */
  readonly caption: string;
  /** A Vega-Lite chart, or an SVG that was drawn already. */
  readonly figure: TopLevelSpec | string;
}

/** Everything that stands under the headings of a document, in order. */
export function allBlocks({ sections }: Pick<Document, 'sections'>): Exclude<Block, Section>[] {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      typeof block !== 'string' && 'blocks' in block ? allBlocks({ sections: [block] }) : [block],
    ),
  );
}

export function isTable(block: Block): block is TableBlock {
  return typeof block !== 'string' && 'table' in block;
}

export function isFigure(block: Block): block is FigureBlock {
  return typeof block !== 'string' && 'figure' in block;
}
