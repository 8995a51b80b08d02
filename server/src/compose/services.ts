import type { Span } from '../text/span.ts';
import { builtServices, type Service } from './builds.ts';
import type { Project } from './project.ts';
import type { Value } from './yaml.ts';

export interface ComposeService {
  readonly name: string;
  readonly keySpan: Span;
  readonly value: Value | undefined;
  readonly fields: Service;
  /** Whether its image is what a build makes, so that none is pulled. */
  readonly isBuilt: boolean;
}

/** The services of a project, those of the document first, each file's in the order of its text. */
export function servicesOf({ yaml, services }: Project): readonly ComposeService[] {
  const read = [...services].map(([name, { keySpan, value }]) => ({
    name,
    keySpan,
    value,
    fields: yaml.entries(value),
  }));
  const built = builtServices(yaml, new Map(read.map(({ name, fields }) => [name, fields])));
  return read.map(({ name, keySpan, value, fields }) => ({
    name,
    keySpan,
    value,
    fields,
    isBuilt: built.has(fields),
  }));
}
