const pattern = /^(?:[\da-z](?:[\da-z.-]*[\da-z])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Whether a text is a host alone, as people write one in settings: a name or an address, with its port if it has one. */
export function isHost(text: string): boolean {
  return pattern.test(text);
}
