/** One record of a CSV file. */
export interface CsvRecord {
  /** None where the line is blank. */
  readonly cells: readonly string[];
  /** The line of the file, from 1, on which it begins. */
  readonly line: number;
  /** How its line ends; empty at the end of the file. */
  readonly end: '\n' | '\r\n' | '\r' | '';
  /** Why it is not well formed, if it is not. */
  readonly fault?: string;
}

type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Cuts a text that comes in pieces into CSV records (RFC 4180, with any of the three line ends). A quote opens
 * a quoted cell only where the cell begins, blanks aside, and stands for itself elsewhere.
 */
export class CsvRecords {
  private cells: string[] = [];
  private cell = '';
  private state: State = 'start';
  private fault?: string;
  private line = 1;
  private firstLine = 1;
  /** A carriage return has been read, and a line feed may follow. */
  private returned = false;

  constructor(
    private readonly delimiter: string,
    private readonly quote: string,
  ) {}

  /** The records that end in the next piece of the text. */
  *read(piece: string): Generator<CsvRecord> {
    for (const character of piece) {
      if (this.returned) {
        this.returned = false;
        if (character === '\n') {
          yield this.finish('\r\n');
          continue;
        }
        yield this.finish('\r');
      }
      if (this.state === 'quoted') {
        if (character === '\n') this.line++;
        if (character === this.quote) this.state = 'closed';
        else this.cell += character;
      } else if (character === '\r') this.returned = true;
      else if (character === '\n') yield this.finish('\n');
      else if (character === this.delimiter) this.close();
      else this.add(character);
    }
  }

  /** The record that ends with the file, if there is one. */
  *end(): Generator<CsvRecord> {
    if (this.state === 'quoted') this.fault = 'a quote that is not closed';
    if (this.returned) yield this.finish('\r');
    else if (!this.isBlank) yield this.finish('');
  }

  private get isBlank(): boolean {
    return this.cells.length === 0 && this.cell === '' && this.state === 'start';
  }

  private add(character: string): void {
    if (character === this.quote && this.state === 'closed') {
      this.cell += character;
      this.state = 'quoted';
    } else if (character === this.quote && this.state === 'start') {
      this.cell = '';
      this.state = 'quoted';
    } else if (this.state === 'closed') {
      if (character !== ' ') this.fault = 'text after a closing quote';
    } else {
      this.cell += character;
      if (character !== ' ') this.state = 'plain';
    }
  }

  private close(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'start';
  }

  private finish(end: CsvRecord['end']): CsvRecord {
    if (!this.isBlank) this.close();
    const record = { cells: this.cells, line: this.firstLine, end, fault: this.fault };
    this.cells = [];
    this.fault = undefined;
    this.returned = false;
    this.firstLine = ++this.line;
    return record;
  }
}
