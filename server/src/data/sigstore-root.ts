import root from './sigstore-root.json' with { type: 'json' };

/**
 * Whom the public-good instance of Sigstore vouches by, as its TUF repository gave it on `date`: authorities, logs and
 * timestamp authorities, with all earlier ones. Renewed by `tsx scripts/data/sigstore-root.ts`; a person can set another.
 */
export const sigstoreRoot: unknown = root.trustedRoot;
export const sigstoreRootDate: string = root.date;
