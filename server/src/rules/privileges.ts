import type { Container, DocumentModel, PrivilegeSetting } from '../model/document-model.ts';

export interface Grant<K extends PrivilegeSetting['kind']> {
  readonly container: Container;
  readonly setting: Extract<PrivilegeSetting, { kind: K }>;
}

/** Every setting of one kind, with the container that it is granted to. */
export function* grants<K extends PrivilegeSetting['kind']>(
  document: DocumentModel,
  kind: K,
): Generator<Grant<K>> {
  for (const container of document.containers)
    for (const setting of container.privileges)
      if (isKind(setting, kind)) yield { container, setting };
}

function isKind<K extends PrivilegeSetting['kind']>(
  setting: PrivilegeSetting,
  kind: K,
): setting is Extract<PrivilegeSetting, { kind: K }> {
  return setting.kind === kind;
}

/** How a message begins: "Service `web`", "Stage `build`", "This stage". */
export function describe({ kind, name }: Container): string {
  if (name === undefined) return kind === 'stage' ? 'This stage' : 'This service';
  return kind === 'stage' ? `Stage \`${name}\`` : `Service \`${name}\``;
}
