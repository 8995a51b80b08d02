import { describe, expect, it } from 'vitest';
import { isBroken, isConfigPath, readConfig } from '../../server/src/settings/config-file.ts';

const rules = [
  { id: 'image-no-tag', options: [] },
  { id: 'admin-port-exposed', options: ['allowPorts'] },
];

/** Each problem with the text that it marks. */
function problemsOf(text: string): readonly string[] {
  return readConfig(text, rules).problems.map(
    ({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`,
  );
}

describe('a configuration file', () => {
  it.each(['seaworthy.yaml', '/a/.seaworthy.yaml', 'C:\\a\\seaworthy.yaml'])(
    'has a name like %s',
    (path) => {
      expect(isConfigPath(path)).toBe(true);
    },
  );

  it.each(['seaworthy.yml', 'my-seaworthy.yaml', 'compose.yaml'])('is not %s', (path) => {
    expect(isConfigPath(path)).toBe(false);
  });

  it('says what is on, for whom and why', () => {
    const { layer, problems } = readConfig(
      `profile: strict
preview: true
rules:
  image-no-tag: off
  admin-port-exposed: { severity: error, options: { allowPorts: [22, '2222'] } }
trustedRegistries: [registry.example.com]
allowImages: ['team/**']
overrides:
  - files: ['**/dev/**']
    services: [db]
    rules: { image-no-tag: hint }
    reason: local only
exclude: [vendor]
failOn: error
honour: [hadolint]
`,
      rules,
    );
    expect(problems).toEqual([]);
    expect(layer).toEqual({
      profile: 'strict',
      preview: true,
      rules: new Map<string, unknown>([
        ['image-no-tag', { level: 'off', options: {} }],
        ['admin-port-exposed', { level: 'error', options: { allowPorts: ['22', '2222'] } }],
      ]),
      trustedRegistries: ['registry.example.com'],
      allowImages: ['team/**'],
      overrides: [
        {
          files: ['**/dev/**'],
          services: ['db'],
          rules: new Map([['image-no-tag', { level: 'hint', options: {} }]]),
          reason: 'local only',
        },
      ],
      exclude: ['vendor'],
      failOn: 'error',
      honour: ['hadolint'],
    });
  });

  it.each(['', '# nothing\n', 'rules:\n', '{}'])('may say nothing: %j', (text) => {
    const { layer, problems } = readConfig(text, rules);
    expect(problems).toEqual([]);
    expect(layer?.rules?.size ?? 0).toBe(0);
  });

  it.each<[string, string]>([
    ['profil: strict\n', 'profil: There is no key `profil`. Did you mean `profile`?'],
    [
      'profile: strikt\n',
      'strikt: `profile` must be one of recommended, strict, minimal. Did you mean `strict`?',
    ],
    [
      'rules: { image-no-tags: off }\n',
      'image-no-tags: There is no rule `image-no-tags`. Did you mean `image-no-tag`?',
    ],
    [
      'rules: { image-no-tag: loud }\n',
      'loud: `rules.image-no-tag` must be one of off, error, warning, information, hint.',
    ],
    [
      'rules: { admin-port-exposed: { options: { allowPort: [22] } } }\n',
      'allowPort: There is no key `allowPort` in `rules.admin-port-exposed.options`. Did you mean `allowPorts`?',
    ],
    ['exclude: vendor\n', 'vendor: `exclude` must be a list.'],
    ['preview: maybe\n', 'maybe: `preview` must be true or false.'],
    ['- a\n', '- a\n: The configuration must be a map of keys and values.'],
    [
      'overrides: [{ rules: { image-no-tag: off } }]\n',
      '{ rules: { image-no-tag: off } }: An override needs a `reason`, so that others can judge it.',
    ],
  ])('has its mistakes marked and keeps the rest: %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
    expect(
      readConfig(`allowImages: [a]\n${text.startsWith('-') ? '' : text}`, rules).layer,
    ).toMatchObject({
      allowImages: ['a'],
    });
  });

  it.each(['rules: [\n', 'a: b: c\n', '\t- x', 'a: &a [*a, *a]\nb: *c\n', '['.repeat(5000)])(
    'that is no YAML gives no layer, and says that the last one holds: %j',
    (text) => {
      const { layer, problems } = readConfig(text, rules);
      expect(layer).toBeUndefined();
      expect(problems[0]).toMatchObject({ code: 'config-syntax' });
      expect(problems[0]?.message).toContain('so nothing of it counts');
    },
  );

  it.each([
    'require: [{ images: [a], needs: [signature] }]\n',
    'require: [{ images: [a], measures: [signed] }]\n',
    'require: { a: signature }\n',
  ])('that requires what is not understood is broken: %j', (text) => {
    const { problems } = readConfig(text, rules);
    expect(problems[0]).toMatchObject({ code: 'config-requirement' });
    expect(isBroken(problems)).toBe(true);
    expect(isBroken(readConfig('allowImage: [a]\n', rules).problems)).toBe(false);
  });

  it('that unfolds to millions of values is refused', () => {
    const lines = Array.from({ length: 30 }, (_, index) =>
      index === 0
        ? 'a0: &a0 [x, x]'
        : `a${String(index)}: &a${String(index)} [*a${String(index - 1)}, *a${String(index - 1)}]`,
    );
    expect(readConfig(lines.join('\n'), rules).layer).toBeUndefined();
  });
});
