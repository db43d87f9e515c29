import { spawnSync } from 'node:child_process';

/** The processes that a process has started and that run. */
export function childrenOf(pid: number): number[] {
  return table().flatMap(([child, parent, state]) => (Number(parent) === pid && isAlive(state) ? Number(child) : []));
}

export function isRunning(pid: number): boolean {
  return table().some(([one, , state]) => Number(one) === pid && isAlive(state));
}

/** Of all processes: number, parent's number, state. */
function table(): string[][] {
  const { stdout, pid } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([one]) => Number(one) !== pid);
}

/** A zombie has ended; nobody has asked for its exit code yet. */
function isAlive(state: string): boolean {
  return !state.startsWith('Z');
}
