import { readFile } from 'node:fs/promises';
import type { CreateInspectionTools } from './analysis/questions/tools.ts';
import { createEngineSource } from './engine/default-engine.ts';
import { runProgram } from './programs/run-program.ts';
import { cacheFolder } from './registry/cache/cache-folder.ts';
import { userKeychain } from './registry/credentials/user-keychain.ts';
import { currentAccount } from './registry/current-account.ts';
import { createDefaultWeb } from './registry/default-web.ts';
import { createScannerSource } from './scanners/default-scanners.ts';
import { createTrustSource } from './trust/default-trust.ts';
import { createContentTrustReader } from './trust/notary/content-trust.ts';
import { dockerTrustServer } from './trust/notary/servers.ts';
import { stateFolder } from './trust/notary/state-folder.ts';
import { version } from './version.ts';

/** Milliseconds that one request to a server may take that the person has set. */
const requestTime = 30_000;

/** Makes those whom an examination asks beside the registry, with what the user of this process has and has set. */
export const createInspectionTools: CreateInspectionTools = (registry, settings, log) => {
  const { scanners, trust, engineSocket } = settings;
  const account = currentAccount();
  const readText = (path: string): Promise<string> => readFile(path, 'utf8');
  const otherwise = dockerTrustServer(account.environment);
  const notaryServers = [
    ...Object.values(trust.notaryServers),
    ...(otherwise === undefined ? [] : [otherwise]),
  ];
  const { clair } = scanners;
  const scannerServers = clair === undefined ? [] : [clair.indexer, clair.matcher];
  const webFor = (servers: readonly string[]): ReturnType<typeof createDefaultWeb> =>
    createDefaultWeb({
      servers,
      timeout: requestTime,
      userAgent: `seaworthy/${version}`,
      log,
      account,
    });
  return {
    engine: createEngineSource({ socket: engineSocket, environment: account.environment }),
    scanners: createScannerSource({
      registry,
      settings: scanners,
      run: runProgram,
      web: webFor(scannerServers),
      cacheFolder: cacheFolder(account),
      readFile: readText,
      now: Date.now,
      log,
    }),
    trust: createTrustSource({
      registry,
      settings: trust,
      run: runProgram,
      notation: scanners.programs.notation,
      log,
      contentTrust: createContentTrustReader({
        settings: trust,
        otherwise,
        transport: webFor(notaryServers),
        keychain: userKeychain({
          ...account,
          readFile: readText,
          now: () => performance.now(),
        }),
        stateFolder: stateFolder(account),
        log,
      }),
    }),
  };
};
