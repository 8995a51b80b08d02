/** The short form of a mount, taken apart. */
export interface ShortMount {
  readonly source: string;
  readonly target: string;
  /** What stands between commas behind the second colon; undefined when there is no second colon. */
  readonly options: readonly string[] | undefined;
}

/**
 * Reads `source:target[:options]` (Compose Specification, "volumes", short syntax). A single letter before a
 * colon is a drive of Windows. Undefined for a lone path, which is an anonymous volume.
 */
export function readShortMount(text: string): ShortMount | undefined {
  const [source = '', target, ...rest] = splitAtColons(text);
  if (target === undefined) return undefined;
  return { source, target, options: rest.length === 0 ? undefined : rest.join(':').split(',') };
}

function splitAtColons(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    const isDrive = at === start + 1 && /[a-zA-Z]/.test(text.charAt(start));
    if (isDrive) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

const propagations: ReadonlySet<string> = new Set([
  'private',
  'rprivate',
  'shared',
  'rshared',
  'slave',
  'rslave',
]);

export function isPropagation(option: string): boolean {
  return propagations.has(option);
}

/** Of `ro` and `rw` the last one counts; one that a variable may give is taken for `ro`. */
export function isReadOnlyMode(options: readonly string[]): boolean {
  const mode = options.findLast((option) => /^(?:ro|rw)$|\$\{/.test(option));
  return mode !== undefined && mode !== 'rw';
}

/** Whether a source is a path of the host: all else is the name of a volume. Of variables that stand alone, some hold a path wherever they are set. */
export function isHostPath(source: string): boolean {
  return (
    /^(?:[./~\\]|[a-zA-Z]:[\\/]|\$\{\w*\}[\\/])/.test(source) ||
    /^\$\{(?:HOME|USERPROFILE|XDG_RUNTIME_DIR|SSH_AUTH_SOCK)\}$/.test(source)
  );
}
