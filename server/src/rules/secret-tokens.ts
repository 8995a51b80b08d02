import type { Span } from '../text/span.ts';

/** A secret that can be told by its form, wherever it stands. */
export interface FoundToken {
  /** What it is, for a message: "A GitHub token". */
  readonly what: string;
  readonly span: Span;
}

/** How one provider's secrets look; the lengths and alphabets are those that the provider documents or issues. */
interface TokenShape {
  readonly what: string;
  /** Texts that every one of them has at its beginning. */
  readonly prefixes: readonly string[];
  /** The whole of it, and bounded, so that every place takes a bounded time. */
  readonly pattern: RegExp;
}

const shapes: readonly TokenShape[] = [
  shape('An AWS access key', ['AKIA', 'ASIA'], /^A[KS]IA[A-Z\d]{16}/),
  shape(
    'A GitHub token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    /^gh[oprsu]_[A-Za-z\d]{36,255}/,
  ),
  shape('A GitHub token', ['github_pat_'], /^github_pat_[A-Za-z\d]{22}_[A-Za-z\d]{59}/),
  shape('A GitLab token', ['glpat-', 'gldt-', 'glrt-'], /^gl(?:pat|dt|rt)-[\w-]{20,300}/),
  shape(
    'A Slack token',
    ['xoxa-', 'xoxb-', 'xoxp-', 'xoxr-', 'xoxs-'],
    /^xox[abprs]-(?=[A-Za-z-]{0,40}\d)[A-Za-z\d-]{20,250}/,
  ),
  shape('A Slack token', ['xapp-'], /^xapp-\d-[A-Z\d]{8,14}-\d{8,16}-[a-f\d]{32,128}/),
  shape(
    'A Slack webhook',
    ['hooks.slack.com/services/'],
    /^hooks\.slack\.com\/services\/T[A-Z\d]{8,12}\/B[A-Z\d]{8,12}\/[A-Za-z\d]{24}/,
  ),
  shape('A Google API key', ['AIza'], /^AIza[\w-]{35}/),
  shape('A Stripe key', ['sk_live_', 'rk_live_'], /^[rs]k_live_[A-Za-z\d]{20,247}/),
  shape('An npm token', ['npm_'], /^npm_[A-Za-z\d]{36}/),
  shape('A Hugging Face token', ['hf_'], /^hf_[A-Za-z\d]{34}/),
  shape('A Docker Hub token', ['dckr_pat_', 'dckr_oat_'], /^dckr_[op]at_[\w-]{27,32}/),
  shape('A PyPI token', ['pypi-AgE'], /^pypi-AgE[IN][\w-]{50,1000}/),
  shape('A SendGrid key', ['SG.'], /^SG\.[\w-]{22}\.[\w-]{43}/),
  shape('An Anthropic key', ['sk-ant-'], /^sk-ant-[a-z]{3,8}\d{2}-[\w-]{80,120}/),
  shape('An OpenAI key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], /^sk-[a-z]{4,8}-[\w-]{40,200}/),
  shape('A DigitalOcean token', ['dop_v1_'], /^dop_v1_[a-f\d]{64}/),
  shape('A RubyGems key', ['rubygems_'], /^rubygems_[a-f\d]{48}/),
  shape('A Grafana token', ['glsa_'], /^glsa_[A-Za-z\d]{32}_[a-f\d]{8}/),
  shape('A HashiCorp Vault token', ['hvs.', 'hvb.'], /^hv[bs]\.[\w-]{24,300}/),
  shape('An age key', ['AGE-SECRET-KEY-1'], /^AGE-SECRET-KEY-1[A-Z\d]{58}/),
];

const privateKey: TokenShape = shape(
  'A private key',
  ['-----BEGIN '],
  /^-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----/,
);
/** How far behind its header the bytes of a key begin at the latest: headers of PEM and of PGP may come first. */
const longestPreamble = 400;
const keyBytes = /[A-Za-z\d+/=]{32}/;

const longestToken = 1100;
const placeholder = /example|x{4}|\.\.\./i;

const shapeByPrefix: ReadonlyMap<string, TokenShape> = new Map(
  [...shapes, privateKey].flatMap((each) => each.prefixes.map((prefix) => [prefix, each])),
);
const somePrefix = new RegExp([...shapeByPrefix.keys()].join('|').replaceAll('.', '\\.'));
const everyPrefix = new RegExp(somePrefix, 'g');

/**
 * Every provider's token and private key in a text, in the order of the text. The text is scanned once
 * for all prefixes, and what follows one is bounded, so the time is linear in the text.
 */
export function findTokens(text: string): readonly FoundToken[] {
  if (!somePrefix.test(text)) return [];
  const found: FoundToken[] = [];
  let end = 0;
  for (const { 0: prefix, index: start } of text.matchAll(everyPrefix)) {
    const token = start < end ? undefined : tokenAt(text, start, prefix);
    if (token === undefined) continue;
    found.push(token);
    end = token.span.end;
  }
  return found;
}

function shape(what: string, prefixes: readonly string[], pattern: RegExp): TokenShape {
  return { what, prefixes, pattern };
}

function tokenAt(text: string, start: number, prefix: string): FoundToken | undefined {
  const found = shapeByPrefix.get(prefix);
  const token = found?.pattern.exec(text.slice(start, start + longestToken))?.[0];
  if (found === undefined || token === undefined) return undefined;
  const end = start + token.length;
  const body = found === privateKey ? keyBehind(text, end) : token.slice(prefix.length);
  const isWhole = !isWordAt(text, start - 1) && !isWordAt(text, end);
  return body !== undefined && isWhole && isRandom(body)
    ? { what: found.what, span: { start, end } }
    : undefined;
}

/** The first bytes of the key whose header ends at `end`. */
function keyBehind(text: string, end: number): string | undefined {
  const [preamble = ''] = text.slice(end, end + longestPreamble).split('-----', 1);
  return keyBytes.exec(preamble)?.[0];
}

function isWordAt(text: string, index: number): boolean {
  return /^\w/.test(text.charAt(index));
}

/** Whether it can have been drawn by chance: of many characters, and not written to be seen as an example. */
function isRandom(body: string): boolean {
  return !placeholder.test(body) && new Set(body).size >= 4;
}
