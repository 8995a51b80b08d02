import { describe, expect, it } from 'vitest';
import { parseReference } from '../../server/src/reference/reference.ts';

const sha256 = `sha256:${'ab'.repeat(32)}`;
const sha512 = `sha512:${'ab'.repeat(64)}`;

function parts(text: string): string {
  const parsed = parseReference(text);
  if (!parsed.ok)
    return `${parsed.error.code} at ${text.slice(parsed.error.span.start, parsed.error.span.end)}`;
  const { registry, repository, tag, digest } = parsed.value;
  return [registry, repository, tag ?? '-', digest?.slice(0, 10) ?? '-'].join(' ');
}

describe('an image reference', () => {
  it.each([
    ['python', 'docker.io library/python - -'],
    ['python:3.8', 'docker.io library/python 3.8 -'],
    ['library/python', 'docker.io library/python - -'],
    ['docker.io/python', 'docker.io library/python - -'],
    ['index.docker.io/python:3', 'docker.io library/python 3 -'],
    ['team/app:1', 'docker.io team/app 1 -'],
    ['myorg/my.image:1', 'docker.io myorg/my.image 1 -'],
    ['myorg/img/v1.2:3', 'docker.io myorg/img/v1.2 3 -'],
    ['ghcr.io/org/app:v1', 'ghcr.io org/app v1 -'],
    ['ghcr.io/app', 'ghcr.io app - -'],
    ['localhost/app:1', 'localhost app 1 -'],
    ['localhost:5000/app', 'localhost:5000 app - -'],
    ['localhost:5000', 'docker.io library/localhost 5000 -'],
    ['Registry/app', 'Registry app - -'],
    ['[::1]:5000/app:1', '[::1]:5000 app 1 -'],
    ['[2001:db8::1]/team/app', '[2001:db8::1] team/app - -'],
    ['127.0.0.1:80/a_b/c__d/e--f/g.h:x', '127.0.0.1:80 a_b/c__d/e--f/g.h x -'],
    [`${'a'.repeat(64)}:1`, `docker.io library/${'a'.repeat(64)} 1 -`],
    [`alpine@${sha256}`, 'docker.io library/alpine - sha256:aba'],
    [`localhost:5000/img:1@${sha256}`, 'localhost:5000 img 1 sha256:aba'],
    [`alpine:3@${sha512}`, 'docker.io library/alpine 3 sha512:aba'],
  ])('%s is read as %s', (text, expected) => {
    expect(parts(text)).toBe(expected);
  });

  it.each([
    ['', 'empty at '],
    ['Python:3', 'repository-upper-case at Python'],
    ['team/App', 'repository-upper-case at team/App'],
    ['team//app', 'repository-invalid at team//app'],
    ['a___b', 'repository-invalid at a___b'],
    ['-a', 'repository-invalid at -a'],
    ['a.', 'repository-invalid at a.'],
    [':1', 'repository-invalid at '],
    ['ghcr.io/', 'repository-invalid at '],
    ['host:port/app', 'registry-invalid at host:port'],
    ['ex_ample.com/app', 'registry-invalid at ex_ample.com'],
    ['[::1/app', 'registry-invalid at [::1'],
    ['app:', 'tag-invalid at '],
    ['app:.5', 'tag-invalid at .5'],
    [`app:${'a'.repeat(129)}`, `tag-invalid at ${'a'.repeat(129)}`],
    ['a'.repeat(64), `repository-is-image-id at ${'a'.repeat(64)}`],
    ['a'.repeat(256), `repository-too-long at ${'a'.repeat(256)}`],
    ['mysql@8.0.44', 'digest-unknown-algorithm at @8.0.44'],
    ['app@', 'digest-missing at @'],
    ['app@sha256', 'digest-wrong-length at @sha256'],
    ['app@sha256:abc', 'digest-wrong-length at @sha256:abc'],
    [`app@sha256:${'AB'.repeat(32)}`, `digest-not-lower-hex at @sha256:${'AB'.repeat(32)}`],
    [`app@md5:${'ab'.repeat(16)}`, `digest-unknown-algorithm at @md5:${'ab'.repeat(16)}`],
  ])('%s is refused as %s', (text, expected) => {
    expect(parts(text)).toBe(expected);
  });

  it('tells where its parts stand', () => {
    const text = `localhost:5000/img:1@${sha256}`;
    const parsed = parseReference(text);
    if (!parsed.ok) throw new Error(parsed.error.code);
    const { name, tag, digest } = parsed.value.spans;
    const at = (span: { start: number; end: number } | undefined): string =>
      span === undefined ? '' : text.slice(span.start, span.end);
    expect([at(name), at(tag), at(digest)]).toEqual(['localhost:5000/img', '1', sha256]);
  });

  it.each(['a', 'a-', 'a.', 'a/', 'a:', 'a_', '[', '@', 'A.'])(
    'reads 100,000 characters of %j without working through them again and again',
    (unit) => {
      const text = unit.repeat(100_000 / unit.length);
      expect(parseReference(`${text}!`).ok).toBe(false);
      expect(parseReference(`${text}/x`).ok).toBe(false);
    },
  );
});
