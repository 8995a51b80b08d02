import { describe, expect, it } from 'vitest';
import type { ServiceCard } from '../../server/src/analysis/service-card.ts';
import type { EngineReport, LocalImage } from '../../server/src/engine/engine-source.ts';
import { ok } from '../../server/src/text/result.ts';
import { answer, fact, rows } from '../support/answers.ts';
import { image, registryWith } from '../support/inspecting.ts';

const localImage: LocalImage = {
  id: 'sha256:abc',
  digests: [],
  tags: [],
  created: undefined,
  size: 5_000_000,
  isSameDigest: true,
  history: [],
};

const running: EngineReport = {
  engine: {
    name: 'docker',
    version: '29.1',
    endpoint: '/var/run/docker.sock',
    isRootless: true,
    remapsUsers: undefined,
  },
  image: localImage,
  containers: [
    {
      id: 'abc',
      name: 'web-1',
      state: 'running',
      started: undefined,
      user: '',
      isPrivileged: true,
      addedCapabilities: ['NET_ADMIN'],
      droppedCapabilities: [],
      hostNamespaces: ['network'],
      mounts: [{ source: '/etc', target: '/host', isWritable: false }],
      hasReadOnlyRoot: false,
      memoryLimit: undefined,
      processLimit: 100,
      processes: { titles: ['PID', 'CMD'], rows: [['1', 'app --token=hunter2']], omitted: 0 },
    },
  ],
  omitted: 0,
};

describe('what is it running on', () => {
  const question = 'what-is-it-running-on';
  const card: ServiceCard = {
    service: 'web',
    rows: [
      { id: 'user', label: 'User', value: 'root', verdict: 'note' },
      { id: 'host-mounts', label: 'Mounts of the host', value: '/ at /host', verdict: 'bad' },
    ],
    changes: ['drop all capabilities'],
  };

  it('is what a service is granted, and what hardening would change', async () => {
    const told = await answer(question, 'team/app', { wishes: { service: card } });
    expect(told).toMatchObject({
      verdict: 'bad',
      summary:
        'What needs attention: mounts of the host. The recommended hardening would drop all capabilities.',
    });
    expect(fact(told, 'serviceHostMounts')).toMatchObject({
      verdict: 'bad',
      source: { kind: 'document' },
    });
  });

  it.each([
    ['app', 'app: that of the image', 'good'],
    ['0:0', '0:0: that of the image', 'note'],
    ['', 'root: the image names no user', 'note'],
  ])('has the user of the image where the file names none: %j', async (user, value, verdict) => {
    const row = { label: 'User', value: 'not set here: that of the image' } as const;
    const left: ServiceCard = {
      ...card,
      rows: [{ ...row, id: 'user', verdict: 'unknown', decidedBy: 'image' }],
    };
    const registry = registryWith({}, { shown: { ...image, user } });
    const told = await answer(question, 'team/app', { registry, wishes: { service: left } });
    expect(fact(told, 'serviceUser')).toMatchObject({
      ...{ value, verdict },
      source: { kind: 'publisher-claim' },
    });
    expect(told.verdict).toBe(verdict);
  });

  it('is what runs from it, with processes whose secrets are hidden', async () => {
    const told = await answer(question, 'team/app', {
      wishes: { asksEngine: true },
      tools: { engine: { look: () => Promise.resolve(ok(running)) } },
    });
    expect(told.verdict).toBe('bad');
    expect(told.summary).toContain('1 of them privileged');
    expect(rows(told, 'containers')).toEqual([
      [
        'web-1',
        'running',
        'not told',
        'not set',
        "privileged; added NET_ADMIN; shares the host's network",
        '/etc at /host (read-only)',
        'memory without limit, at most 100 processes',
      ],
    ]);
    expect(rows(told, 'processes1')).toEqual([['1', 'app --token=(hidden)']]);
  });

  it.each([
    ['its digest', { isSameDigest: true }, 'yes'],
    [
      'its configuration, where a push has packed it anew',
      { id: image.manifest.config.digest },
      'yes',
    ],
    ['neither', {}, 'no: another image of that name is here'],
  ])('knows the image that is here by %s', async (_, here, expected) => {
    const local = { ...localImage, isSameDigest: false, ...here };
    const told = await answer(question, 'team/app', {
      wishes: { asksEngine: true },
      tools: { engine: { look: () => Promise.resolve(ok({ ...running, image: local })) } },
    });
    expect(fact(told, 'localSame')?.value).toBe(expected);
  });

  it('says why the engine could not be asked', async () => {
    const told = await answer(question, 'team/app', { wishes: { asksEngine: true } });
    expect(told.summary).toContain('No container engine was found at /var/run/docker.sock.');
    expect(fact(told, 'engine')?.isKnown).toBe(false);
  });
});
