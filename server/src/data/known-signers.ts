/**
 * Who signs the images of some publishers, as they say themselves. Each is expected of the images that it stands for when
 * neither the person nor the team says who is.
 */
export interface KnownSigner {
  /** Registries and repositories, as patterns of a configuration are written. */
  readonly images: readonly string[];
  readonly signer:
    | { readonly kind: 'key'; readonly name: string; readonly pem: string }
    | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };
  /** Where the publisher says so. */
  readonly source: string;
}

/** The day on which the entries were last compared with their sources. */
export const knownSignersDate = '2026-11-23';

const google = 'https://accounts.google.com';
const github = 'https://token.actions.githubusercontent.com';
const kubernetes = 'https://kubernetes.io/docs/tasks/administer-cluster/verify-signed-artifacts/';

export const knownSigners: readonly KnownSigner[] = [
  {
    images: ['registry.k8s.io/**'],
    signer: {
      kind: 'identity',
      identity: 'krel-trust@k8s-releng-prod.iam.gserviceaccount.com',
      issuer: google,
    },
    source: kubernetes,
  },
  {
    // Images carry this signature, made before they are promoted to the registry, beside the other.
    images: ['registry.k8s.io/**'],
    signer: {
      kind: 'identity',
      identity: 'krel-staging@k8s-releng-prod.iam.gserviceaccount.com',
      issuer: google,
    },
    source: kubernetes,
  },
  {
    images: ['gcr.io/distroless/**'],
    signer: {
      kind: 'identity',
      identity: 'keyless@distroless.iam.gserviceaccount.com',
      issuer: google,
    },
    source: 'https://github.com/GoogleContainerTools/distroless#how-do-i-verify-distroless-images',
  },
  {
    images: ['cgr.dev/chainguard/**'],
    signer: {
      kind: 'identity',
      identity:
        'https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main',
      issuer: github,
    },
    source:
      'https://edu.chainguard.dev/chainguard/containers/security-and-compliance/verifying-chainguard-images-and-metadata-signatures-with-cosign/',
  },
  {
    images: ['dhi.io/**'],
    signer: {
      kind: 'key',
      name: 'Docker Hardened Images',
      pem: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKdROmntRJFBrOJOQF5ww6gDBJqGm
Fxa4333s1KsL9ISjtmRzGNih9lNRsqfRVjgFgJIdL6EQ9dohdanvn7r2cg==
-----END PUBLIC KEY-----
`,
    },
    source: 'https://github.com/docker-hardened-images/keyring',
  },
];
