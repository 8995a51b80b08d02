import type { Container, DocumentModel, EmbeddedDocument } from '../model/document-model.ts';
import { mergeShared, type TracedOccurrence } from '../model/image.ts';
import { builtServices } from './builds.ts';
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
  const embeddedAt = new Set<number>();
  for (const yaml of readYaml(text)) {
    const binds = namedBinds(yaml);
    const entries = yaml.entries(yaml.entries(yaml.root).get('services')?.value);
    const services = new Map(
      [...entries].map(([name, { value }]) => [name, yaml.entries(value)] as const),
    );
    const built = builtServices(yaml, services);
    for (const [name, { keySpan }] of entries) {
      const service = services.get(name);
      if (service === undefined) continue;
      const isBuilt = built.has(service);
      for (const image of imagesOf(yaml, service, containers.length, isBuilt)) images.push(image);
      for (const inner of inlineDockerfiles(yaml, service)) {
        // Services that share a build have one Dockerfile in one place.
        if (!embeddedAt.has(inner.text.anchor)) embedded.push(inner);
        embeddedAt.add(inner.text.anchor);
      }
      containers.push({
        kind: 'service',
        name,
        nameSpan: keySpan,
        isFinal: true,
        base: undefined,
        privileges: privilegesOf(yaml, service, binds),
      });
    }
  }
  return { language: 'compose', containers, images: mergeShared(images), embedded };
}
