import type { ImageInspection } from '../image-inspection.ts';
import { shownValue } from '../shown-values.ts';

/** OCI image specification, "Pre-Defined Annotation Keys"; behind them what tools wrote before there were these. */
const keys = {
  source: ['org.opencontainers.image.source', 'org.label-schema.vcs-url'],
  revision: ['org.opencontainers.image.revision', 'org.label-schema.vcs-ref'],
  version: ['org.opencontainers.image.version', 'org.label-schema.version'],
  licence: ['org.opencontainers.image.licenses', 'license'],
  documentation: ['org.opencontainers.image.documentation', 'org.label-schema.usage'],
  page: ['org.opencontainers.image.url', 'org.label-schema.url', 'url'],
  authors: ['org.opencontainers.image.authors', 'maintainer', 'MAINTAINER'],
  vendor: ['org.opencontainers.image.vendor', 'org.label-schema.vendor', 'vendor'],
  base: ['org.opencontainers.image.base.name'],
  baseDigest: ['org.opencontainers.image.base.digest'],
} as const;

/** What an image may say of itself. */
export type ClaimName = keyof typeof keys;

/**
 * What the publisher says, as it is written; undefined when nobody says anything. Annotations count before labels, which may be
 * those of the base image, and those of the platform's image before those of the index.
 */
export function claimOf(
  { entry, platforms, details }: ImageInspection,
  name: ClaimName,
): string | undefined {
  const chosen = platforms.find(({ isChosen }) => isChosen)?.digest;
  const listed =
    entry.kind === 'index' ? entry.images.find(({ digest }) => digest === chosen) : undefined;
  const own = details.ok ? details.value : undefined;
  const places = [own?.manifest.annotations, listed?.annotations, entry.annotations, own?.labels];
  for (const place of places)
    for (const key of keys[name]) {
      const value = place?.get(key)?.trim() ?? '';
      if (value !== '') return value;
    }
  return name === 'authors' && own !== undefined && own.author !== '' ? own.author : undefined;
}

/** The same as it may be shown. */
export function shownClaim(inspection: ImageInspection, name: ClaimName): string | undefined {
  const claim = claimOf(inspection, name);
  return claim === undefined ? undefined : shownValue(name, claim);
}
