/** A p-value; or NaN, and the reason why the data cannot give one. */
export interface PValue {
  readonly p: number;
  readonly reason?: string;
}

export function undefinedP(reason: string): PValue {
  return { p: Number.NaN, reason };
}
