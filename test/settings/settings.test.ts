import { describe, expect, it } from 'vitest';
import { readEditorProxy } from '../../server/src/settings/editor-proxy.ts';
import { defaultSettings, readSettings } from '../../server/src/settings/settings.ts';

const rules = ['image-no-tag', 'user-root'].map((id) => ({ id, options: [] }));

describe('settings', () => {
  it.each([undefined, null, {}])('from %j are the defaults', (raw) => {
    expect(readSettings(raw, rules)).toEqual({ settings: defaultSettings, problems: [] });
  });

  it('are read where they can be used', () => {
    const raw = {
      rules: { 'image-no-tag': 'hint', 'user-root': 'default' },
      registry: { enabled: false, timeout: 3 },
      registries: {
        'docker.io': { mirror: 'https://mirror.example.com/hub' },
        'Registry.example.com:5000': { plainHttp: true, authHost: 'auth.example.com' },
        'old.example.com': { skip: true },
        'intern.example.com': {},
      },
    };
    const { settings, problems } = readSettings(raw, rules);
    expect(problems).toEqual([]);
    expect([...(settings.policy.rules ?? [])]).toEqual([
      ['image-no-tag', { level: 'hint', options: {} }],
    ]);
    expect(settings.registry).toEqual({
      isEnabled: false,
      timeout: 3000,
      registries: {
        'docker.io': { mirror: 'https://mirror.example.com/hub' },
        'registry.example.com:5000': { plainHttp: true, authHost: 'auth.example.com' },
        'old.example.com': { skip: true },
        'intern.example.com': {},
      },
    });
  });

  it.each<[string, object, RegExp]>([
    ['a switch that is none', { plainHttp: 'yes' }, /\.plainHttp` must be true or false/],
    [
      'an address for a host',
      { authHost: 'https://auth.example.com' },
      /\.authHost` must be a host/,
    ],
    ['a key that there is not', { mirrors: [] }, /\.mirrors` is not known; there are mirror,/],
  ])('name %s and still know the registry', (_, entry, problem) => {
    const { settings, problems } = readSettings({ registries: { 'docker.io': entry } }, rules);
    expect(settings.registry.registries).toEqual({ 'docker.io': {} });
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a mirror that is no address',
      { mirror: 'file:///etc' },
      /\.mirror` must be an http or https/,
    ],
    ['a `skip` that is none', { skip: 'yes' }, /\.skip` must be true or false/],
    ['a word in place of an entry', 'skip', /` must be an object/],
  ])('name %s and have the registry not asked', (_, entry, problem) => {
    const { settings, problems } = readSettings({ registries: { 'docker.io': entry } }, rules);
    expect(settings.registry.registries).toEqual({ 'docker.io': { skip: true } });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toMatch(/; the registry is not asked until that is corrected\.$/);
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /`seaworthy` must be an object/],
    ['an unknown rule', { rules: { 'no-such-rule': 'off' } }, /no rule `no-such-rule`/],
    ['an unknown level', { rules: { 'user-root': 'loud' } }, /must be one of off, error/],
    ['rules of another kind', { rules: 'off' }, /`rules` must be a map/],
    ['a timeout of nothing', { registry: { timeout: 0 } }, /must be 1 to 120 seconds/],
    ['a switch that is none', { registry: { enabled: 'no' } }, /must be true or false/],
    ['a registry with a path', { registries: { 'docker.io/library': {} } }, /host and port alone/],
  ])('name %s and keep the default', (_, raw, problem) => {
    const { settings, problems } = readSettings(raw, rules);
    expect(settings).toMatchObject({ registry: defaultSettings.registry });
    expect(settings.policy.rules?.size ?? 0).toBe(0);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});

describe('what an editor says of proxies', () => {
  it.each([undefined, null, [], 'off', { proxy: '', noProxy: 'all', proxyStrictSSL: 'no' }])(
    'is nothing when it is %j',
    (raw) => {
      expect(readEditorProxy(raw)).toEqual({ isOff: false, noProxy: [], isStrict: true });
    },
  );

  it('is read from the settings of VS Code', () => {
    const http = {
      proxy: 'http://proxy.example.com:3128',
      noProxy: ['*.example.com', 7, ''],
      proxyStrictSSL: false,
      proxySupport: 'off',
      proxyAuthorization: 'Basic abc',
    };
    expect(readEditorProxy(http)).toEqual({
      isOff: true,
      url: 'http://proxy.example.com:3128',
      noProxy: ['*.example.com'],
      isStrict: false,
      authorization: 'Basic abc',
    });
  });
});

describe('the settings of pins', () => {
  it('are read where they can be used', () => {
    const raw = {
      pin: { keepTag: false, minimumAge: 3 },
      backgroundChecks: {
        registries: ['docker.io', 'Registry.example.com:5000'],
        dailyRequests: 7,
      },
      inlayHints: { pins: false, tags: false },
      completion: { askRegistries: false },
    };
    const { settings, problems } = readSettings(raw, rules);
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      pin: { keepsTag: false, minimumAge: 3 },
      watch: { registries: ['docker.io', 'registry.example.com:5000'], dailyRequests: 7 },
      inlayHints: { pins: false, tags: false },
      completesTags: false,
    });
  });

  it('let no registry be asked in the background until it is named', () => {
    expect(defaultSettings.watch.registries).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['an age that is none', { pin: { minimumAge: '3 days' } }, /pin\.minimumAge` must be a whole/],
    ['an age below zero', { pin: { minimumAge: -1 } }, /must be a whole number from 0 to 365/],
    ['every registry at once', { backgroundChecks: { registries: '*' } }, /must be a list of/],
    ['a registry that is none', { backgroundChecks: { registries: ['*'] } }, /must be a list of/],
    ['no budget', { backgroundChecks: { dailyRequests: 0 } }, /from 1 to 10000/],
    ['a switch that is none', { completion: { askRegistries: 'no' } }, /must be true or false/],
  ])('name %s and keep the default', (_, raw, problem) => {
    const { settings, problems } = readSettings(raw, rules);
    expect(settings).toEqual(defaultSettings);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});
