import { describe, expect, it } from 'vitest';
import type { ExposedPort } from '../../server/src/model/document-model.ts';
import { at, lowered, without } from './lowered.ts';

function exposed(text: string): readonly ExposedPort[] {
  return lowered(text).containers.flatMap((container) => container.exposed);
}

describe('EXPOSE', () => {
  it.each([
    ['EXPOSE 22', ['22-22/tcp']],
    ['EXPOSE 80 443/TCP 53/udp', ['80-80/tcp', '443-443/tcp', '53-53/udp']],
    ['EXPOSE 1-1024/udp', ['1-1024/udp']],
    ['ARG P=22\nEXPOSE $P', ['22-22/tcp']],
    ['EXPOSE ${P:-8080}/udp', ['8080-8080/udp']],
    ['ARG P="22 80"\nEXPOSE $P', ['22-22/tcp', '80-80/tcp']],
    ['EXPOSE "22"', ['22-22/tcp']],
    ['EXPOSE 127.0.0.1:8080:22', ['22-22/tcp']],
    ['EXPOSE $P http', []],
    ['EXPOSE', []],
  ])('%s', (lines, ports) => {
    const found = exposed(`FROM a:1\n${lines}\n`);
    expect(found.map(({ first, last, protocol }) => `${first}-${last}/${protocol}`)).toEqual(ports);
  });

  it('each port has its place', () => {
    const text = 'FROM a:1\nEXPOSE 80 \\\n  22/tcp\n';
    expect(exposed(text).map(({ span }) => at(text, span))).toEqual(['80', '22/tcp']);
  });

  it.each([
    ['EXPOSE 22', ''],
    ['EXPOSE 22 80', 'EXPOSE 80\n'],
    ['EXPOSE 80 22', 'EXPOSE 80\n'],
    ['EXPOSE 80 \\\n  22 \\\n  443', 'EXPOSE 80 \\\n  443\n'],
  ])('without port 22 %j is %j', (before, after) => {
    const text = `FROM a:1\n${before}\n`;
    const port = exposed(text).find(({ first }) => first === 22);
    expect(without(text, port?.removal)).toBe(`FROM a:1\n${after}`);
  });

  it('ports of one variable cannot be removed alone', () => {
    const ports = exposed('FROM a:1\nARG P="22 80"\nEXPOSE $P\n');
    expect(ports.map(({ removal }) => removal)).toEqual([undefined, undefined]);
  });
});
