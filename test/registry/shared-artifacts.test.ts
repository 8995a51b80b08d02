import { describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import {
  withSharedArtifacts,
  type SharedArtifacts,
} from '../../server/src/registry/shared-artifacts.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { referenceTo } from '../support/references.ts';

const digest: Digest = `sha256:${'a'.repeat(64)}`;
const signatureTag = `sha256-${'a'.repeat(64)}.sig`;
const app = referenceTo('registry.example.com/app:1');
const never = new AbortController().signal;

/** A source that has no manifest but those by digest and by people's tags, and notes what it is asked. */
function source(): SharedArtifacts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetchManifest({ repository }, version) {
      asked.push(`${repository} ${version}`);
      const isThere = !version.startsWith('sha256-');
      const manifest = { digest, mediaType: 'test', bytes: new Uint8Array(1), resolvedAt: 0 };
      return Promise.resolve(isThere ? ok(manifest) : fail(registryError('not-found', 'host')));
    },
    listReferrers({ repository }, subject) {
      asked.push(`${repository} referrers ${subject}`);
      return Promise.resolve(ok({ referrers: [], source: 'api', isPartial: false } as const));
    },
  };
}

describe('artifacts that several look for', () => {
  it('are asked for once, those that are not there too', async () => {
    const asked = source();
    const shared = withSharedArtifacts(asked, () => 0);
    const twice = async (ask: () => Promise<unknown>): Promise<void> => {
      await Promise.all([ask(), ask()]);
      await ask();
    };
    await twice(() => shared.fetchManifest(app, digest, never));
    await twice(() => shared.fetchManifest(app, signatureTag, never));
    await twice(() => shared.listReferrers(app, digest, {}, never));
    expect(asked.asked).toEqual([
      `app ${digest}`,
      `app ${signatureTag}`,
      `app referrers ${digest}`,
    ]);
  });

  it('are asked for anew by who looks again later', async () => {
    const asked = source();
    let time = 0;
    const shared = withSharedArtifacts(asked, () => time);
    await shared.listReferrers(app, digest, {}, never);
    time = 10_000;
    await shared.listReferrers(app, digest, {}, never);
    expect(asked.asked).toHaveLength(2);
  });

  it('are not taken for those of another repository or of another type', async () => {
    const asked = source();
    const shared = withSharedArtifacts(asked, () => 0);
    await shared.fetchManifest(app, digest, never);
    await shared.fetchManifest(referenceTo('registry.example.com/other:1'), digest, never);
    await shared.listReferrers(app, digest, {}, never);
    await shared.listReferrers(app, digest, { artifactType: 'a/b' }, never);
    expect(asked.asked).toHaveLength(4);
  });

  it('leave the tags of people alone, which may move at any moment', async () => {
    const asked = source();
    const shared = withSharedArtifacts(asked, () => 0);
    await shared.fetchManifest(app, '1', never);
    await shared.fetchManifest(app, '1', never);
    expect(asked.asked).toEqual(['app 1', 'app 1']);
  });

  it('give a failure that may pass to those who wait for it alone', async () => {
    let asked = 0;
    const failing: SharedArtifacts = {
      ...source(),
      fetchManifest: () => {
        asked++;
        return Promise.resolve(fail(registryError('timeout', 'host')));
      },
    };
    const shared = withSharedArtifacts(failing, () => 0);
    await shared.fetchManifest(app, digest, never);
    await shared.fetchManifest(app, digest, never);
    expect(asked).toBe(2);
  });

  it('are cancelled for who no longer waits', async () => {
    const shared = withSharedArtifacts(source(), () => 0);
    expect(await shared.fetchManifest(app, digest, AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    });
  });
});
