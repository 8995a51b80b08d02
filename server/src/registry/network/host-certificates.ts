import { createPrivateKey } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { codeOf } from '../../text/error-code.ts';
import { pathVariable } from '../../text/path-variable.ts';
import {
  listFolder,
  readCertificates,
  type CertificateFiles,
  type FoundCertificates,
} from './certificate-files.ts';

/** What a person keeps for one registry. */
export interface HostCertificates extends FoundCertificates {
  /** The certificate that shows who the person is, with its key, in PEM. */
  readonly client?: { readonly certificate: string; readonly key: string };
}

export interface CertificateFolderOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
}

/** Where Docker and podman look for certificates of single registries: a person's own folders, then the system's. */
export function certificateFolders(options: CertificateFolderOptions): readonly string[] {
  const { homeDirectory, platform } = options;
  const join = joinOf(platform);
  const configuration = pathVariable(options, 'XDG_CONFIG_HOME') ?? join(homeDirectory, '.config');
  const programData = pathVariable(options, 'ProgramData') ?? 'C:\\ProgramData';
  const own = [
    join(configuration, 'containers', 'certs.d'),
    join(configuration, 'docker', 'certs.d'),
    join(homeDirectory, '.docker', 'certs.d'),
  ];
  return platform === 'win32'
    ? [...own, join(programData, 'docker', 'certs.d')]
    : [...own, '/etc/containers/certs.d', '/etc/docker/certs.d'];
}

/**
 * Reads the certificates for a registry (`host` or `host:port`) as Docker does: in its folder, `*.crt` are
 * authorities for it, `NAME.cert` with `NAME.key` is a client certificate, and one of these without the other
 * is a mistake. Of several client certificates the first counts. Never rejects.
 */
export async function readHostCertificates(
  host: string,
  folders: readonly string[],
  { files, platform }: { files: CertificateFiles; platform: NodeJS.Platform },
): Promise<HostCertificates> {
  const join = joinOf(platform);
  const found = await Promise.all(
    folderNames(host, platform).flatMap((name) =>
      folders.map((folder) => readHostFolder(join(folder, name), files, join)),
    ),
  );
  const client = found.find((one) => one.client !== undefined)?.client;
  return {
    certificates: found.flatMap(({ certificates }) => certificates),
    problems: found.flatMap(({ problems }) => problems),
    ...(client !== undefined && { client }),
  };
}

/** Paths in the form of the platform, which in tests is not the one that we run on. */
function joinOf(platform: NodeJS.Platform): (...paths: string[]) => string {
  const path = platform === 'win32' ? win32 : posix;
  return (...paths) => path.join(...paths);
}

/** A registry at the port of https may be written with it or without; Windows has no colons in names. */
function folderNames(host: string, platform: NodeJS.Platform): readonly string[] {
  if (/^\.*$/.test(host)) return [];
  const names = /:\d+$/.test(host) ? [host] : [host, `${host}:443`];
  return platform === 'win32' ? names.map((name) => name.replaceAll(':', '')) : names;
}

async function readHostFolder(
  folder: string,
  files: CertificateFiles,
  join: (...paths: string[]) => string,
): Promise<HostCertificates> {
  const { names, problems } = await listFolder(files, folder);
  const endingIn = (ending: string) => names.filter((name) => name.endsWith(ending));
  const authorities = await Promise.all(
    endingIn('.crt').map((name) => readCertificates(files, join(folder, name))),
  );
  const missingCertificates = endingIn('.key')
    .filter((name) => !names.includes(name.replace(/\.key$/, '.cert')))
    .map((name) => `${join(folder, name)}: no .cert beside it`);
  const [pair, missingKeys] = pairsOf(names);
  const client = pair === undefined ? undefined : await readClient(files, join(folder, pair));
  const clientProblem = typeof client === 'string' ? [client] : [];
  return {
    certificates: authorities.flatMap(({ certificates }) => certificates),
    problems: [
      ...problems,
      ...authorities.flatMap((one) => one.problems),
      ...missingKeys.map((name) => `${join(folder, name)}: no .key beside it`),
      ...missingCertificates,
      ...clientProblem,
    ],
    ...(typeof client === 'object' && { client }),
  };
}

/** The first `NAME` that has both files, and the `.cert` files without a key. */
function pairsOf(names: readonly string[]): readonly [string | undefined, readonly string[]] {
  const certificates = names.filter((name) => name.endsWith('.cert'));
  const hasKey = (name: string) => names.includes(name.replace(/\.cert$/, '.key'));
  const pair = certificates.find(hasKey)?.replace(/\.cert$/, '');
  return [pair, certificates.filter((name) => !hasKey(name))];
}

/** A client certificate with its key, or why it cannot be used. */
async function readClient(
  files: CertificateFiles,
  pair: string,
): Promise<NonNullable<HostCertificates['client']> | string> {
  const { certificates, problems } = await readCertificates(files, `${pair}.cert`);
  const [problem] = problems;
  if (problem !== undefined) return problem;
  try {
    const key = await files.read(`${pair}.key`);
    createPrivateKey(key);
    return { certificate: certificates.join('\n'), key };
  } catch (cause) {
    return `${pair}.key: ${codeOf(cause)}`;
  }
}
