import fs from 'node:fs';

/** Lets every file take half of what is written to it and then report a full disk. */
export function onFullDisk(during: () => void): void {
  const { writeSync } = fs;
  fs.writeSync = ((file: number, bytes: Uint8Array) => {
    writeSync(file, bytes.subarray(0, bytes.length / 2));
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  }) as unknown as typeof writeSync;
  try {
    during();
  } finally {
    fs.writeSync = writeSync;
  }
}
