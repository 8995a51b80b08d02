/**
 * A boolean as engine and client read it from an option, by the function `strconv.ParseBool` of Go: true for
 * `1`, `t`, `T`, `true`, `True`, `TRUE`, false for their opposites, undefined for anything else.
 */
export function parseGoBoolean(text: string): boolean | undefined {
  if (/^(?:1|[tT]|true|True|TRUE)$/.test(text)) return true;
  return /^(?:0|[fF]|false|False|FALSE)$/.test(text) ? false : undefined;
}
