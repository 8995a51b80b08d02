import type { ImageOccurrence } from '../model/document-model.ts';

/** The last part of an image's name and its tag, in lower case; each as far as the file tells it. */
export interface ShortName {
  readonly name: string | undefined;
  readonly tag: string | undefined;
}

/** What an image is by its own name: `gitea` of `ghcr.io/team/gitea:1.24`, of `${REG}/gitea` and of `gitea/gitea:${V}`. */
export function shortName({ image, written }: ImageOccurrence): ShortName {
  if (image.kind === 'reference' || image.kind === 'partly-known') {
    const { repository, tag } = image.kind === 'reference' ? image.reference : image.tail;
    return { name: repository.slice(repository.lastIndexOf('/') + 1), tag: tag?.toLowerCase() };
  }
  const [, name, tag] = /(?:^|\/)([\w.-]+)(?:[:@]([^/]*))?$/.exec(written) ?? [];
  return { name: name?.toLowerCase(), tag: tag?.toLowerCase() };
}
