import type { Digest } from '../../server/src/reference/digest.ts';

/** Answers of engines, made by hand after Docker's Engine API 1.43 and Podman 4.9's compatible API. */

export const indexDigest: Digest = `sha256:${'a1'.repeat(32)}`;
export const otherDigest: Digest = `sha256:${'b2'.repeat(32)}`;
export const imageId = `sha256:${'c3'.repeat(32)}`;
/** By which every engine knows the image; Podman lists no container of one that is named with its algorithm. */
export const bareImageId = 'c3'.repeat(32);
export const webId = 'd4'.repeat(32);
export const derivedId = 'e5'.repeat(32);

export const dockerVersion = {
  Platform: { Name: 'Docker Engine - Community' },
  Components: [
    { Name: 'Engine', Version: '24.0.7', Details: { ApiVersion: '1.43', Os: 'linux' } },
    { Name: 'containerd', Version: '1.6.26' },
  ],
  Version: '24.0.7',
  ApiVersion: '1.43',
  MinAPIVersion: '1.12',
  Os: 'linux',
  Arch: 'amd64',
};

export const podmanVersion = {
  Platform: { Name: 'linux/amd64/debian-13' },
  Components: [
    {
      Name: 'Podman Engine',
      Version: '4.9.3',
      Details: { APIVersion: '4.9.3', MinAPIVersion: '4.0.0' },
    },
    { Name: 'Conmon', Version: 'conmon version 2.1.10' },
  ],
  Version: '4.9.3',
  ApiVersion: '1.41',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: 'amd64',
};

export const dockerInfo = {
  ID: '2f1c',
  Containers: 3,
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
  HttpProxy: 'http://ann:letmein@proxy.example.test:3128',
};

export const podmanInfo = {
  Rootless: true,
  SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'],
};

export const nginxImage = {
  Id: imageId,
  RepoTags: ['nginx:1.25'],
  RepoDigests: [`nginx@${indexDigest}`],
  Created: '2023-10-25T01:21:36.123456789Z',
  Config: { User: '', Env: ['API_KEY=hunter2-in-the-image'] },
  Architecture: 'amd64',
  Size: 186_771_012,
};

/** The newest first, as engines tell it. */
export const nginxHistory = [
  { Id: imageId, Created: 1698196896, CreatedBy: 'CMD ["nginx"]', Size: 0, Comment: 'buildkit' },
  { Id: '<missing>', Created: 1698196896, CreatedBy: 'RUN apt-get update', Size: 112_000_000 },
  { Id: '<missing>', Created: 1698196000, CreatedBy: 'ADD rootfs.tar.xz /', Size: 74_800_000 },
];

/** The second container runs from an image that was built on the one asked for: engines list it all the same. */
export const containerList = [
  { Id: webId, Names: ['/shop-web-1'], Image: 'nginx:1.25', ImageID: imageId, State: 'running' },
  { Id: derivedId, Names: ['/own'], Image: 'own', ImageID: `sha256:${'f6'.repeat(32)}` },
];

export const webContainer = {
  Id: webId,
  Name: '/shop-web-1',
  State: { Status: 'running', Running: true, StartedAt: '2026-11-20T08:00:00Z' },
  Image: imageId,
  Config: { User: '101:101', Env: ['DB_PASSWORD=hunter2', 'PATH=/usr/bin'] },
  HostConfig: {
    Privileged: false,
    CapAdd: ['NET_BIND_SERVICE'],
    CapDrop: ['ALL'],
    NetworkMode: 'host',
    PidMode: 'host',
    IpcMode: 'private',
    UTSMode: '',
    UsernsMode: '',
    CgroupnsMode: 'private',
    ReadonlyRootfs: true,
    Memory: 536_870_912,
    PidsLimit: 200,
  },
  Mounts: [
    { Type: 'bind', Source: '/var/run/docker.sock', Destination: '/docker.sock', RW: true },
    {
      Type: 'volume',
      Name: 'data',
      Source: '/var/lib/docker/data',
      Destination: '/data',
      RW: false,
    },
  ],
};

export const webProcesses = {
  Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
  Processes: [['root', '901', '880', '0', '08:00', '?', '00:00:00', 'nginx: master process']],
};

/** What Podman reads of the kernel itself; the columns are those that it was asked for. */
export const podmanProcesses = {
  Processes: [['1000', '1', '0', '/app']],
  Titles: ['USER', 'PID', 'PPID', 'COMMAND'],
};
