import { describe, expect, it } from 'vitest';
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
      registries: { 'docker.io': { mirror: 'https://mirror.example.com/hub' } },
    };
    const { settings, problems } = readSettings(raw, rules);
    expect(problems).toEqual([]);
    expect([...(settings.policy.rules ?? [])]).toEqual([
      ['image-no-tag', { level: 'hint', options: {} }],
    ]);
    expect(settings.registry).toEqual({
      isEnabled: false,
      timeout: 3000,
      mirrors: { 'docker.io': 'https://mirror.example.com/hub' },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /`seaworthy` must be an object/],
    ['an unknown rule', { rules: { 'no-such-rule': 'off' } }, /no rule `no-such-rule`/],
    ['an unknown level', { rules: { 'user-root': 'loud' } }, /must be one of off, error/],
    ['rules of another kind', { rules: 'off' }, /`rules` must be a map/],
    ['a timeout of nothing', { registry: { timeout: 0 } }, /must be 1 to 120 seconds/],
    ['a switch that is none', { registry: { enabled: 'no' } }, /must be true or false/],
    [
      'a mirror that is no address',
      { registries: { 'docker.io': { mirror: 'file:///etc' } } },
      /http or https/,
    ],
  ])('name %s and keep the default', (_, raw, problem) => {
    const { settings, problems } = readSettings(raw, rules);
    expect(settings).toMatchObject({ registry: defaultSettings.registry });
    expect(settings.policy.rules?.size ?? 0).toBe(0);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});
