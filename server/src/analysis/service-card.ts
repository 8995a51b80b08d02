import type { DocumentModel } from '../model/document-model.ts';
import { listed } from '../text/words.ts';
import { missingHardening, serviceNamed } from './hardening-block.ts';
import { cardRows } from './service-card-rows.ts';

/** What one Compose service runs on, as far as its file says; nothing is asked for. */
export interface ServiceCard {
  readonly service: string;
  readonly rows: readonly CardRow[];
  /** What the recommended hardening would change, a few words each: `drop all capabilities`. */
  readonly changes: readonly string[];
}

export interface CardRow {
  readonly id:
    | 'user'
    | 'privileged'
    | 'capabilities-added'
    | 'capabilities-dropped'
    | 'host-namespaces'
    | 'host-mounts'
    | 'limits'
    | 'secrets'
    | 'read-only-root'
    | 'privilege-escalation'
    | 'published-ports';
  readonly label: string;
  /** May be shown: one line, values of secrets hidden. */
  readonly value: string;
  readonly verdict: 'good' | 'note' | 'bad' | 'unknown';
  /** The file leaves it to the image, which only a registry can tell of. */
  readonly decidedBy?: 'image';
}

/**
 * The card of a Compose service, merged with what it extends and what overrides it; undefined when there is none of that
 * name, or another program provides it. What a variable without a default decides is unknown.
 */
export function serviceCard(model: DocumentModel, service: string): ServiceCard | undefined {
  const container = serviceNamed(model, service);
  if (container?.hardening === undefined) return undefined;
  return {
    service,
    rows: cardRows(model, container, container.hardening),
    changes: missingHardening(container),
  };
}

/** The card as lines of text, the changes last. */
export function cardLines({ rows, changes }: ServiceCard): readonly string[] {
  const lines = rows.map(({ label, value }) => `${label}: ${value}`);
  return changes.length === 0
    ? lines
    : [...lines, `The recommended hardening would ${listed(changes)}.`];
}
