import { expect, it } from 'vitest';
import { registryError } from '../../server/src/registry/errors.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { connect, modernClient } from '../support/language-client.ts';
import { partialRegistry } from '../support/registries.ts';
import { digestOf } from '../support/sample-images.ts';

it('no digest is written that only a list tells, and not the registry itself', async () => {
  const uri = 'file:///project/Dockerfile';
  const digest = digestOf('told by the list');
  const registry = partialRegistry({
    resolve: (reference) =>
      Promise.resolve(fail(registryError('rate-limited', reference.registry))),
    firstTags: () =>
      Promise.resolve(
        ok({
          tags: ['latest', '1.2.3-bookworm'].map((tag) => ({ tag, digest })),
          isPartial: false,
        }),
      ),
  });
  const client = await connect({ capabilities: modernClient }, { createRegistry: () => registry });
  client.open(uri, 'FROM team/app:latest\n');
  const place = { line: 0, character: 7 };
  const actions = await client.actions(uri, { start: place, end: place });
  const titled = (end: string) => actions.find(({ title }) => title.endsWith(end));
  const [pinning, naming] = [titled(' and pin it'), titled('descriptive tag of team/app:latest')];
  if (pinning === undefined || naming === undefined) throw new Error('nothing is offered');
  await expect(client.resolve(pinning)).rejects.toThrow(/^Could not pin `team\/app:/);
  expect(JSON.stringify((await client.resolve(naming)).edit)).toContain(':1.2.3-bookworm"');
});
