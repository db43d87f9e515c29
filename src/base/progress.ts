/** One line of progress on stderr with the time left; silent when stderr is not a terminal. */
export class Progress {
  private readonly started = Date.now();
  private lastShown = 0;

  constructor(
    private readonly title: string,
    private readonly total: number,
  ) {}

  /** Reports that `done` of the total is done. */
  update(done: number, note = ''): void {
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.started < 2000 || (now - this.lastShown < 200 && done < this.total)) return;
    this.lastShown = now;
    const secondsLeft = done > 0 ? Math.round(((now - this.started) / done) * (this.total - done)) / 1000 : 0;
    process.stderr.write(`\r\x1b[K${this.title} ${done}/${this.total} ${note} ${formatSeconds(secondsLeft)} left`);
  }

  /** Clears the line. */
  end(): void {
    if (process.stderr.isTTY && this.lastShown) process.stderr.write('\r\x1b[K');
  }
}

/** 75 → "1 min 15 s". */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
