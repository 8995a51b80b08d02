const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Text that a stranger wrote, safe to show and to log: control characters, formatting characters and line
 * separators become a space, so that it cannot end the line, colour it or turn its direction.
 */
export function plainLine(text: string): string {
  return text.replace(unprintable, ' ');
}

/**
 * The same for places that take `[text](address)` for a link, as Markdown does and VS Code's messages do: it
 * stays readable and is none.
 */
export function inertLine(text: string): string {
  return plainLine(text).replaceAll('](', '] (');
}
