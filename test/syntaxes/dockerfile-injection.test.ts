import { beforeAll, describe, expect, it } from 'vitest';
import { colours, createPainter, hostScopes, table, type Painter } from './painter.ts';

const digest = 'sha256:' + '0123456789abcdef'.repeat(4);

let painter: Painter;
let host: Painter;

beforeAll(async () => {
  painter = await createPainter('dockerfile', { injected: true });
  host = await createPainter('dockerfile', { injected: false });
});

describe('FROM', () => {
  it('colours registry, repository, tag and digest', () => {
    expect(colours(painter, `FROM ghcr.io/acme/app:1.2@${digest}`)).toBe(table`
      FROM      keyword.other.special-method.dockerfile
      ghcr.io   entity.name.namespace.registry
      /         punctuation.separator.registry
      acme/app  entity.name.type.repository
      :         punctuation.separator.tag
      1.2       constant.numeric.tag
      @         keyword.operator.digest
      sha256:   punctuation.definition.algorithm
      0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  constant.other.digest
    `);
  });

  it('tells a port from a tag', () => {
    expect(colours(painter, 'FROM localhost:5000/img:1')).toBe(table`
      FROM            keyword.other.special-method.dockerfile
      localhost:5000  entity.name.namespace.registry
      /               punctuation.separator.registry
      img             entity.name.type.repository
      :               punctuation.separator.tag
      1               constant.numeric.tag
    `);
    expect(colours(painter, 'FROM [::1]:5000/img:1')).toContain(
      '[::1]:5000  entity.name.namespace.registry',
    );
  });

  it('takes an upper-case host for a registry and a dotted path for a repository', () => {
    expect(colours(painter, 'FROM GHCR.IO/acme/app:1')).toContain(
      'GHCR.IO  entity.name.namespace.registry',
    );
    expect(colours(painter, 'FROM acme/my.image:1')).toContain(
      'acme/my.image  entity.name.type.repository',
    );
  });

  it('is the same instruction in lower case, with flags, stage name and ONBUILD', () => {
    expect(colours(painter, '  onbuild from --platform=$BUILDPLATFORM node:20 as build')).toBe(
      table`
        onbuild  keyword.control.dockerfile
        from     keyword.other.special-method.dockerfile
        node     entity.name.type.repository
        :        punctuation.separator.tag
        20       constant.numeric.tag
        as       keyword.other.special-method.dockerfile
      `,
    );
  });

  it('leaves a bare name plain, which may be a stage', () => {
    expect(colours(painter, 'FROM builder AS test')).toBe(table`
      FROM  keyword.other.special-method.dockerfile
      AS    keyword.other.special-method.dockerfile
    `);
  });

  it('leaves plain what is no reference', () => {
    expect(colours(painter, 'FROM acme/App:1')).toBe(
      'FROM  keyword.other.special-method.dockerfile',
    );
    expect(colours(painter, 'FROM https://acme.test/app')).toBe(
      'FROM  keyword.other.special-method.dockerfile',
    );
  });

  it('sees through quotes', () => {
    expect(colours(painter, 'FROM "alpine:3.20"')).toBe(table`
      FROM    keyword.other.special-method.dockerfile
      "       punctuation.definition.string
      alpine  entity.name.type.repository
      :       punctuation.separator.tag
      3.20    constant.numeric.tag
      "       punctuation.definition.string
    `);
  });

  it('colours variables, and the reference in a default', () => {
    expect(colours(painter, 'FROM ${REGISTRY}/app:$TAG-slim')).toBe(table`
      FROM      keyword.other.special-method.dockerfile
      \${       punctuation.definition.variable.begin
      REGISTRY  variable.other
      }         punctuation.definition.variable.end
      /         punctuation.separator.registry
      app       entity.name.type.repository
      :         punctuation.separator.tag
      $         punctuation.definition.variable
      TAG       variable.other
      -slim     constant.numeric.tag
    `);
    expect(colours(painter, 'FROM ${BASE:-redis:7}')).toBe(table`
      FROM   keyword.other.special-method.dockerfile
      \${    punctuation.definition.variable.begin
      BASE   variable.other
      :-     keyword.operator.default
      redis  entity.name.type.repository
      :      punctuation.separator.tag
      7      constant.numeric.tag
      }      punctuation.definition.variable.end
    `);
  });
});

describe('other places of an image', () => {
  it('COPY and ADD --from, among other flags', () => {
    const copied = table`
      COPY  keyword.other.special-method.dockerfile
      node  entity.name.type.repository
      :     punctuation.separator.tag
      20    constant.numeric.tag
    `;
    expect(colours(painter, 'COPY --link --from=node:20 --chown=1:1 /a /b')).toBe(copied);
    expect(colours(painter, 'ADD --from=node:20 /a /b')).toBe(copied.replace('COPY', 'ADD'));
    expect(colours(painter, 'COPY --from=builder /a:b /c')).toBe(
      'COPY  keyword.other.special-method.dockerfile',
    );
  });

  it('RUN --mount from, in the first line and in a continued one', () => {
    const go = table`
      golang  entity.name.type.repository
      :       punctuation.separator.tag
      1.22    constant.numeric.tag
    `;
    expect(colours(painter, 'RUN --mount=type=bind,from=golang:1.22,target=/x true')).toBe(go);
    expect(colours(painter, '    --mount=from=golang:1.22,target=/x \\')).toBe(go);
    expect(colours(painter, 'RUN tool --from=golang:1.22')).toBe('');
  });

  it('the syntax directive, which stays a comment', () => {
    const directive = '# syntax = docker/dockerfile:1.7';
    expect(colours(painter, directive)).toBe(table`
      #                  punctuation.definition.comment.dockerfile
      syntax             keyword.other.directive
      docker/dockerfile  entity.name.type.repository
      :                  punctuation.separator.tag
      1.7                constant.numeric.tag
    `);
    for (const { scopes } of painter.paint(directive)[0]?.tokens ?? [])
      expect(scopes).toContain('comment.line.number-sign.dockerfile.seaworthy');
  });

  it('an ARG default that has a tag or digest, quoted or not', () => {
    const redis = table`
      redis  entity.name.type.repository
      :      punctuation.separator.tag
      7      constant.numeric.tag
    `;
    expect(colours(painter, 'ARG BASE=redis:7')).toContain(redis);
    expect(colours(painter, "arg BASE='redis:7'")).toContain(redis);
    expect(colours(painter, `ARG BASE="localhost:5000/redis@${digest}"`)).toContain(
      'localhost:5000  entity.name.namespace.registry',
    );
  });

  it.each([
    'ARG VERSION=1.2.3',
    'ARG OWNER=1000:1000',
    'ARG ZONE=Europe/Berlin',
    'ARG SITE=https://example.test:8080/a',
    'ARG SERVER=example.test:8080/path',
    'ARG TEXT="hello world"',
    'ARG EMPTY=',
    'ARG NAME',
  ])('not %s', (line) => {
    expect(colours(painter, line)).toBe('');
  });
});

describe('suppression comments', () => {
  it('colours the rules, the reason and the date', () => {
    const comment = '# seaworthy: ignore[rule-a, rule-b] -- nightly -- base (until 2027-01-31)';
    expect(colours(painter, comment)).toBe(table`
      #           punctuation.definition.comment.dockerfile
      seaworthy   keyword.control.suppression
      :           punctuation.separator.suppression
      ignore      keyword.control.suppression
      [           punctuation.section.brackets.begin
      rule-a      constant.other.rule
      ,           punctuation.separator.rule
      rule-b      constant.other.rule
      ]           punctuation.section.brackets.end
      --          keyword.operator.reason
      until       keyword.other.until
      2027-01-31  constant.numeric.date
    `);
    for (const { scopes } of painter.paint(comment)[0]?.tokens ?? [])
      expect(scopes).toContain('comment.line.number-sign.dockerfile.seaworthy');
  });

  it('knows those for a whole file', () => {
    expect(colours(painter, '# seaworthy: ignore-file[rule-a]')).toContain(
      'ignore-file  keyword.control.suppression',
    );
  });

  it.each(['# seaworthy: ignore', '# seaworthy: ignore[rule-a', '# about seaworthy: ignore[a]'])(
    'leaves "%s" an ordinary comment',
    (comment) => {
      expect(colours(painter, comment)).toBe('');
    },
  );
});

describe('the host grammar', () => {
  it('keeps its strings, comments and instructions', () => {
    const text = [
      'LABEL note="FROM redis:7',
      'FROM redis:7"',
      '# FROM redis:7',
      'RUN echo "a" # b',
      'ENV A=redis:7',
    ].join('\n');
    expect(colours(painter, text)).toBe('');
    expect(painter.paint(text).map(hostScopes)).toEqual(host.paint(text).map(hostScopes));
  });

  it('goes on after an image as before it', () => {
    const text = 'FROM redis:7 AS a\nCOPY --from=redis:7 "/a b" /c\nRUN true';
    const [, copy, run] = painter.paint(text);
    expect(copy?.tokens.flatMap(({ scopes }) => scopes)).toContain(
      'string.quoted.double.dockerfile',
    );
    expect(run?.tokens[0]?.scopes).toContain('keyword.other.special-method.dockerfile');
  });

  it('sees the same in lines that end in CR LF', () => {
    const text = `# syntax=docker/dockerfile:1\n# seaworthy: ignore[a] -- b\nFROM redis:7@${digest}`;
    const withCarriageReturns = text.replaceAll('\n', '\r\n') + '\r';
    expect(colours(painter, withCarriageReturns)).toBe(colours(painter, text));
  });
});
