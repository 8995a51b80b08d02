import type { Container, DocumentModel, RunStep } from '../model/document-model.ts';

/** What a variable holds at some step of a build; undefined when the file does not say. */
export type Lookup = (name: string) => string | undefined;

/** A RUN with the values of ENV and ARG that stand above it, those of the stages it is built from included. */
export interface RunWithValues {
  readonly run: RunStep;
  readonly valueOf: Lookup;
}

/** Longer chains of stages are not followed. */
const maximalBases = 16;

export function* runsWithValues(
  document: DocumentModel,
  stage: Container,
): Generator<RunWithValues> {
  const values = new Map<string, string | undefined>();
  const inherited = inheritedFrom(document, stage);
  const valueOf: Lookup = (name) => (values.has(name) ? values.get(name) : inherited(name));
  let index = 0;
  for (const run of stage.runs) {
    for (; index < stage.variables.length; index++) {
      const variable = stage.variables[index];
      if (variable === undefined || variable.span.start > run.span.start) break;
      values.set(variable.name, variable.known);
    }
    yield { run, valueOf };
  }
}

/** The ENV of the stages below, gathered when first asked for; an ARG ends with its stage. */
function inheritedFrom(document: DocumentModel, stage: Container): Lookup {
  let values: Map<string, string | undefined> | undefined;
  return (name) => (values ??= gather(document, stage)).get(name);
}

function gather(document: DocumentModel, stage: Container): Map<string, string | undefined> {
  const chain: Container[] = [];
  for (let at = stage.base; at !== undefined && chain.length < maximalBases;) {
    const base: Container | undefined = document.containers[at];
    if (base === undefined) break;
    chain.unshift(base);
    at = base.base;
  }
  return new Map(
    chain.flatMap(({ variables }) =>
      variables.flatMap(({ kind, name, known }) =>
        kind === 'env' ? [[name, known] as const] : [],
      ),
    ),
  );
}

const reference = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^{}$]*))?\})/g;

/** A shell word with the values that are known put in; others stay as they are written. */
export function withValues(text: string, valueOf: Lookup): string {
  return text.includes('$')
    ? text.replace(
        reference,
        (written, bare?: string, braced?: string, fallback?: string) =>
          valueOf(bare ?? braced ?? '') ?? fallback ?? written,
      )
    : text;
}
