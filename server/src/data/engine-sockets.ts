/**
 * Where container engines listen on the machine they run on. Sources: the manuals of dockerd, rootless mode,
 * Docker Desktop, podman, containerd, CRI-O, cri-dockerd and K3s. As of 2026-11. Paths are in the form of
 * `host-paths.ts`.
 */

/** Folders that hold the socket of an engine. */
export const engineFolders: readonly string[] = [
  '/run',
  '/run/containerd',
  '/run/crio',
  '/run/k3s',
  '/run/k3s/containerd',
  '/run/podman',
  '/run/user/UID/podman',
  '~/.docker/run',
];

/** How the sockets of engines are called, wherever they stand. */
export const engineSockets: readonly string[] = [
  'containerd.sock',
  'cri-dockerd.sock',
  'crio.sock',
  'docker.raw.sock',
  'docker.sock',
  'dockershim.sock',
  'podman.sock',
];
