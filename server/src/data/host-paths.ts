/**
 * Places of a host that no application owns, and what they hold. Sources: the Filesystem Hierarchy Standard
 * 3.0, hier(7), proc(5), sysfs(5), file-hierarchy(7), the Docker documentation (data root, rootless mode),
 * and for credentials the manual of each tool. As of 2026-11.
 *
 * Paths are in the form that `rules/host-paths.ts` makes: `~` is any person's home, `/run` stands for
 * `/var/run` too, a variable in braces for what it holds, `UID` for a number; those of Windows are in lower case with `/`.
 */
export interface HostPaths {
  readonly paths: readonly string[];
  /** Completes "which holds …". */
  readonly holds: string;
  /** Whoever can write `itself`, or anything `below` it too, becomes root on the host or ruins it. */
  readonly control?: Reach;
  /** Whoever can read `itself`, or anything `below` it too, learns more than a container should. */
  readonly disclosure?: Reach;
  /** The socket of the container engine is in it, which takes commands through a read-only mount too. */
  readonly holdsEngineSocket?: true;
  /** Reading it tells how the host is set up, but nothing secret. */
  readonly isHarmlessToRead?: true;
}

export type Reach = 'itself' | 'below';

const code = 'programs and libraries that the host runs';
const containerFiles = 'the files of every container';
const volumes = 'the volumes of every container';
const people = 'the files of every person on the host';
const registryTokens = 'the credentials of registries';

export const hostPaths: readonly HostPaths[] = [
  {
    paths: ['/'],
    holds: "every file of the host, the container engine's socket among them",
    control: 'itself',
    disclosure: 'itself',
    holdsEngineSocket: true,
  },

  {
    paths: ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', 'c:/windows'],
    holds: code,
    control: 'below',
    disclosure: 'itself',
    isHarmlessToRead: true,
  },
  {
    paths: ['/usr'],
    holds: code,
    control: 'itself',
    disclosure: 'itself',
    isHarmlessToRead: true,
  },
  {
    paths: [
      '/usr/bin',
      '/usr/lib',
      '/usr/lib32',
      '/usr/lib64',
      '/usr/libexec',
      '/usr/local/bin',
      '/usr/local/lib',
      '/usr/local/sbin',
      '/usr/sbin',
    ],
    holds: code,
    control: 'below',
  },
  { paths: ['/usr/local'], holds: code, control: 'itself' },

  {
    paths: ['/boot'],
    holds: 'the kernel and how it is started',
    control: 'below',
    disclosure: 'itself',
  },
  {
    paths: ['/proc'],
    holds: 'the processes of the host and the settings of its kernel',
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: ['/proc/1'],
    holds: 'the first process of the host',
    control: 'below',
    disclosure: 'below',
  },
  { paths: ['/proc/kcore'], holds: 'the memory of the kernel', disclosure: 'itself' },
  { paths: ['/proc/sys'], holds: 'the settings of the kernel', control: 'below' },
  {
    paths: ['/proc/sysrq-trigger'],
    holds: 'the emergency commands of the kernel',
    control: 'itself',
  },
  { paths: ['/sys'], holds: 'the devices and settings of the kernel', disclosure: 'itself' },
  {
    paths: ['/sys/kernel/debug', '/sys/kernel/tracing'],
    holds: 'what the kernel does for the whole host',
    disclosure: 'below',
  },
  { paths: ['/dev'], holds: 'every device of the host', disclosure: 'itself' },

  {
    paths: ['/etc'],
    holds: 'the configuration of the host, its accounts and scheduled commands among it',
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: ['/etc/group', '/etc/passwd'],
    holds: 'the accounts of the host',
    control: 'itself',
    disclosure: 'itself',
    isHarmlessToRead: true,
  },
  {
    paths: ['/etc/gshadow', '/etc/shadow'],
    holds: 'the password hashes of the host',
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: ['/etc/sudoers', '/etc/sudoers.d'],
    holds: 'who may become root',
    control: 'below',
    disclosure: 'below',
  },
  {
    paths: ['/etc/ssh'],
    holds: 'the keys of the host and who may sign in to it',
    control: 'below',
    disclosure: 'itself',
  },
  {
    paths: ['/etc/ssl/private', '/etc/pki/tls/private'],
    holds: 'the private keys of the host',
    disclosure: 'itself',
  },
  {
    paths: [
      '/etc/kubernetes',
      '/etc/rancher/k3s',
      '/etc/rancher/rke2',
      '/var/lib/rancher/k3s',
      '/var/lib/rancher/rke2',
    ],
    holds: 'the keys of a cluster',
    control: 'below',
    disclosure: 'below',
  },
  {
    paths: [
      '/etc/NetworkManager',
      '/etc/anacrontab',
      '/etc/apparmor.d',
      '/etc/apt',
      '/etc/bash.bashrc',
      '/etc/cni',
      '/etc/containerd',
      '/etc/containers',
      '/etc/cron.d',
      '/etc/cron.daily',
      '/etc/cron.hourly',
      '/etc/cron.monthly',
      '/etc/cron.weekly',
      '/etc/crontab',
      '/etc/dbus-1',
      '/etc/default',
      '/etc/docker',
      '/etc/environment',
      '/etc/fstab',
      '/etc/init.d',
      '/etc/inittab',
      '/etc/ld.so.conf',
      '/etc/ld.so.conf.d',
      '/etc/ld.so.preload',
      '/etc/logrotate.d',
      '/etc/modprobe.d',
      '/etc/modules-load.d',
      '/etc/nsswitch.conf',
      '/etc/pam.conf',
      '/etc/pam.d',
      '/etc/polkit-1',
      '/etc/profile',
      '/etc/profile.d',
      '/etc/rc.d',
      '/etc/rc.local',
      '/etc/security',
      '/etc/selinux',
      '/etc/sysctl.conf',
      '/etc/sysctl.d',
      '/etc/systemd',
      '/etc/udev',
      '/etc/update-motd.d',
      '/etc/xinetd.d',
      '/etc/yum.repos.d',
    ],
    holds: 'settings and commands that the host follows as root',
    control: 'below',
    disclosure: 'itself',
    isHarmlessToRead: true,
  },

  {
    paths: ['/var', '/var/lib'],
    holds: 'the state of every program of the host, that of the container engine among it',
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: [
      '/var/lib/containerd',
      '/var/lib/containers',
      '/var/lib/docker',
      'c:/programdata/docker',
    ],
    holds: containerFiles,
    control: 'below',
    disclosure: 'below',
  },
  {
    paths: [
      '/var/lib/containers/storage/volumes',
      '/var/lib/docker/volumes',
      '/var/lib/rancher/k3s/storage',
      'c:/programdata/docker/volumes',
    ],
    holds: volumes,
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: ['/var/lib/kubelet'],
    holds: 'the secrets and volumes of every pod',
    control: 'below',
    disclosure: 'below',
  },
  {
    paths: ['/var/spool/cron'],
    holds: 'commands that the host runs by the clock',
    control: 'below',
  },

  {
    paths: ['/run/dbus'],
    holds: 'the bus on which services of the host take orders',
    disclosure: 'below',
  },
  {
    paths: ['/run/systemd', '/run/systemd/private'],
    holds: 'the socket through which the host is managed',
    disclosure: 'itself',
  },
  {
    paths: ['/run/user/UID', '/run/user/UID/bus'],
    holds: "the bus on which a person's programs take orders",
    disclosure: 'itself',
  },

  {
    paths: ['/root'],
    holds: 'the keys and start files of the administrator',
    control: 'itself',
    disclosure: 'itself',
  },
  {
    paths: ['/root/.ssh'],
    holds: 'the keys of the administrator and who may sign in as root',
    control: 'below',
    disclosure: 'below',
  },
  { paths: ['/home', '/Users', 'c:/users'], holds: people, disclosure: 'itself' },
  {
    paths: ['~'],
    holds: "all of a person's files, keys and tokens among them",
    disclosure: 'itself',
  },
  { paths: ['~/.ssh'], holds: 'SSH keys', disclosure: 'below' },
  {
    paths: ['${SSH_AUTH_SOCK}'],
    holds: "the agent that signs in with a person's SSH keys",
    disclosure: 'itself',
  },
  {
    paths: [
      '/root/.ssh/id_ecdsa.pub',
      '/root/.ssh/id_ed25519.pub',
      '/root/.ssh/id_rsa.pub',
      '/root/.ssh/known_hosts',
      '~/.ssh/id_ecdsa.pub',
      '~/.ssh/id_ed25519.pub',
      '~/.ssh/id_rsa.pub',
      '~/.ssh/known_hosts',
    ],
    holds: 'public keys',
  },
  { paths: ['~/.aws'], holds: 'the credentials of AWS', disclosure: 'below' },
  { paths: ['~/.azure'], holds: 'the credentials of Azure', disclosure: 'below' },
  { paths: ['~/.config/gcloud'], holds: 'the credentials of Google Cloud', disclosure: 'below' },
  { paths: ['~/.config/gh'], holds: 'the token of GitHub', disclosure: 'below' },
  { paths: ['~/.kube'], holds: 'the keys of clusters', disclosure: 'below' },
  { paths: ['~/.docker', '~/.docker/config.json'], holds: registryTokens, disclosure: 'itself' },
  { paths: ['~/.gnupg'], holds: 'private keys of GnuPG', disclosure: 'below' },
  { paths: ['~/.vault-token'], holds: 'the token of Vault', disclosure: 'itself' },
  {
    paths: ['~/.npmrc', '~/.pypirc'],
    holds: 'the tokens of package registries',
    disclosure: 'itself',
  },
  { paths: ['~/.password-store'], holds: 'passwords', disclosure: 'below' },
  {
    paths: ['~/.git-credentials', '~/.netrc'],
    holds: 'passwords of servers',
    disclosure: 'itself',
  },

  { paths: ['c:'], holds: 'every file of the host', control: 'itself', disclosure: 'itself' },
];
