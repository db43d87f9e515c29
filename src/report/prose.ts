/** Parts of a sentence: "a, b and c"; with "; " where parts hold commas of their own. */
export function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  const between = parts.some((part) => part.includes(',')) ? '; ' : ', ';
  return `${parts.slice(0, -1).join(between)}${between === '; ' ? '; ' : ' '}and ${parts[parts.length - 1]}`;
}
