import { createHash } from 'node:crypto';
import { InputError } from './errors';

/** What a sealed file holds, e.g. "ledgerwalk run", and the version of how it is written. */
export interface SealedFormat {
  readonly format: string;
  readonly version: number;
}

/*
 * Every file that we write to read it back (cached arrays, runs, model bundles) is sealed. Its first line is a header
 * with format, version, length of the payload in bytes and the payload's SHA-256; then comes the payload. Where that is
 * JSON, header and payload together are JSON too, so that any editor and `jq .content` open them:
 *
 *   {"format":"ledgerwalk run","version":2,"length":15,"sha256":"…","content":
 *   {"id":"3f2a…"}
 *   }
 */

/** A header line and the bytes. */
export function seal(format: SealedFormat, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${headerOf(format, payload)}\n`), payload]);
}

/** A JSON file: a header with the content in it. */
export function sealJson(format: SealedFormat, content: unknown): string {
  const payload = `${JSON.stringify(content)}\n`;
  return `${headerOf(format, Buffer.from(payload)).slice(0, -1)},"content":\n${payload}}\n`;
}

/** @throws InputError that names the file when it is not what was sealed */
export function unseal(format: SealedFormat, file: Uint8Array, path: string): Uint8Array {
  const { header, payload } = open(format, file, path);
  if (payload.length !== header.length) throw damaged(format, path, `${payload.length} bytes of ${header.length}`);
  return verified(format, header, payload, path);
}

/** @throws InputError that names the file when it is not what was sealed */
export function unsealJson(format: SealedFormat, file: Uint8Array, path: string): unknown {
  const { header, payload } = open(format, file, path);
  const end = payload.subarray(header.length);
  if (Buffer.from(end).toString() !== '}\n')
    throw damaged(format, path, `${payload.length} bytes of ${header.length + 2}`);
  return JSON.parse(Buffer.from(verified(format, header, payload.subarray(0, header.length), path)).toString());
}

interface Header extends SealedFormat {
  readonly length: number;
  readonly sha256: string;
}

function headerOf(format: SealedFormat, payload: Uint8Array): string {
  const header: Header = { ...format, length: payload.length, sha256: sha256(payload) };
  return JSON.stringify(header);
}

/** `headerOf`'s line; of another version, as much of it as tells that. */
const HEADER =
  /^\{"format":"([^"\\]*)","version":(\d+)(?:,"length":(\d+),"sha256":"([0-9a-f]{64})"(?:,"content":|\})$)?/;

/** The header and all that comes after its line. */
function open(format: SealedFormat, file: Uint8Array, path: string): { header: Header; payload: Uint8Array } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const found = bytes.subarray(0, 1024).indexOf('\n');
  const end = found < 0 ? Math.min(bytes.length, 1024) : found;
  const match = HEADER.exec(bytes.toString('latin1', 0, end));
  if (match?.[1] !== format.format) throw new InputError(`not a ${titleOf(format)}`, path);
  if (Number(match[2]) !== format.version)
    throw new InputError(
      `a ${titleOf(format)} of another version (${match[2]})`,
      path,
      `version ${format.version}; it has to be made again`,
    );
  if (!match[4]) throw damaged(format, path, 'its first line is not as it was written');
  return {
    header: { ...format, length: Number(match[3]), sha256: match[4] },
    payload: bytes.subarray(end + 1),
  };
}

function verified(format: SealedFormat, header: Header, payload: Uint8Array, path: string): Uint8Array {
  if (sha256(payload) !== header.sha256) throw damaged(format, path, 'its checksum does not fit its content');
  return payload;
}

function damaged(format: SealedFormat, path: string, why: string): InputError {
  return new InputError(`the ${titleOf(format)} is damaged: ${why}`, path, 'the file as it was written');
}

/** "ledgerwalk run" → "Ledgerwalk run". */
function titleOf({ format }: SealedFormat): string {
  return format.charAt(0).toUpperCase() + format.slice(1);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
