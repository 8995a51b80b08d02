const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Decodes base64 as RFC 4648, section 4, has it; undefined for all else, where Node would take what it can. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return text.length % 4 === 0 && base64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
