import { beforeAll, describe, expect, it } from 'vitest';
import { colours, createPainter, hostScopes, table, type Painter } from './painter.ts';

const digest = 'sha256:' + '0123456789abcdef'.repeat(4);

const redis = table`
  redis  entity.name.type.repository
  :      punctuation.separator.tag
  7      constant.numeric.tag
`;

let painter: Painter;
let host: Painter;

beforeAll(async () => {
  painter = await createPainter('yaml', { injected: true });
  host = await createPainter('yaml', { injected: false });
});

describe('image values', () => {
  it('have registry, repository, tag and digest', () => {
    expect(colours(painter, `    image: GHCR.IO:443/acme/app:1.2@${digest} # why`)).toBe(table`
      GHCR.IO:443  entity.name.namespace.registry
      /            punctuation.separator.registry
      acme/app     entity.name.type.repository
      :            punctuation.separator.tag
      1.2          constant.numeric.tag
      @            keyword.operator.digest
      sha256:      punctuation.definition.algorithm
      0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  constant.other.digest
    `);
  });

  it.each([
    'image: redis:7',
    '    image:   redis:7   # cache',
    '  - image: redis:7',
    'image: "redis:7"',
    "image: 'redis:7'",
    '"image": redis:7',
    'image: &cache redis:7',
    'image: redis:7\r',
    'image: "redis:7"\r',
  ])('are found in %j', (line) => {
    expect(colours(painter, line)).toBe(redis);
  });

  it('may be a bare name', () => {
    expect(colours(painter, 'image: redis')).toBe('redis  entity.name.type.repository');
    expect(colours(painter, 'image: "redis"')).toBe('redis  entity.name.type.repository');
  });

  it('may have variables, and a reference in a default', () => {
    expect(colours(painter, 'image: ${CACHE:-redis:7}')).toBe(
      ['${  punctuation.definition.variable.begin', 'CACHE  variable.other']
        .concat(':-  keyword.operator.default', redis, '}  punctuation.definition.variable.end')
        .join('\n'),
    );
    expect(colours(painter, 'image: "${REGISTRY:?name a registry}/app:${TAG:-1}"')).toBe(table`
      \${                 punctuation.definition.variable.begin
      REGISTRY            variable.other
      :?name a registry   entity.name.namespace.registry
      }                   punctuation.definition.variable.end
      /                   punctuation.separator.registry
      app                 entity.name.type.repository
      :                   punctuation.separator.tag
      \${                 punctuation.definition.variable.begin
      TAG                 variable.other
      :-                  keyword.operator.default
      1                   constant.numeric.tag
      }                   punctuation.definition.variable.end
    `);
  });
});

describe('other values', () => {
  it('have an image after docker-image://', () => {
    const context = table`
      docker-image  keyword.other.scheme
      ://           punctuation.separator.scheme
      redis         entity.name.type.repository
      :             punctuation.separator.tag
      7             constant.numeric.tag
    `;
    expect(colours(painter, '      base: docker-image://redis:7')).toBe(context);
    expect(colours(painter, '      - "base=docker-image://redis:7"')).toBe(context);
  });

  it.each([
    'my-image: redis:7',
    'image: picture of redis:7',
    'image: assets/logo.png',
    'image: https://example.test/logo',
    'image: ./logo',
    'image:',
    'image: {name: redis}',
    'text: "image: redis:7"',
    '# image: redis:7',
  ])('are left alone: %s', (line) => {
    expect(colours(painter, line)).toBe('');
  });

  it('are left alone in block scalars', () => {
    expect(colours(painter, 'command: |\n  image: redis:7\n  docker-image://redis:7')).toBe('');
  });
});

describe('suppression comments', () => {
  it('stand on their own line or behind a value', () => {
    expect(colours(painter, '# seaworthy: ignore-file[rule-a] -- samples')).toBe(table`
      seaworthy    keyword.control.suppression
      :            punctuation.separator.suppression
      ignore-file  keyword.control.suppression
      [            punctuation.section.brackets.begin
      rule-a       constant.other.rule
      ]            punctuation.section.brackets.end
      --           keyword.operator.reason
    `);
    expect(colours(painter, 'privileged: true # seaworthy: ignore[a, b] -- c (until 2027-01-31)'))
      .toBe(table`
      seaworthy   keyword.control.suppression
      :           punctuation.separator.suppression
      ignore      keyword.control.suppression
      [           punctuation.section.brackets.begin
      a           constant.other.rule
      ,           punctuation.separator.rule
      b           constant.other.rule
      ]           punctuation.section.brackets.end
      --          keyword.operator.reason
      until       keyword.other.until
      2027-01-31  constant.numeric.date
    `);
  });

  it('are nothing in a string', () => {
    expect(colours(painter, 'note: "# seaworthy: ignore[a]"')).toBe('');
  });
});

describe('the host grammar', () => {
  it('keeps every scope that it gives, below ours', () => {
    const text = [
      'services: # seaworthy: ignore[a] -- b',
      '  web:',
      `    image: ghcr.io/acme/app:1@${digest} # c`,
      '    image: "${A:-redis:7}"',
      '    command: |',
      '      image: redis:7',
      "    build: {additional_contexts: {base: 'docker-image://redis:7'}}",
    ].join('\n');
    expect(painter.paint(text).map(hostScopes)).toEqual(host.paint(text).map(hostScopes));
  });
});
