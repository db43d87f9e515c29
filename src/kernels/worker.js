/*
 * A helper of `threads.ts`: sleeps until a round is posted, makes its call, reports, and sleeps again. Plain
 * JavaScript, so that it starts at once.
 */
const { workerData } = require('node:worker_threads');

const { code, memory, board, helper, slot } = workerData;
const { signals, calls } = board;
const abort = () => {
  throw new Error('a kernel aborted');
};
const { exports: kernels } = new WebAssembly.Instance(code, { env: { memory, abort } });
const byIndex = WebAssembly.Module.exports(code).map(({ name }) => kernels[name]);

let round = 0;
for (;;) {
  Atomics.wait(signals, 0, round);
  const now = Atomics.load(signals, 0);
  if (now === round) continue;
  round = now;
  const at = helper * slot;
  if (calls[at] >= 0) {
    try {
      byIndex[calls[at]](...calls.subarray(at + 2, at + 2 + calls[at + 1]));
    } catch {
      Atomics.add(signals, 2, 1);
    }
  }
  if (Atomics.sub(signals, 1, 1) === 1) Atomics.notify(signals, 1);
}
