import type { HostSetup } from '../../scripts/vscode/host-setup.ts';
import { proxyUser } from '../support/office.ts';
import { missingRealTools } from '../support/real-tools.ts';
import { startRealModes } from '../support/real-modes.ts';
import { modesVariable, type SuiteMode, type SuiteModes } from './suite/modes.ts';

/** The real registries that the suite pins from, and how VS Code must be set up to reach them. */
export interface SuiteRegistries {
  readonly setup: HostSetup;
  /** What the suite learns of them. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts them where their programs are installed; on CI they must be. */
export async function startRegistries(): Promise<SuiteRegistries> {
  const missing = missingRealTools();
  if (missing.length > 0) {
    if (process.env['CI'] === 'true') throw new Error(`these tests need ${missing.join(', ')}`);
    return {
      setup: { settings: {}, machineSettings: {}, environment: {} },
      variables: variablesOf({ missing, modes: [] }),
      close: () => Promise.resolve(),
    };
  }

  const real = await startRealModes();
  const { environment } = real;
  const { office } = real;
  const fifth = real.modes.find(({ image }) => image.startsWith('fifth:'));
  const modes: readonly SuiteMode[] = [
    ...real.modes.map(({ name, image, digest }) => ({ name, image, digest })),
    {
      name: 'a mirror in the settings',
      image: 'images.example.test/library/fifth:1.0',
      digest: fifth?.digest ?? '',
    },
  ];
  const authorization = Buffer.from(`${proxyUser.username}:${proxyUser.password}`);
  return {
    setup: {
      // The proxy is set in the editor; in the environment there is none.
      environment: { ...environment, HTTPS_PROXY: '' },
      settings: {
        'http.proxy': office.proxy.url,
        'http.proxyAuthorization': `Basic ${authorization.toString('base64')}`,
      },
      machineSettings: {
        'seaworthy.registries': { 'images.example.test': { mirror: office.mirror.url } },
      },
    },
    variables: variablesOf({ missing, modes }),
    close: () => real.close(),
  };
}

function variablesOf(modes: SuiteModes): SuiteRegistries['variables'] {
  return { [modesVariable]: JSON.stringify(modes) };
}
