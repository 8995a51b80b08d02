import { missingTools } from './tools.ts';

/** Those of the programs that are missing which the tests with real registries use. */
export function missingRealTools(): readonly string[] {
  return missingTools([
    'docker-registry',
    'skopeo',
    'htpasswd',
    'tinyproxy',
    'gpg',
    'pass',
    'docker-credential-pass',
  ]);
}
