import { capabilities, type Capability } from '../data/capabilities.ts';
import type { DocumentModel } from '../model/document-model.ts';
import { grants, type Granted } from './grants.ts';

export interface AddedCapability extends Granted<'capability'> {
  readonly capability: Capability;
}

const byName: ReadonlyMap<string, Capability> = new Map(
  capabilities.map((capability) => [capability.name, capability] as const),
);

/** The capabilities of Linux that services add; names count as the engine reads them: in any case, with or without `CAP_`. */
export function* addedCapabilities(document: DocumentModel): Generator<AddedCapability> {
  for (const granted of grants(document, 'capability')) {
    const name = granted.grant.name.toUpperCase().replace(/^CAP_/, '');
    const capability = byName.get(name);
    if (capability !== undefined) yield { ...granted, capability };
  }
}
