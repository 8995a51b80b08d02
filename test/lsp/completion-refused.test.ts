import { expect, it } from 'vitest';
import { connect, modernClient } from '../support/language-client.ts';
import { partialRegistry } from '../support/registries.ts';

const uri = 'file:///project/Dockerfile';

it('completion says once that a registry wants to know who asks, as an empty list says nothing', async () => {
  const client = await connect(
    { capabilities: modernClient },
    { createRegistry: () => partialRegistry({}) },
  );
  client.open(uri, 'FROM team/app:1\n');
  for (const character of [14, 15]) {
    const params = { textDocument: { uri }, position: { line: 0, character } };
    expect(await client.connection.sendRequest('textDocument/completion', params)).toBeNull();
  }
  expect(client.inbox.all('window/showMessage')).toMatchObject([
    { message: expect.stringMatching(/^Could not look at `team\/app`: docker\.io /) as unknown },
  ]);
});
