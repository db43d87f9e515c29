/** A table of text, ready to be written in any form. */
export interface Grid {
  readonly header: readonly string[];
  /** `l` or `r` for each column. */
  readonly align: readonly ('l' | 'r')[];
  /** Blocks of rows; a rule parts them. */
  readonly blocks: readonly (readonly (readonly string[])[])[];
}

/** As Markdown; blocks follow one another. */
export function toMarkdown({ header, align, blocks }: Grid): string {
  const escaped = (cell: string) => cell.replace(/\|/g, '\\|');
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = `|${align.map((a) => (a === 'r' ? '---:' : '---')).join('|')}|`;
  return [line(header), rule, ...blocks.flat().map(line)].join('\n');
}

/** As text in columns, for a terminal. */
export function toText({ header, align, blocks }: Grid): string {
  const widths = header.map((cell, c) => Math.max(cell.length, ...blocks.flat().map((row) => row[c].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (align[c] === 'r' ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const filled = blocks.filter((block) => block.length > 0);
  return [line(header), ...filled.flatMap((block) => [rule, ...block.map(line)])].join('\n');
}

/** As a LaTeX table with the rules of booktabs. */
export function toLatex({ header, align, blocks }: Grid, caption: string, label: string): string {
  const line = (cells: readonly string[]) => `${cells.map(escapeLatex).join(' & ')} \\\\`;
  const filled = blocks.filter((block) => block.length > 0);
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(caption)}}`,
    `\\label{${label}}`,
    `\\begin{tabular}{${align.join('')}}`,
    '\\toprule',
    line(header),
    ...filled.flatMap((block) => ['\\midrule', ...block.map(line)]),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '…': '\\dots{}',
  '<': '$<$',
  '>': '$>$',
  Δ: '$\\Delta$',
};

export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#_%~^±−–…<>Δ]/g, (character) => LATEX[character]);
}
