import * as vscode from 'vscode';
import {
  credentialsName,
  credentialsRequest,
  type CredentialsAnswer,
  type CredentialsParams,
} from '../../server/src/lsp/protocol.ts';
import type { SeaworthyClient } from './server-process.ts';

/** What the person gave for each registry; passwords are in the editor's secret storage alone. */
export interface CredentialStore {
  /** The registries that there is something for, sorted. */
  readonly registries: () => readonly string[];
  readonly get: (registry: string) => Promise<CredentialsAnswer>;
  readonly set: (registry: string, credentials: NonNullable<CredentialsAnswer>) => Promise<void>;
  readonly delete: (registry: string) => Promise<void>;
}

const listKey = 'seaworthy.signedInTo';
const secretKeyOf = (registry: string): string => `seaworthy.credentials:${registry}`;

export function createCredentialStore({
  secrets,
  globalState,
}: vscode.ExtensionContext): CredentialStore {
  const registries = (): readonly string[] => globalState.get<readonly string[]>(listKey, []);
  return {
    registries,
    async get(registry) {
      const kept = await secrets.get(secretKeyOf(registry));
      return kept === undefined ? null : (JSON.parse(kept) as CredentialsAnswer);
    },
    async set(registry, credentials) {
      await secrets.store(secretKeyOf(registry), JSON.stringify(credentials));
      await globalState.update(listKey, [...new Set([...registries(), registry])].sort());
    },
    async delete(registry) {
      await secrets.delete(secretKeyOf(registry));
      await globalState.update(
        listKey,
        registries().filter((other) => other !== registry),
      );
    },
  };
}

/**
 * Lets the server ask for what the person gave, when a registry wants to know who asks, and tells it when that
 * has changed: in this window or in another one, which shares the secret storage.
 */
export function answerCredentials(
  client: SeaworthyClient,
  store: CredentialStore,
  { secrets }: vscode.ExtensionContext,
): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest(credentialsRequest, ({ registry }: CredentialsParams) => store.get(registry)),
    secrets.onDidChange(({ key }) => {
      if (key.startsWith(secretKeyOf(''))) void client.tellCredentialsChanged();
    }),
  );
}

/** Asks for a registry, a user name and a password, and keeps them; `proposed` is a registry's name. */
export async function signIn(store: CredentialStore, proposed: unknown): Promise<void> {
  const written = await ask({
    title: 'Sign in to a registry',
    prompt: 'The registry as images name it: docker.io, ghcr.io, registry.example.com:5000',
    value: typeof proposed === 'string' ? proposed : 'docker.io',
    validateInput: (value) =>
      credentialsName(value) === undefined
        ? 'A host alone, with its port if it has one.'
        : undefined,
  });
  const registry = written === undefined ? undefined : credentialsName(written);
  if (registry === undefined) return;
  const title = `Sign in to ${registry}`;
  const username = await ask({ title, prompt: 'User name' });
  if (username === undefined) return;
  const password = await ask({
    title,
    prompt:
      "Password or access token. It stays in the editor's secret storage, and is sent to this registry and its sign-in server alone.",
    password: true,
  });
  if (password === undefined) return;
  await store.set(registry, { username, password });
  void vscode.window.showInformationMessage(
    `Kept your sign-in to ${registry}. It is used when you pin an image from there.`,
  );
}

/** Lets the person choose a registry, and forgets what they gave for it. */
export async function signOut(store: CredentialStore): Promise<void> {
  const registries = store.registries();
  if (registries.length === 0) {
    void vscode.window.showInformationMessage(
      'You are not signed in to any registry here. What `docker login` keeps is removed by `docker logout`.',
    );
    return;
  }
  const registry = await vscode.window.showQuickPick(registries, {
    title: 'Sign out of a registry',
  });
  if (registry === undefined) return;
  await store.delete(registry);
  void vscode.window.showInformationMessage(`Forgot your sign-in to ${registry}.`);
}

/** An answer with anything in it; undefined when the person gave none. */
async function ask(options: vscode.InputBoxOptions): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({ ignoreFocusOut: true, ...options });
  const value = options.password === true ? answer : answer?.trim();
  return value === '' ? undefined : value;
}
