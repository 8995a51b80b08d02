/** What a mode gives, so far as the rules ask. */
export interface Mode {
  /** Whether everybody may write. */
  readonly isWorldWritable: boolean;
  /** Whether only owners may delete in the directory, as in `/tmp`. */
  readonly isSticky: boolean;
  readonly setsUser: boolean;
  readonly setsGroup: boolean;
}

const sticky = 0o1000;
const setGroup = 0o2000;
const setUser = 0o4000;
const othersWrite = 0o002;
const groupAndOthersWrite = 0o022;

/**
 * Reads a mode as `chmod` does (POSIX, and `=755`, `+755` of GNU): octal, or symbolic clauses joined by
 * commas. Undefined when it is neither, as when a variable takes part.
 */
export function readMode(text: string): Mode | undefined {
  const bits = octalBits(text);
  if (bits !== undefined)
    return {
      isWorldWritable: (bits & othersWrite) !== 0,
      isSticky: (bits & sticky) !== 0,
      setsUser: (bits & setUser) !== 0,
      setsGroup: (bits & setGroup) !== 0,
    };
  const clauses = readClauses(text);
  return clauses === undefined ? undefined : effectOf(clauses);
}

/**
 * The same mode without the right to write for the group and others: `777` → `755`, `a+w` → `u+w`,
 * `o+w` → `o-w`. Undefined when the mode cannot be read.
 */
export function withoutWorldWrite(text: string): string | undefined {
  const octal = /^([=+]?)([0-7]{1,5})$/.exec(text);
  if (octal !== null) {
    const [, operator = '', digits = ''] = octal;
    const bits = parseInt(digits, 8) & ~groupAndOthersWrite;
    return operator + bits.toString(8).padStart(digits.length, '0');
  }
  return readClauses(text)?.map(tightened).join(',');
}

function octalBits(text: string): number | undefined {
  return /^[=+]?[0-7]{1,5}$/.test(text) ? parseInt(text.replace(/^[=+]/, ''), 8) : undefined;
}

/** `who` of `go+rX`, and what it gives or takes in order; `who` is empty when the umask decides. */
interface Clause {
  readonly who: string;
  readonly actions: readonly { readonly operator: string; readonly rights: string }[];
}

function readClauses(text: string): readonly Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(part);
    if (match === null) return undefined;
    const [, who = '', actions = ''] = match;
    clauses.push({
      who,
      actions: [...actions.matchAll(/([-+=])([^-+=]*)/g)].map(([, operator = '', rights = '']) => ({
        operator,
        rights,
      })),
    });
  }
  return clauses;
}

function effectOf(clauses: readonly Clause[]): Mode {
  const effect = { isWorldWritable: false, isSticky: false, setsUser: false, setsGroup: false };
  for (const { who, actions } of clauses)
    for (const { operator, rights } of actions) {
      const gives = operator !== '-';
      const replaces = operator === '=';
      const isFor = (letter: string): boolean => who.includes(letter) || who.includes('a');
      if (isFor('o') && (replaces || rights.includes('w')))
        effect.isWorldWritable = gives && rights.includes('w');
      if ((isFor('o') || who === '') && rights.includes('t')) effect.isSticky = gives;
      if (rights.includes('s') && (isFor('u') || who === '')) effect.setsUser = gives;
      if (rights.includes('s') && (isFor('g') || who === '')) effect.setsGroup = gives;
    }
  return effect;
}

function tightened({ who, actions }: Clause): string {
  const isForOthers = who.includes('o') || who.includes('a');
  const givesWrite = actions.some(
    ({ operator, rights }) => operator !== '-' && rights.includes('w'),
  );
  const written = (rights: (text: string) => string): string =>
    actions.map((action) => action.operator + rights(action.rights)).join('');
  if (!isForOthers || !givesWrite) return who + written((rights) => rights);
  const without = written((rights) => rights.replaceAll('w', ''));
  const changesNothing = /^\+*$/.test(without);
  if (!who.includes('a') && !who.includes('u')) return changesNothing ? `${who}-w` : who + without;
  const owner = `u${written((rights) => rights)}`;
  return changesNothing ? owner : `${owner},go${without}`;
}
