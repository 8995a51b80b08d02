import type { Container, DocumentModel } from '../model/document-model.ts';
import type { Grant, GrantSite } from '../model/grants.ts';
import type { Fix } from './rule.ts';

type GrantOf<K extends Grant['kind']> = Extract<Grant, { kind: K }>;

export interface Granted<K extends Grant['kind']> {
  readonly container: Container;
  readonly grant: GrantOf<K>;
}

/** Every setting of one kind, with the container that it is granted to. */
export function* grants<K extends Grant['kind']>(
  document: DocumentModel,
  kind: K,
): Generator<Granted<K>> {
  for (const container of document.containers)
    for (const grant of container.grants) if (isKind(grant, kind)) yield { container, grant };
}

/** Whether the service itself is privileged; that only a hook of it is does not count. */
export function isPrivileged({ grants }: Container): boolean {
  return grants.some((grant) => grant.kind === 'privileged' && grant.holder === 'service');
}

function isKind<K extends Grant['kind']>(grant: Grant, kind: K): grant is GrantOf<K> {
  return grant.kind === kind;
}

/** How a message begins: "Service `web`", "Stage `build`", "This stage". */
export function describe({ kind, name }: Container): string {
  if (name === undefined) return kind === 'stage' ? 'This stage' : 'This service';
  return kind === 'stage' ? `Stage \`${name}\`` : `Service \`${name}\``;
}

/** The fix that takes a grant away; none where that is not one stretch of this document. Never safe: something may rely on it. */
export function removalOf({ removal }: GrantSite, title: string): readonly Fix[] {
  return removal === undefined
    ? []
    : [{ title, isSafe: false, edits: [{ span: removal, newText: '' }] }];
}
