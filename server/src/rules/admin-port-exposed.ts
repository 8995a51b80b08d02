import type { ExposedPort } from '../model/document-model.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';
import { shippedStages } from './stages.ts';

export const adminPortExposed: DocumentedRule = {
  id: 'admin-port-exposed',
  meta: {
    title: 'Image that declares a port for remote administration',
    checks:
      'EXPOSE names TCP port 22 (SSH), 23 (Telnet), 2375 (the Docker API without TLS), 3389 (RDP), 5800 or 5900 (VNC), alone or in a range. Defaults of ARG and ENV are put in.',
    ignores: [
      'UDP ports.',
      'Ports that the option `allowPorts` lists.',
      'Builder stages: what they expose is not part of the image that is shipped.',
      'A port that depends on a variable without a default.',
    ],
    why: 'EXPOSE opens nothing by itself, but `docker run -P` and some platforms publish every port that an image declares. Behind these ports is a login that gives whoever gets in the whole container, or an engine that gives all of its containers.',
    remedy:
      'Take the port out and reach the container with `docker exec`, or list it in `allowPorts` when the service is the purpose of the image.',
    topic: 'network',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the port from EXPOSE.',
      caution:
        'Whoever runs the image with `-P`, or reads the ports from its settings, no longer finds this one.',
    },
    options: [
      {
        name: 'allowPorts',
        description: 'Ports that images of this project are meant to declare.',
        example: ['22'],
      },
    ],
    suppressWhen: 'The image is a server for that protocol, such as a Git server that speaks SSH.',
    sampleReason: 'Git over SSH is what this image serves',
    limitations: [
      'Whether anything listens on the port is not known.',
      'A server that is moved to another port is not recognised.',
    ],
    equivalents: [
      { tool: 'checkov', id: 'CKV_DOCKER_1', isExact: false },
      { tool: 'trivy', id: 'DS-0004', isExact: false },
      { tool: 'kics', id: '5907595b', isExact: false },
      { tool: 'sonar', id: 'S6473', isExact: true },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Dockerfile reference: EXPOSE',
        url: 'https://docs.docker.com/reference/dockerfile/#expose',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN apt-get update && apt-get install -y openssh-server\nEXPOSE 80 «22»\n',
        fixed:
          'FROM debian:13\nRUN apt-get update && apt-get install -y openssh-server\nEXPOSE 80\n',
      },
      {
        language: 'dockerfile',
        text: 'ARG PORT=80\nFROM team/desktop:2.1\nARG VNC=5900\nEXPOSE «${VNC}/tcp»\nCMD ["vnc-server"]\n',
        fixed: 'ARG PORT=80\nFROM team/desktop:2.1\nARG VNC=5900\nCMD ["vnc-server"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:28-dind\nEXPOSE «2300-2400»\n',
        note: 'The range holds 2375. A range is not taken out by the fix: the other ports in it may be needed.',
      },
      {
        language: 'dockerfile',
        text: 'FROM nginx:1.29\nEXPOSE 80 443 8022 2376\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS tools\nEXPOSE 22\nFROM nginx:1.29\nEXPOSE 5900/udp\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM gitea/gitea:1.24\nEXPOSE 22 3000\n',
        note: 'With `allowPorts: ["22"]`.',
        options: { allowPorts: ['22'] },
      },
      { language: 'dockerfile', text: 'FROM nginx:1.29\nARG PORT\nEXPOSE $PORT\n' },
    ],
  },
  *check(document, { options }) {
    const allowed = new Set(options['allowPorts']);
    for (const stage of shippedStages(document))
      for (const exposed of stage.exposed) {
        const port = adminPorts.find(
          ({ number }) =>
            number >= exposed.first && number <= exposed.last && !allowed.has(`${number}`),
        );
        if (port !== undefined && exposed.protocol.toLowerCase() !== 'udp')
          yield finding(exposed, port);
      }
  },
};

interface AdminPort {
  readonly number: number;
  readonly service: string;
  /** What whoever gets in has. */
  readonly prize: string;
}

const container = 'the whole container';

const adminPorts: readonly AdminPort[] = [
  { number: 22, service: 'SSH', prize: container },
  { number: 23, service: 'Telnet', prize: container },
  { number: 2375, service: 'the Docker API without TLS', prize: 'the whole engine' },
  { number: 3389, service: 'RDP', prize: container },
  { number: 5800, service: 'VNC in a browser', prize: container },
  { number: 5900, service: 'VNC', prize: container },
];

function finding(exposed: ExposedPort, { number, service, prize }: AdminPort): RuleFinding {
  const { span, removal } = exposed;
  const isAlone = exposed.first === exposed.last;
  return {
    span,
    message: `${isAlone ? `Port ${number} is` : `These ports include ${number},`} for ${service}: whoever runs the image with \`-P\` publishes it, and behind it is ${prize}. ${number === 2375 ? 'Use TLS or a socket' : 'Use `docker exec` to get in'}, or allow the port if it is the purpose of the image.`,
    fixes:
      removal === undefined || !isAlone
        ? []
        : [
            {
              title: `Remove port ${number}`,
              isSafe: false,
              edits: [{ span: removal, newText: '' }],
            },
          ],
  };
}
