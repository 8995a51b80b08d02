import { join } from 'node:path';
import tls from 'node:tls';
import { codeOf, isAbsent } from '../../text/error-code.ts';
import { isAbsolutePath, pathVariable } from '../../text/path-variable.ts';
import {
  listFolder,
  noCertificates,
  pemBlocks,
  readCertificates,
  type CertificateFiles,
  type FoundCertificates,
} from './certificate-files.ts';

export interface AuthorityOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly files: CertificateFiles;
  readonly log: (line: string) => void;
}

/** Where systems keep all certificates that they trust in one file; the first that is there counts. */
const bundles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Arch, Gentoo
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL
  '/etc/ssl/cert.pem', // Alpine, macOS
];
const folders: readonly string[] = ['/etc/ssl/certs', '/etc/pki/tls/certs'];
const variables: readonly string[] = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
const maximalFolder = 2_000;

/**
 * Finds whom to trust as a certificate authority: Node's own list, what the system trusts, and
 * `NODE_EXTRA_CA_CERTS`, which Node itself leaves out for connections with a list of their own.
 *
 * On Linux the system's are in files, or in `SSL_CERT_FILE` and `SSL_CERT_DIR` instead. On macOS and Windows
 * its store is read where Node can (22.15 and later, so the one in VS Code); otherwise that is logged.
 * Relative paths in variables are left out, and are a problem.
 */
export async function findAuthorities(options: AuthorityOptions): Promise<FoundCertificates> {
  const { files, log } = options;
  const extraPath = pathVariable(options, 'NODE_EXTRA_CA_CERTS');
  const [system, extra] = await Promise.all([
    systemAuthorities(options),
    extraPath === undefined ? noCertificates : readCertificates(files, extraPath),
  ]);
  const problems = [...relativeVariables(options), ...system.problems, ...extra.problems];
  for (const problem of problems) log(`certificates: ${problem}`);
  const certificates = distinct([
    ...tls.rootCertificates,
    ...system.certificates,
    ...extra.certificates,
  ]);
  log(
    `certificates: ${certificates.length} authorities (Node ${tls.rootCertificates.length}, system ${system.certificates.length}, NODE_EXTRA_CA_CERTS ${extra.certificates.length})`,
  );
  return { certificates, problems };
}

async function systemAuthorities(options: AuthorityOptions): Promise<FoundCertificates> {
  const { platform, files, log } = options;
  const file = pathVariable(options, 'SSL_CERT_FILE');
  const directories = pathsIn(options, 'SSL_CERT_DIR').filter((folder) =>
    isAbsolutePath(folder, platform),
  );
  if (file !== undefined || directories.length > 0) {
    const named = file === undefined ? [] : [readCertificates(files, file)];
    return joined(
      await Promise.all([...named, ...directories.map((folder) => readFolder(files, folder))]),
    );
  }
  const stored = platform === 'darwin' || platform === 'win32' ? readStore() : undefined;
  if (stored !== undefined) return { certificates: stored, problems: [] };
  if (platform === 'win32' || platform === 'darwin')
    log(
      'certificates: this Node cannot read the certificate store of the system; NODE_EXTRA_CA_CERTS can name a file',
    );
  if (platform === 'win32') return noCertificates;
  const bundle = await readFirst(files, bundles);
  return bundle ?? joined(await Promise.all(folders.map((folder) => readFolder(files, folder))));
}

/** What is wrong with the variables that hold a relative path. */
function relativeVariables(options: AuthorityOptions): readonly string[] {
  return variables
    .filter((name) =>
      pathsIn(options, name).some((path) => !isAbsolutePath(path, options.platform)),
    )
    .map((name) => `${name}: not an absolute path`);
}

/** The paths in a variable: several in a list of folders, else one. */
function pathsIn({ environment, platform }: AuthorityOptions, name: string): readonly string[] {
  const value = environment[name] ?? '';
  const separator = platform === 'win32' ? ';' : ':';
  const paths = name === 'SSL_CERT_DIR' ? value.split(separator) : [value];
  return paths.filter((path) => path !== '');
}

/** The system's certificates from Node, where it can read them. */
function readStore(): readonly string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  return getCACertificates?.('system');
}

/** The first of the files that is there; its certificates are many and the system's own, so they are not tried one by one. */
async function readFirst(
  files: CertificateFiles,
  paths: readonly string[],
): Promise<FoundCertificates | undefined> {
  for (const path of paths)
    try {
      return { certificates: pemBlocks(await files.read(path)), problems: [] };
    } catch (cause) {
      if (!isAbsent(cause)) return { certificates: [], problems: [`${path}: ${codeOf(cause)}`] };
    }
  return undefined;
}

/** All certificates in a folder; what is no certificate there is left out. */
async function readFolder(files: CertificateFiles, folder: string): Promise<FoundCertificates> {
  const { names, problems } = await listFolder(files, folder);
  const contents = await Promise.all(
    names.slice(0, maximalFolder).map((name) => files.read(join(folder, name)).catch(() => '')),
  );
  return { certificates: contents.flatMap(pemBlocks), problems };
}

function joined(found: readonly FoundCertificates[]): FoundCertificates {
  return {
    certificates: found.flatMap(({ certificates }) => certificates),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** Most of the system's certificates are Node's as well, and each costs time in every TLS context. */
function distinct(certificates: readonly string[]): readonly string[] {
  const byContent = new Map(certificates.map((pem) => [pem.replace(/\s+/g, ''), pem]));
  return [...byContent.values()];
}
