import { asObject } from './raw-values.ts';

/** What an editor says of proxies: VS Code's settings `http.*`, which no workspace can set. */
export interface EditorProxy {
  /** Whether no proxy is used at all, whatever the environment says. */
  readonly isOff: boolean;
  /** The proxy's URL; without one the environment decides. */
  readonly url?: string;
  /** Hosts that are reached directly, beside those of the environment. */
  readonly noProxy: readonly string[];
  /** Whether the certificate of the proxy itself must be trusted. */
  readonly isStrict: boolean;
  /** The `Proxy-Authorization` field. */
  readonly authorization?: string;
}

/** Reads the section `http` of an editor's settings; anything unexpected in it counts as not set. */
export function readEditorProxy(raw: unknown): EditorProxy {
  const http = asObject(raw, 'http', []);
  const { proxy, noProxy, proxyStrictSSL, proxySupport, proxyAuthorization } = http;
  return {
    isOff: proxySupport === 'off',
    ...(isFilled(proxy) && { url: proxy }),
    noProxy: Array.isArray(noProxy) ? noProxy.filter(isFilled) : [],
    isStrict: proxyStrictSSL !== false,
    ...(isFilled(proxyAuthorization) && { authorization: proxyAuthorization }),
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
