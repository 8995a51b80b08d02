import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles, pagePathOf } from '../scripts/generated.ts';
import { rules } from '../server/src/rules/index.ts';
import { defaultPolicy } from '../server/src/settings/policy.ts';
import { readSettings } from '../server/src/settings/settings.ts';

const root = new URL('../', import.meta.url);
const generated = await generatedFiles(root);

describe('generated files', () => {
  it.each([...generated.keys()])('%s is current: run `npm run generate`', (path) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(generated.get(path));
  });

  it('leave no page of a rule that is gone', () => {
    for (const name of readdirSync(new URL('docs/rules/', root)))
      expect(generated.has(`docs/rules/${name}`)).toBe(true);
  });

  it('are where the editor sends people', () => {
    for (const { id } of rules) expect(existsSync(new URL(pagePathOf(id), root))).toBe(true);
  });
});

describe('the settings in package.json', () => {
  it('are those that the server reads', () => {
    const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const raw: Record<string, unknown> = {};
    for (const [key, { default: value }] of Object.entries(
      manifest.contributes.configuration.properties,
    )) {
      const path = key.split('.').slice(1);
      const last = path.pop() ?? '';
      const holder = path.reduce<Record<string, unknown>>(
        (object, name) => (object[name] ??= {}) as Record<string, unknown>,
        raw,
      );
      holder[last] = value;
    }
    const { settings, problems } = readSettings(
      raw,
      rules.map(({ id }) => ({ id, options: [] })),
    );
    expect(problems).toEqual([]);
    const { profile, preview, rules: choices } = defaultPolicy;
    expect(settings).toMatchObject({
      ...readSettings({}, []).settings,
      policy: { profile, preview, rules: choices },
    });
  });
});
