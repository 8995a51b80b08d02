import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { at, edited, lastService, serviceText } from './service.ts';

const listed = (item: string): string => serviceText(`ports:\n  - ${item}`);

/** Host, ports in the container and protocol in one line. */
function published(text: string): readonly string[] {
  return lastService(text).published.map(({ host, container, protocol }) => {
    const ports =
      container === undefined ? '?' : `${String(container.first)}-${String(container.last)}`;
    return `${host.kind === 'address' ? host.address : host.kind} ${ports}/${protocol}`;
  });
}

describe('published ports', () => {
  it.each([
    ['80:8080', 'all 8080-8080/tcp'],
    ['"53:53/udp"', 'all 53-53/udp'],
    ['80:80/TCP', 'all 80-80/tcp'],
    ['22:22', 'all 22-22/tcp'],
    ['6379', 'all 6379-6379/tcp'],
    ['"3000-3005"', 'all 3000-3005/tcp'],
    ['"9090-9091:8080-8081"', 'all 8080-8081/tcp'],
    ['127.0.0.1:80:80', '127.0.0.1 80-80/tcp'],
    ['127.0.0.1::80', '127.0.0.1 80-80/tcp'],
    ['"[::1]:80:80"', '::1 80-80/tcp'],
    ['"::1:80:80"', '::1 80-80/tcp'],
    ['localhost:80:80', 'localhost 80-80/tcp'],
    ['0.0.0.0:80:80', 'all 80-80/tcp'],
    ['"[::]:80:80"', 'all 80-80/tcp'],
    ['"*:80:80"', 'all 80-80/tcp'],
    ['${BIND:-127.0.0.1}:80:80', '127.0.0.1 80-80/tcp'],
    ['${BIND:-0.0.0.0}:80:80', 'all 80-80/tcp'],
    ['${BIND}:80:80', 'unknown 80-80/tcp'],
    ['${BIND}80:80', 'unknown 80-80/tcp'],
    ['${PORT}:80', 'all 80-80/tcp'],
    ['"${PORT:-80}:${PORT:-80}"', 'all 80-80/tcp'],
    ['80:${PORT}', 'all ?/tcp'],
    ['${PORTS}', 'unknown ?/tcp'],
    ['{target: 80}', 'all 80-80/tcp'],
    ['{target: 80, published: "8080", protocol: udp}', 'all 80-80/udp'],
    ['{target: 80, protocol: UDP}', 'all 80-80/udp'],
    ['{target: 80, published: 80, host_ip: 127.0.0.1}', '127.0.0.1 80-80/tcp'],
    ['{target: 80, published: 80, host_ip: 0.0.0.0}', 'all 80-80/tcp'],
    ['{target: 80, published: 80, host_ip: "${IP}"}', 'unknown 80-80/tcp'],
  ])('%s', (item, expected) => {
    expect(published(listed(item))).toEqual([expected]);
  });

  it.each(['{published: 80}', '{}', ''])('not %j', (item) => {
    expect(published(listed(item))).toEqual([]);
  });

  it('are none on the network of the host', () => {
    expect(published(serviceText('network_mode: host\nports: ["80:80"]'))).toEqual([]);
  });

  it('and what of them is marked', () => {
    const text = serviceText(
      'ports:\n  - "80:80"\n  - {target: 81, published: 82}\n  - target: 83',
    );
    expect(lastService(text).published.map(({ span }) => at(text, span))).toEqual([
      '"80:80"',
      'published: 82',
      'target: 83',
    ]);
  });
});

describe('binding a port to the loopback address', () => {
  it.each([
    ['80:80', '- 127.0.0.1:80:80'],
    ['"80:80" # web', '- "127.0.0.1:80:80" # web'],
    ["'80:80'", "- '127.0.0.1:80:80'"],
    ['6379', '- "127.0.0.1::6379"'],
    ['"6379/tcp"', '- "127.0.0.1::6379/tcp"'],
    ['0.0.0.0:80:80', '- 127.0.0.1:80:80'],
    ['"[::]:80:80"', '- "127.0.0.1:80:80"'],
    ['${BIND:-0.0.0.0}:80:80', '- ${BIND:-127.0.0.1}:80:80'],
    ['"${PORT:-80}:80"', '- "127.0.0.1:${PORT:-80}:80"'],
    ['":80:80"', '- "127.0.0.1:80:80"'],
    ['127.0.0.1:80:80', undefined],
    ['${BIND}:80:80', undefined],
    ['{target: 80, published: 80}', '- {target: 80, published: 80, host_ip: 127.0.0.1}'],
    ['{target: 80, host_ip: 0.0.0.0}', '- {target: 80, host_ip: 127.0.0.1}'],
  ])('%s', (item, after) => {
    const text = listed(item);
    const [port] = lastService(text).published;
    expect(edited(text, port?.loopbackEdit)).toBe(after);
  });

  it('adds a line to the long form', () => {
    const text = listed('target: 80\n    published: 80 # web\n    protocol: tcp');
    const edit = lastService(text).published[0]?.loopbackEdit;
    expect(edit && applyEdits(text, [edit])).toBe(
      listed('target: 80\n    published: 80 # web\n    host_ip: 127.0.0.1\n    protocol: tcp'),
    );
  });

  it('is not one edit in a merged fragment', () => {
    const text = 'x-a: &a {ports: ["80:80"]}\nservices:\n  app:\n    <<: *a\n';
    expect(lastService(text).published).toMatchObject([{ loopbackEdit: undefined }]);
  });
});

it('reads what a service exposes', () => {
  const text = serviceText('expose:\n  - 3000\n  - "8000-8010/UDP"\n  - ${PORT}');
  const { exposed } = lastService(text);
  expect(exposed).toMatchObject([
    { first: 3000, last: 3000, protocol: 'tcp' },
    { first: 8000, last: 8010, protocol: 'udp' },
  ]);
  const [first] = exposed;
  expect(first?.removal && applyEdits(text, [{ span: first.removal, newText: '' }])).toBe(
    serviceText('expose:\n  - "8000-8010/UDP"\n  - ${PORT}'),
  );
});
