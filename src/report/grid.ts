/** A cell: text, or a figure with what stands beside it. */
export type Cell = string | Figure;

export interface Figure {
  readonly value: string;
  /** Its standard deviation or interval. */
  readonly spread?: string;
  /** The best of its column, set in bold. */
  readonly best?: boolean;
}

/** A table of text, ready to be written in any form. */
export interface Grid {
  readonly header: readonly string[];
  /** `l` for text, which may be broken into lines, `r` for figures. */
  readonly align: readonly ('l' | 'r')[];
  /** Blocks of rows; a rule parts them. */
  readonly blocks: readonly (readonly (readonly Cell[])[])[];
}

/** As Markdown; blocks follow one another. */
export function toMarkdown({ header, align, blocks }: Grid): string {
  const cell = (one: Cell) => {
    if (typeof one === 'string') return escapeMarkdown(one);
    const value = escapeMarkdown(one.value);
    return withSpread(one.best ? `**${value}**` : value, one.spread);
  };
  const line = (cells: readonly Cell[]) => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `|${align.map((a) => (a === 'r' ? '---:' : '---')).join('|')}|`;
  return [line(header), rule, ...blocks.flat().map(line)].join('\n');
}

/** As text in columns, for a terminal. */
export function toText({ header, align, blocks }: Grid): string {
  const text = (one: Cell) => (typeof one === 'string' ? one : withSpread(one.value, one.spread));
  const lines = blocks.map((block) => block.map((row) => row.map(text)));
  const widths = header.map((cell, c) => Math.max(cell.length, ...lines.flat().map((row) => row[c].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (align[c] === 'r' ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const filled = lines.filter((block) => block.length > 0);
  return [line(header), ...filled.flatMap((block) => [rule, ...block.map(line)])].join('\n');
}

/** As CSV (RFC 4180); a figure's spread stands in a column of its own. */
export function toCsv({ header, blocks }: Grid): string {
  const rows = blocks.flat();
  const hasSpread = header.map((_, c) => rows.some((row) => typeof row[c] !== 'string' && row[c].spread));
  const cells = (row: readonly Cell[]) =>
    row.flatMap((one, c) => {
      const { value, spread = '' } = typeof one === 'string' ? { value: one } : one;
      return hasSpread[c] ? [value, spread] : [value];
    });
  const line = (texts: readonly string[]) =>
    texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',');
  const head = header.flatMap((text, c) => (hasSpread[c] ? [text, `${text}, spread`] : [text]));
  return `${[head, ...rows.map(cells)].map(line).join('\n')}\n`;
}

function withSpread(value: string, spread: string | undefined): string {
  return spread ? `${value} ${spread}` : value;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|*`]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** What stands around a LaTeX table. */
export interface LatexFrame {
  readonly caption: string;
  readonly label: string;
  /** Under the table, a paragraph each. */
  readonly notes: readonly string[];
}

/** What LaTeX tables need in the preamble or before the first of them. */
export const LATEX_HEAD = `% needs \\usepackage{booktabs,tabularx}
\\providecommand{\\heading}[1]{\\scriptsize\\begin{tabular}[b]{@{}r@{}}#1\\end{tabular}}
\\providecommand{\\figureover}[2]{\\begin{tabular}[c]{@{}r@{}}#1\\\\[-2pt]\\scriptsize #2\\end{tabular}}`;

/**
 * As a LaTeX table as wide as the text, with the rules of booktabs: text is broken into lines, spreads stand under
 * their figures, and figures below 1 go without their leading zero.
 */
export function toLatex({ header, align, blocks }: Grid, { caption, label, notes }: LatexFrame): string {
  const figure = (text: string) => escapeLatex(text.replace(/(?<![\d.])0(?=\.\d)/g, '').replace('± ', '±'));
  const cell = (one: Cell, c: number) => {
    if (typeof one === 'string') return align[c] === 'r' ? figure(one) : escapeLatex(one);
    const value = one.best ? `\\textbf{${figure(one.value)}}` : figure(one.value);
    return one.spread ? `\\figureover{${value}}{${figure(one.spread)}}` : value;
  };
  const heading = (text: string, c: number) =>
    align[c] === 'r'
      ? `\\heading{${text
          .split(/ |(?<=@)/)
          .map(escapeLatex)
          .join('\\\\')}}`
      : escapeLatex(text);
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  // Of the width that figures leave, the first column of text takes twice as much as each of the others.
  const texts = align.filter((a) => a === 'l').length;
  const column = (a: 'l' | 'r', c: number) => {
    const share = ((c === 0 ? 2 : 1) * texts) / (texts + 1);
    return a === 'r' ? 'r' : `>{\\hsize=${share.toFixed(3)}\\hsize\\raggedright\\arraybackslash}X`;
  };
  const filled = blocks.filter((block) => block.length > 0);
  return [
    '\\begin{table}',
    '\\small',
    '\\setlength{\\tabcolsep}{2.5pt}',
    '\\setlength{\\belowcaptionskip}{6pt}',
    '\\renewcommand{\\tabularxcolumn}[1]{m{#1}}',
    `\\caption{${escapeLatex(caption)}}`,
    `\\label{${label}}`,
    `\\begin{tabularx}{\\linewidth}{@{}${align.map(column).join('')}@{}}`,
    '\\toprule',
    line(header.map(heading)),
    ...filled.flatMap((block) => [
      '\\midrule',
      block.map((row) => line(row.map(cell))).join('\n\\addlinespace[3pt]\n'),
    ]),
    '\\bottomrule',
    '\\end{tabularx}',
    ...notes.map((note) => `\n\\smallskip\\noindent{\\footnotesize ${escapeLatex(note)}\\par}`),
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
  '|': '\\textbar{}',
  // At the head of a row, a bracket or a star would belong to the line break before it.
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '→': '$\\rightarrow$',
  '−': '$-$',
  '–': '--',
  '—': '---',
  '…': '\\dots{}',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '\u00a0': '~',
  '<': '$<$',
  '>': '$>$',
  Δ: '$\\Delta$',
  '--': '-{}-',
};

export function escapeLatex(text: string): string {
  return text.replace(/--|[\\{}$&#_%~^|[\]*±×≤≥→−–—…‘’“”\u00a0<>Δ]/g, (character) => LATEX[character]);
}
