import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { codeOf, isAbsent } from '../../text/error-code.ts';

/** Where certificates are read from; rejects with Node's error codes. */
export interface CertificateFiles {
  read(path: string): Promise<string>;
  /** Names of what is in a folder. */
  list(folder: string): Promise<readonly string[]>;
}

export const diskFiles: CertificateFiles = {
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
};

/** What was found, and what could not be used: a path and a reason each. */
export interface FoundCertificates {
  /** One PEM block each. */
  readonly certificates: readonly string[];
  readonly problems: readonly string[];
}

export const noCertificates: FoundCertificates = { certificates: [], problems: [] };

const block =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END [A-Z0-9 ]*CERTIFICATE-----/g;

/** The certificates in a PEM file (RFC 7468). */
export function pemBlocks(text: string): readonly string[] {
  return text.match(block) ?? [];
}

/** Reads a PEM file that must be there and hold certificates. */
export async function readCertificates(
  files: CertificateFiles,
  path: string,
): Promise<FoundCertificates> {
  try {
    const certificates = pemBlocks(await files.read(path));
    if (certificates.length === 0)
      return { certificates, problems: [`${path}: no certificate in PEM format`] };
    const sound = certificates.filter(isCertificate);
    const problems = sound.length < certificates.length ? [`${path}: a certificate is broken`] : [];
    return { certificates: sound, problems };
  } catch (cause) {
    return { certificates: [], problems: [`${path}: ${codeOf(cause)}`] };
  }
}

/** The names in a folder, in order; none when it is not there. */
export async function listFolder(
  files: CertificateFiles,
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly problems: readonly string[] }> {
  try {
    return { names: (await files.list(folder)).toSorted(), problems: [] };
  } catch (cause) {
    const problems = isAbsent(cause) ? [] : [`${folder}: ${codeOf(cause)}`];
    return { names: [], problems };
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
