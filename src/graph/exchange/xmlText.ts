/** The characters that XML 1.0 does not allow, and halves of pairs. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A text that XML can hold: what it cannot is U+FFFD. */
export function xmlText(text: string): string {
  return text.replace(NOT_XML, '\ufffd');
}
