import { isMap, isScalar, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { isNestedTooDeeply } from '../text/nesting.ts';
import type { Span } from '../text/span.ts';
import { readPolicy, type KnownRule } from './policy-reader.ts';
import type { ValueProblem } from './value-reader.ts';
import type { PolicyLayer } from './policy.ts';

/** The names of a configuration file, the preferred one first. */
export const configNames = ['seaworthy.yaml', '.seaworthy.yaml'] as const;

/** Whether a path, with `/` or `\`, is that of a configuration file. */
export function isConfigPath(path: string): boolean {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return configNames.some((known) => known === name);
}

export interface ReadConfig {
  /** Undefined when the text is not YAML: what held before still holds. */
  readonly layer: PolicyLayer | undefined;
  readonly problems: readonly ConfigProblem[];
}

export interface ConfigProblem {
  /**
   * `syntax`: nothing of the file can be used; `requirement`: something that images must have is not understood, so that
   * nobody knows whether they have it; `value`: this is left out and the rest holds.
   */
  readonly code: 'config-syntax' | 'config-requirement' | 'config-value';
  readonly span: Span;
  readonly message: string;
}

/** More aliases than anybody writes; a document that unfolds further is refused. */
const maximalAliases = 100;

/**
 * Reads a configuration file. Never throws. `folder` is where it is, an absolute path with `/`: the files of keys that it
 * names are found from there; without it their paths stay as they are written.
 */
export function readConfig(text: string, rules: readonly KnownRule[], folder?: string): ReadConfig {
  if (isNestedTooDeeply(text)) return refused('it nests too deeply');
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    if (document.errors.length > 0)
      return {
        layer: undefined,
        problems: document.errors.map(({ message, pos: [start, end] }) =>
          syntaxProblem({ start, end }, message),
        ),
      };
    const raw: unknown = document.toJS({ maxAliasCount: maximalAliases });
    const { layer, problems } = readPolicy(raw, rules, { are: 'below', folder });
    return { layer, problems: problems.map((problem) => placed(document, problem)) };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** Whether a configuration with these problems must not count as kept to: what it requires is not known as a whole. */
export function isBroken(problems: readonly ConfigProblem[]): boolean {
  return problems.some(({ code }) => code !== 'config-value');
}

function refused(reason: string): ReadConfig {
  return { layer: undefined, problems: [syntaxProblem({ start: 0, end: 0 }, reason)] };
}

function syntaxProblem(span: Span, message: string): ConfigProblem {
  const [sentence = message] = message.split('\n', 1);
  return {
    code: 'config-syntax',
    span,
    message: `This is not valid YAML, so nothing of it counts; an editor keeps to the last valid one until it is corrected: ${sentence}`,
  };
}

function placed(document: Document, { path, at, message }: ValueProblem): ConfigProblem {
  const node = at === 'key' ? keyAt(document, path) : document.getIn(path, true);
  const code = path[0] === 'require' ? 'config-requirement' : 'config-value';
  return { code, span: spanOf(node) ?? { start: 0, end: 0 }, message };
}

function keyAt(document: Document, path: ValueProblem['path']): unknown {
  const holder: unknown =
    path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(holder)) return undefined;
  const pair = (holder.items as readonly Pair[]).find(
    ({ key }) => isScalar(key) && String(key.value) === path.at(-1),
  );
  return pair?.key;
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as Node | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}
