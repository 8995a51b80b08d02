import { canonicalName, type ImageReference } from '../reference/reference.ts';

/** The repositories whose tags a person has asked for while the server runs. */
export class TagWishes {
  readonly #wanted = new Set<string>();
  readonly #refused = new Set<string>();

  /** The person has invoked completion for the tags of an image, and so wants its registry asked. */
  add(reference: ImageReference): void {
    this.#wanted.add(canonicalName(reference));
  }

  has(reference: ImageReference): boolean {
    return this.#wanted.has(canonicalName(reference));
  }

  /** Notes that the registry refused; false when it did so before for the same repository. */
  refuse(reference: ImageReference): boolean {
    const name = canonicalName(reference);
    const isNews = !this.#refused.has(name);
    this.#refused.add(name);
    return isNews;
  }
}
