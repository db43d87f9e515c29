/** Runs a function, keeping what it prints by `console.log` to itself. @returns its value and the text */
export async function quietly<T>(run: () => Promise<T>): Promise<{ value: T; text: string }> {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  try {
    return { value: await run(), text: lines.join('\n') };
  } finally {
    console.log = log;
  }
}
