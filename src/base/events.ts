const INTERVAL = 50;
let last = 0;

/**
 * Lets the event loop run once in 50 ms, to be awaited between the steps of long computations: a worker then hears that
 * its parent has gone, and a program that uses the library goes on answering. (Signals end our scripts without this.)
 */
export function yieldToEvents(): Promise<void> | undefined {
  if (performance.now() - last < INTERVAL) return undefined;
  return new Promise((resolve) =>
    setImmediate(() => {
      last = performance.now();
      resolve();
    }),
  );
}
