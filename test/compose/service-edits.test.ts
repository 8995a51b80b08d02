import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import type { Container } from '../../server/src/model/document-model.ts';
import type { Span } from '../../server/src/text/span.ts';
import { applyEdits, type TextEdit } from '../../server/src/text/text-edit.ts';

/** Fields of a service that grant something, publish a port or set a variable, in all their forms. */
const fields: Readonly<Record<string, readonly unknown[]>> = {
  image: ['a:1'],
  privileged: [true],
  user: ['root'],
  network_mode: ['bridge'],
  cap_add: [['ALL'], ['NET_ADMIN', 'SYS_TIME']],
  security_opt: [['seccomp:unconfined'], ['label=disable', 'apparmor:unconfined']],
  devices: [['/dev/sda:/dev/sda'], [{ source: '/dev/mem', target: '/dev/mem' }, '/dev/kmsg']],
  volumes: [
    ['/etc:/x'],
    ['/etc:/x:rw,z', 'data:/y', '/usr:/z:ro'],
    [
      { type: 'bind', source: '/etc', target: '/x' },
      { type: 'bind', source: '/usr', target: '/z', bind: { propagation: 'shared' } },
    ],
    ['./a:/b', { type: 'bind', source: '/etc', target: '/x', read_only: false }],
  ],
  ports: [
    [80],
    ['80:80', '0.0.0.0:81:81', '127.0.0.1:82:82'],
    [{ target: 80, published: 80, protocol: 'tcp' }, 443],
  ],
  environment: [{ A: '1' }, { A: 'x # y', B: null, C: 'a\nb\n' }, ['A=1'], ['A=1', 'B', 'C= # x']],
  build: [
    { context: '.', args: { TOKEN: 'x' } },
    { context: '.', privileged: true, entitlements: ['network.host'] },
  ],
  post_start: [[{ command: 'id', user: 'root' }], [{ privileged: true, command: 'id' }]],
  deploy: [
    { resources: { limits: { pids: -1 } } },
    { mode: 'global', resources: { limits: { pids: 0, memory: '1g' } } },
  ],
  ulimits: [{ nproc: -1 }, { nproc: 1024, nofile: { soft: 1024, hard: -1 } }],
};

const serviceOf = fc
  .record(
    Object.fromEntries(
      Object.entries(fields).map(([name, forms]) => [name, fc.constantFrom(...forms)]),
    ),
    { requiredKeys: ['image'] },
  )
  .chain((service) => {
    const entries = Object.entries(service);
    return fc.shuffledSubarray(entries, { minLength: entries.length });
  })
  .map((entries) => Object.fromEntries(entries));

/** The same project in block style, in braces, or with other indentation. */
const text = fc
  .tuple(
    fc.dictionary(fc.constantFrom('app', 'db'), serviceOf, { minKeys: 1 }),
    fc.constantFrom('block' as const, 'flow' as const),
    fc.constantFrom(2, 4),
    fc.boolean(),
    fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([services, collectionStyle, indent, indentSeq, defaultStringType, lineEnd]) =>
    stringify(
      { services },
      {
        collectionStyle,
        indent,
        indentSeq,
        defaultStringType,
        defaultKeyType: 'PLAIN',
        aliasDuplicateObjects: false,
      },
    ).replaceAll('\n', lineEnd),
  );

/** What a service is, wherever it stands. */
function facts({ grants, variables, published }: Container): readonly string[] {
  return [
    ...grants.map((grant) => JSON.stringify(grant, withoutPlaces)),
    ...variables.map(({ name, written }) => `${name}=${String(written)}`),
    ...published.map((port) => JSON.stringify(port, withoutPlaces)),
  ];
}

function withoutPlaces(key: string, value: unknown): unknown {
  return /^(?:span|removal|\w+Site|\w+Edit)$/.test(key) ? undefined : value;
}

function factsOf(document: string): readonly string[] {
  return lowerCompose(document).containers.flatMap(facts);
}

function expectValid(document: string): void {
  expect(() => parse(document) as unknown).not.toThrow();
}

/** One of a list, whatever the number. */
function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % list.length];
}

it('a removal takes away what it is for and nothing else', () => {
  fc.assert(
    fc.property(text, fc.nat(), (document, number) => {
      const before = factsOf(document);
      let index = 0;
      const removals: { readonly at: number; readonly removal: Span | undefined }[] = [];
      for (const { grants, variables, published } of lowerCompose(document).containers) {
        for (const { removal } of [...grants, ...variables])
          removals.push({ at: index++, removal });
        index += published.length;
      }
      const picked = pick(removals, number);
      if (picked === undefined) return;
      const { at, removal } = picked;
      expect(removal).toBeDefined();
      const after = applyEdits(document, removal ? [{ span: removal, newText: '' }] : []);
      expectValid(after);
      expect(factsOf(after)).toEqual(before.toSpliced(at, 1));
    }),
    { numRuns: 40 },
  );
});

it('other edits change what they are for and nothing else', () => {
  fc.assert(
    fc.property(text, fc.nat(), (document, number) => {
      const before = factsOf(document);
      const edits: { readonly edit: TextEdit | undefined; readonly changed: string }[] = [];
      for (const { grants, published } of lowerCompose(document).containers) {
        for (const grant of grants)
          if (grant.kind === 'bind-mount')
            edits.push({ edit: grant.readOnlyEdit, changed: '"isReadOnly":true' });
        for (const { loopbackEdit: edit } of published)
          edits.push({ edit, changed: '"127.0.0.1"' });
      }
      const { edit, changed = '' } = pick(edits, number) ?? {};
      if (edit === undefined) return;
      const after = applyEdits(document, [edit]);
      expectValid(after);
      const facts = factsOf(after);
      const differing = facts.filter((fact, at) => fact !== before[at]);
      expect(facts).toHaveLength(before.length);
      expect(differing).toHaveLength(1);
      expect(differing[0]).toContain(changed);
    }),
    { numRuns: 40 },
  );
});
