import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cell, markdown, summary, type Times } from './bench';

/** One side of a comparison. It runs in a process of its own, so that others' leftovers cannot slow it down. */
export interface Side {
  readonly name: string;
  readonly threads: number;
  /** A Python script of bench/peers; without it this is our side, `ours` of the bench. */
  readonly peer?: string;
  /** Its options, passed as JSON. */
  readonly options: object;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One run of a side. */
export interface Answer {
  readonly seconds: number;
  /** What was done in them, in the bench's unit. */
  readonly work: number;
}

/** Our side of a bench: prepares, and returns the function to time. */
export type Ours<Options> = (options: Options) => Promise<() => Answer>;

/** The results of a side over all turns. */
export interface Figures {
  readonly side: string;
  readonly threads: number;
  readonly milliseconds: Times;
  /** Median processor time over all cores, milliseconds: the more robust figure on a busy machine. */
  readonly processor: number;
  /** Median work per second. */
  readonly rate: number;
  /** Peak memory of the process, MB. */
  readonly memory: number;
}

/** Runs every side once per turn, after a warm-up that does not count, and summarises. */
export async function takeTurns(
  bench: string,
  sides: readonly Side[],
  { python, turns }: { python?: string; turns: number },
): Promise<Figures[]> {
  const contestants: { side: Side; runner: Runner; answers: RunnerAnswer[] }[] = [];
  try {
    for (const side of sides.filter(({ peer }) => python || !peer)) {
      const runner = new Runner(bench, side, python);
      if (await runner.run()) contestants.push({ side, runner, answers: [] });
      else console.log(`${side.name} does not run here and is left out\n`);
    }
    for (let turn = 0; turn < turns; turn++)
      for (const { side, runner, answers } of contestants) {
        const answer = await runner.run();
        if (!answer) throw new Error(`${side.name} of ${bench} ended in turn ${turn}`);
        answers.push(answer);
      }
  } finally {
    for (const { runner } of contestants) runner.end();
  }
  return contestants.map(({ side, answers }) => {
    const milliseconds = summary(answers.map(({ seconds }) => 1000 * seconds));
    const processor = summary(answers.map((answer) => 1000 * answer.processor)).median;
    const rate = (1000 * answers[0].work) / milliseconds.median;
    const memory = Math.max(...answers.map((answer) => answer.memory));
    return { side: side.name, threads: side.threads, milliseconds, processor, rate, memory };
  });
}

interface RunnerAnswer extends Answer {
  /** Seconds. */
  readonly processor: number;
  readonly memory: number;
}

/** The process of a side: for each line it reads, it runs once and answers with a line of JSON. */
class Runner {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(bench: string, side: Side, python = '') {
    const { peer, options, threads, environment } = side;
    const [program, ...args] = peer
      ? [python, '-W', 'ignore', join(__dirname, 'peers', peer)]
      : [process.execPath, '-r', 'ts-node/register', join(__dirname, 'side.ts'), bench];
    const env = { ...process.env, ...threadLimits(threads), ...environment };
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    this.process = spawn(program, [...args, JSON.stringify({ ...options, threads })], { env, stdio: [...stdio] });
    // That a process has ended is noticed when it does not answer.
    this.process.stdin!.on('error', () => {});
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
  }

  /** Undefined if the process ended instead; its stderr says why. */
  async run(): Promise<RunnerAnswer | undefined> {
    this.process.stdin!.write('\n');
    const { value, done } = await this.lines.next();
    return done ? undefined : JSON.parse(value);
  }

  end(): void {
    this.process.stdin!.end();
  }
}

/** The number of threads in the environment variables that the libraries read. */
function threadLimits(threads: number): Record<string, string> {
  const names = ['LEDGERWALK', 'OMP_NUM', 'MKL_NUM', 'OPENBLAS_NUM', 'NUMBA_NUM', 'TF_NUM_INTRAOP'];
  return Object.fromEntries(names.map((name) => [`${name}_THREADS`, String(threads)]));
}

/**
 * A table with a row per side. For each name in `ours`, a last column gives its speed relative to the row's side on the
 * same number of threads.
 */
export function sidesTable(title: string, figures: readonly Figures[], ours: readonly string[], unit: string): string {
  const header = [
    title,
    'threads',
    'ms (least–most)',
    'processor ms',
    unit,
    'peak MB',
    ...ours.map((name) => `${name} ÷`),
  ];
  const rows = figures.map(({ side, threads, milliseconds, processor, rate, memory }) => [
    side,
    String(threads),
    cell(milliseconds, 1),
    processor.toFixed(1),
    rate.toPrecision(3),
    memory.toFixed(0),
    ...ours.map((name) => {
      const own = figures.find((other) => other.side === name && other.threads === threads);
      return own ? (own.rate / rate).toFixed(2) : '';
    }),
  ]);
  return markdown(header, rows);
}
