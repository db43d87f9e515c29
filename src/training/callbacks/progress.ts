import { Progress } from '../../base/progress';
import type { Callback } from '../callback';

/** One line of progress with the time left. */
export function progress(title = 'epoch'): Callback {
  let line: Progress | undefined;
  return {
    onBegin({ epochs }) {
      line = new Progress(title, epochs);
    },
    onEpochEnd({ epoch, loss, measured }) {
      const values = Object.entries({ loss, ...measured }).map(([name, value]) => `${name} ${value.toFixed(4)}`);
      line?.update(epoch, values.join(', '));
    },
    onEnd() {
      line?.end();
    },
  };
}
