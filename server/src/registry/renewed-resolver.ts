import type { DigestResolver } from './digest-resolver.ts';

/** A resolver, and whether all that it was made from could be read. */
export interface MadeResolver {
  readonly resolver: DigestResolver;
  readonly isBroken: boolean;
}

/**
 * Asks the resolver that `make` gives, and has a new one made for each request as long as it is a broken one, so
 * that a person who repairs a file need not start anything again. `make` must not reject.
 */
export function renewedWhileBroken(make: () => Promise<MadeResolver>): DigestResolver {
  let made: Promise<MadeResolver> | undefined;
  return {
    async resolve(reference, signal) {
      made ??= make();
      const { resolver, isBroken } = await made;
      if (isBroken) made = undefined;
      return resolver.resolve(reference, signal);
    },
  };
}
