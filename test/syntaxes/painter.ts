import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import type { OnigString } from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { IGrammar, IOnigLib, IToken } from 'vscode-textmate';

export type Host = 'dockerfile' | 'yaml';

/** One line of text with its tokens, and how many grammar rules stay open after it. */
export interface PaintedLine {
  readonly text: string;
  readonly tokens: readonly IToken[];
  readonly openRules: number;
}

export interface Painter {
  /** Tokenises the lines of a document; lines end at `\n`, and a `\r` stays part of its line. */
  paint(text: string): readonly PaintedLine[];
  /** How many searches the regular expressions have made since the last call. */
  takeSearches(): number;
}

interface Contribution {
  readonly path: string;
  readonly scopeName: string;
  readonly injectTo?: readonly string[];
}

const root = new URL('../../', import.meta.url);
const hosts = new URL('./hosts/', import.meta.url);

/** The grammars as the extension's manifest gives them to the editor. */
export const contributions = await readContributions();

const grammarFiles: ReadonlyMap<string, URL> = new Map([
  ['source.dockerfile', new URL('dockerfile.tmLanguage.json', hosts)],
  ['source.yaml', new URL('yaml.tmLanguage.json', hosts)],
  ...contributions.map(({ path, scopeName }) => [scopeName, new URL(path, root)] as const),
]);

/** A painter for a stand-in host grammar, with Seaworthy's injection on top or without it. */
export async function createPainter(
  host: Host,
  { injected }: { readonly injected: boolean },
): Promise<Painter> {
  let searches = 0;
  const registry = new textmate.Registry({
    onigLib: loadOniguruma(() => searches++),
    loadGrammar: async (scope) => {
      const file = grammarFiles.get(scope);
      if (file === undefined) return null;
      return textmate.parseRawGrammar(await readFile(file, 'utf8'), file.pathname);
    },
    getInjections: (scope) => (injected ? injectionsInto(scope) : undefined),
  });
  const grammar = await registry.loadGrammar(`source.${host}`);
  if (grammar === null) throw new Error(`no stand-in grammar for ${host}`);
  return {
    paint: (text) => paintLines(grammar, text),
    takeSearches: () => {
      const taken = searches;
      searches = 0;
      return taken;
    },
  };
}

/**
 * The tokens that Seaworthy names, one row each: the text, two spaces, the innermost scope without
 * its `.seaworthy`. Scopes around a whole reference or comment make no rows.
 */
export function colours(painter: Painter, text: string): string {
  return painter
    .paint(text)
    .flatMap((line) => line.tokens.map((token) => row(line, token)))
    .filter((written) => written !== undefined)
    .join('\n');
}

/** A table in a test, with its indentation and column padding removed. */
export function table(strings: TemplateStringsArray): string {
  return strings
    .join('')
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/, '  '))
    .join('\n');
}

/** The scopes of every character that the host grammar gave. */
export function hostScopes({ text, tokens }: PaintedLine): readonly string[] {
  return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
    const own = scopes.filter((scope) => !scope.endsWith('.seaworthy')).join(' ');
    return Array.from({ length: Math.min(endIndex, text.length) - startIndex }, () => own);
  });
}

function injectionsInto(host: string): string[] {
  return contributions
    .filter(({ injectTo }) => injectTo?.includes(host))
    .map(({ scopeName }) => scopeName);
}

async function readContributions(): Promise<readonly Contribution[]> {
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  return (manifest as { contributes: { grammars: readonly Contribution[] } }).contributes.grammars;
}

function row({ text }: PaintedLine, token: IToken): string | undefined {
  const scope = token.scopes.at(-1);
  if (!scope?.endsWith('.seaworthy') || /^(?:meta|comment)\./.test(scope)) return undefined;
  const painted = text.slice(token.startIndex, token.endIndex);
  return `${painted}  ${scope.slice(0, -'.seaworthy'.length)}`;
}

function paintLines(grammar: IGrammar, text: string): readonly PaintedLine[] {
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return { text: line, tokens, openRules: ruleStack.depth };
  });
}

async function loadOniguruma(onSearch: () => void): Promise<IOnigLib> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(await readFile(wasm));
  return {
    createOnigString: (text) => oniguruma.createOnigString(text),
    createOnigScanner: (patterns) => {
      const scanner = oniguruma.createOnigScanner(patterns);
      return {
        findNextMatchSync: (text, start) => {
          onSearch();
          // The string is Oniguruma's own, which the two packages declare each in its way.
          return scanner.findNextMatchSync(text as OnigString, start);
        },
        dispose: () => {
          scanner.dispose();
        },
      };
    },
  };
}
