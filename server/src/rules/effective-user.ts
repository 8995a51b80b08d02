import type { Container, DocumentModel } from '../model/document-model.ts';
import type { Grant } from '../model/grants.ts';

export type UserSetting = Extract<Grant, { kind: 'user' }>;

/** A stage with those that it is built from, itself first; a service alone. */
export function lineage({ containers }: DocumentModel, container: Container): readonly Container[] {
  const line: Container[] = [];
  let current: Container | undefined = container;
  while (current !== undefined && line.length < containers.length) {
    line.push(current);
    current = current.base === undefined ? undefined : containers[current.base];
  }
  return line;
}

/** The last user that was set for the container, looked for along its lineage. */
export function effectiveUser(
  document: DocumentModel,
  container: Container,
): UserSetting | undefined {
  for (const { grants } of lineage(document, container)) {
    const setting = grants.findLast(isContainerUser);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

/** Whether a user has all rights: root, by name or number, with or without a group, or its like on Windows. */
export function isRoot(user: string): boolean {
  return /^(?:root|0+|containeradministrator)(?::|$)/i.test(user.trim());
}

function isContainerUser(grant: Grant): grant is UserSetting {
  return grant.kind === 'user' && grant.holder === 'container';
}
