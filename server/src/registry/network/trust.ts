import { createSecureContext, type SecureContext } from 'node:tls';
import { codeOf } from '../../text/error-code.ts';
import { findAuthorities } from './authorities.ts';
import { diskFiles, type CertificateFiles, type FoundCertificates } from './certificate-files.ts';
import {
  certificateFolders,
  readHostCertificates,
  type CertificateFolderOptions,
} from './host-certificates.ts';

/** Whom to believe to be a host, and how to show it who we are. */
export interface HostTrust {
  /** Without it, whom Node trusts by itself. */
  readonly context?: SecureContext;
  /** What of the person's certificates could not be used: a path and a reason each. */
  readonly problems: readonly string[];
}

export interface Trust {
  /** Never rejects. */
  forHost(host: string): Promise<HostTrust>;
  /** Reads the common authorities anew for the next host. */
  forget?(): void;
}

export interface TrustOptions extends CertificateFolderOptions {
  readonly files?: CertificateFiles;
  readonly log?: (line: string) => void;
}

interface Common {
  readonly authorities: FoundCertificates;
  readonly context: SecureContext;
}

/** Trusts whom Node trusts, and has no client certificates. */
export const trustOfNode: Trust = { forHost: () => Promise.resolve({ problems: [] }) };

/**
 * Trusts the authorities of Node and of the system, and for single registries those in their folders
 * `certs.d/<host>`, where client certificates are as well. Nothing is read before the first host is asked for;
 * the authorities are read once, until they are forgotten. What cannot be read is logged and left out: a connection then fails rather
 * than trust more.
 */
export function createTrust({
  environment,
  homeDirectory,
  platform,
  files = diskFiles,
  log = () => undefined,
}: TrustOptions): Trust {
  const folders = certificateFolders({ environment, homeDirectory, platform });
  let common: Promise<Common> | undefined;

  async function createCommon(): Promise<Common> {
    const authorities = await findAuthorities({ environment, platform, files, log });
    return { authorities, context: createSecureContext({ ca: [...authorities.certificates] }) };
  }

  return {
    async forHost(host) {
      common ??= createCommon();
      const { authorities, context } = await common;
      const own = await readHostCertificates(host, folders, { files, platform });
      for (const problem of own.problems) log(`certificates for ${host}: ${problem}`);
      const all = [...own.problems, ...authorities.problems];
      if (own.certificates.length === 0 && own.client === undefined)
        return { context, problems: all };
      const who = own.client === undefined ? '' : ', a client certificate';
      log(`certificates for ${host}: ${own.certificates.length} authorities of its own${who}`);
      const ca = [...authorities.certificates, ...own.certificates];
      try {
        const { client } = own;
        const identity = client && { cert: client.certificate, key: client.key };
        return { context: createSecureContext({ ca, ...identity }), problems: all };
      } catch (cause) {
        return { context: createSecureContext({ ca }), problems: [...all, codeOf(cause)] };
      }
    },
    forget() {
      common = undefined;
    },
  };
}
