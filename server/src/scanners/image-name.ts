import { platformName } from '../reference/platform.ts';
import { parseReference } from '../reference/reference.ts';
import type { ScanSubject } from './scan.ts';

/**
 * The image as programs are told it, `registry/repository@digest`; undefined unless the grammar of references reads it as just
 * that, so that no name can be taken for an option.
 */
export function imageName({ reference, manifest }: ScanSubject): string | undefined {
  const { registry, repository } = reference;
  const name = `${registry}/${repository}@${manifest.digest}`;
  const parsed = parseReference(name);
  const isSame =
    parsed.ok && parsed.value.registry === registry && parsed.value.repository === repository;
  return isSame ? name : undefined;
}

const platformPattern = /^[a-z\d][\w.-]*(?:\/[a-z\d][\w.-]*){1,2}$/i;

/** `--platform` and its value; nothing where the platform is not known. */
export function platformOption({ platform }: ScanSubject): readonly string[] {
  const name = platform === undefined ? '' : platformName(platform);
  return platformPattern.test(name) ? ['--platform', name] : [];
}
