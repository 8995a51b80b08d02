/** One way to authenticate that a server offers (RFC 9110, 11.3). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Parameters under their lower-case names, quotes and escapes undone. */
  readonly parameters: ReadonlyMap<string, string>;
}

const separators = /[ \t,]*/y;
const schemeName = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const token68 = /[ \t]+[0-9A-Za-z\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const parameter =
  /[ \t,]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;

/**
 * Reads a `WWW-Authenticate` field, also one that was joined from several (RFC 9110, 11.6.1).
 * Reading ends silently where the syntax does; unquoted values may hold any character but a comma.
 */
export function parseChallenges(field: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let position = match(separators, field, 0).end;
  while (position < field.length) {
    const name = match(schemeName, field, position);
    if (name.groups === undefined) break;
    const bare = match(token68, field, name.end);
    const { parameters, end } = parseParameters(field, bare.end);
    challenges.push({ scheme: name.groups[0].toLowerCase(), parameters });
    position = match(separators, field, end).end;
  }
  return challenges;
}

/**
 * The challenge to answer: Bearer before Basic, whatever their order; undefined when neither is offered.
 * A Bearer challenge that does not say where to get a token comes last.
 */
export function preferredChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  const ofScheme = (scheme: string) =>
    challenges.filter((challenge) => challenge.scheme === scheme);
  const bearers = ofScheme('bearer');
  const usable = bearers.find(({ parameters }) => parameters.has('realm'));
  return usable ?? ofScheme('basic')[0] ?? bearers[0];
}

function parseParameters(field: string, start: number) {
  const parameters = new Map<string, string>();
  let end = start;
  for (;;) {
    const next = match(parameter, field, end);
    const [, name, quoted, unquoted] = next.groups ?? [];
    if (name === undefined) return { parameters, end };
    const key = name.toLowerCase();
    if (!parameters.has(key))
      parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? unquoted ?? '');
    end = next.end;
  }
}

function match(pattern: RegExp, text: string, position: number) {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = position;
  const groups = sticky.exec(text) ?? undefined;
  return { groups, end: groups === undefined ? position : sticky.lastIndex };
}
