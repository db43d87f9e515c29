import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { run } from '../../research/cli';

const ROOT = join(__dirname, '../..');

/** What a script left behind in its terminal. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The scripts of package.json that are files of ours: name → file. */
export function scriptFiles(): ReadonlyMap<string, string> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return new Map(
    Object.entries(scripts).flatMap(([name, command]) => {
      const [, file] = /\b((?:research|bench)\/\w+\.ts)\b/.exec(command) ?? [];
      return file ? [[name, file] as const] : [];
    }),
  );
}

/**
 * Runs a script of package.json in a process of its own, as `npm run` would.
 * @param results the folder of its results; the repository's if omitted
 */
export function spawnScript(name: string, args: readonly string[], results?: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-r', 'ts-node/register', fileOf(name), ...args],
      { cwd: ROOT, env: { ...process.env, ...(results ? { LEDGERWALK_RESULTS: results } : {}) } },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr: withoutTensorFlow(stderr) }),
    );
  });
}

/** What is ours: on some processors TensorFlow itself prints two lines when it is loaded, whatever its log level. */
function withoutTensorFlow(stderr: string): string {
  return stderr.replace(/^(WARNING: All log messages before absl::InitializeLog|I0000 \S+ +\d+ port\.cc).*\n/gm, '');
}

/** A script of package.json that runs; its results go into a folder of their own. */
export interface Running {
  /** Its process, which leads a group of its own, as in a terminal. */
  readonly child: ChildProcess;
  /** What it has printed on standard output so far. */
  stdout(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a script in a process of its own. */
export function startScript(name: string, args: readonly string[], results: string): Running {
  const child = spawn(process.execPath, ['-r', 'ts-node/register', fileOf(name), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LEDGERWALK_RESULTS: results },
  });
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  return {
    child,
    stdout: () => stdout,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
  };
}

/** Runs a script's command in this process: the same but for the seconds that a new one takes to start. */
export async function callScript(name: string, args: readonly string[]): Promise<Ended> {
  const { command } = require(join(ROOT, fileOf(name))) as { command: Command };
  const heard = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const writes = streams.map((stream) => process[stream].write);
  for (const stream of streams)
    process[stream].write = (text: string | Uint8Array) => {
      heard[stream] += text;
      return true;
    };
  try {
    const code = await run(command, args);
    return { code, ...heard };
  } finally {
    streams.forEach((stream, i) => {
      process[stream].write = writes[i];
    });
  }
}

function fileOf(name: string): string {
  const file = scriptFiles().get(name);
  if (!file) throw new Error(`package.json has no script "${name}"`);
  return file;
}
