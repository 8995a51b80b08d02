import type { Container, DocumentModel, EmbeddedDocument } from '../model/document-model.ts';
import { mergeShared, type TracedOccurrence } from '../model/image.ts';
import { imagesOf, inlineDockerfiles } from './images.ts';
import { namedBinds, privilegesOf } from './privileges.ts';
import { readYaml } from './yaml.ts';

/**
 * Lowers a Compose file to the model: its services with what they are granted, every image they name
 * and the Dockerfiles written inside. Follows the Compose Specification; the obsolete `version` is never
 * read. Any text gives a model; this never throws.
 */
export function lowerCompose(text: string): DocumentModel {
  const containers: Container[] = [];
  const images: TracedOccurrence[] = [];
  const embedded: EmbeddedDocument[] = [];
  for (const yaml of readYaml(text)) {
    const binds = namedBinds(yaml);
    for (const [name, entry] of yaml.entries(yaml.entries(yaml.root).get('services')?.value)) {
      const service = yaml.entries(entry.value);
      images.push(...imagesOf(yaml, service, containers.length));
      embedded.push(...inlineDockerfiles(yaml, service));
      containers.push({
        kind: 'service',
        name,
        nameSpan: entry.keySpan,
        isFinal: true,
        base: undefined,
        privileges: privilegesOf(yaml, service, binds),
      });
    }
  }
  return { language: 'compose', containers, images: mergeShared(images), embedded };
}
