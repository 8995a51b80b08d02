import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';

/** A file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}

/** The documents of a YAML text, as plain values; throws at what YAML does not allow. */
export function yamlDocuments(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  });
}

const schemaFiles = {
  'github-action': 'github-actions.json',
  'github-workflow': 'github-workflows.json',
  'gitlab-ci': 'gitlab-ci.json',
} as const;

export type SchemaName = keyof typeof schemaFiles;

/** What a system says against a text that is meant for it; empty when it takes it. */
export function complaintsOf(schema: SchemaName, text: string): readonly string[] {
  const validate = validatorOf(schema);
  return yamlDocuments(text).flatMap((document) => {
    validate(document);
    return (validate.errors ?? []).map(
      ({ instancePath, message = '' }) => `${instancePath} ${message}`,
    );
  });
}

function validatorOf(name: SchemaName): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile(
    JSON.parse(readRepositoryFile(`test/support/schemas/${schemaFiles[name]}`)) as object,
  );
}

/** A fenced block of a Markdown text. */
export interface Snippet {
  /** The first word after the fence. */
  readonly language: string;
  /** The second one, which says what reads it. */
  readonly reader: string | undefined;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in their order (CommonMark 0.31, 4.5). */
export function snippetsOf(markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(/^```(\S+)(?: (\S+))?\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    reader: match[2],
    text: match[3] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}
