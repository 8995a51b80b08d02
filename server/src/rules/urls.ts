/** What a rule asks of an address that something is downloaded from. */

/** Whether the server is this machine itself. */
export function isLocal(url: string): boolean {
  if (/^file:/i.test(url)) return true;
  const host = hostOf(url)?.toLowerCase();
  return (
    host !== undefined &&
    (host === 'localhost' ||
      host.endsWith('.localhost') ||
      host === '[::1]' ||
      /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host))
  );
}

/** The host of `scheme://user@host:port/…`, or of `host:port/…` without a scheme. */
export function hostOf(url: string): string | undefined {
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@]*@)?(\[[^\]/]*\]|[^/?#:]+)/i.exec(url);
  return match?.[1];
}

/**
 * Whether an `https` address names a commit by its whole hash, so that what it gives cannot change. A variable
 * whose value is not known is believed when its name says that it holds one.
 */
export function isAtCommit(url: string): boolean {
  if (!/^https:\/\//i.test(url)) return false;
  const [path = ''] = url.split(/[?#]/, 1);
  return path.split('/').some(isCommit);
}

function isCommit(segment: string): boolean {
  const [, hash, variable = ''] =
    /^(?:([0-9a-f]{40})|\$\{?(\w+)\}?)(?:\.(?:tar\.gz|tgz|zip))?$/i.exec(segment) ?? [];
  return hash !== undefined || /commit|sha|revision/i.test(variable);
}

/** Whether anyone on the way can change what is downloaded. */
export function isPlain(url: string): boolean {
  return /^(?:http|ftp|git):\/\//i.test(url);
}

/** The file name that `curl -O` and `wget` save under. */
export function fileNameOf(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  return path.slice(path.lastIndexOf('/') + 1);
}
