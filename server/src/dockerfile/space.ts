/** What Go's unicode.IsSpace takes for white space within the Latin-1 range. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x85 || code === 0xa0;
}
