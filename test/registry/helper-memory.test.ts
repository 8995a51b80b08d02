import { describe, expect, it } from 'vitest';
import type {
  CredentialHelper,
  HelperOutcome,
} from '../../server/src/registry/credentials/credential-helper.ts';
import { rememberHelpers } from '../../server/src/registry/credentials/helper-memory.ts';
import { deferred } from '../support/deferred.ts';
import { never } from './setup.ts';

const found: HelperOutcome = {
  kind: 'found',
  credential: { kind: 'password', username: 'alice', password: 's3cret' },
};
const minute = 60_000;

/** A memory with a clock to turn, over a helper that always says the same. */
function setUp(outcome: HelperOutcome) {
  const ran: string[] = [];
  const clock = { now: 0 };
  const helper: CredentialHelper = (suffix, key) => {
    ran.push(`${suffix} ${key}`);
    return Promise.resolve(outcome);
  };
  const helpers = rememberHelpers(helper, () => clock.now);
  const ask = (key = 'ghcr.io', suffix = 'pass') => helpers.get(suffix, key, never);
  return { helpers, ran, clock, ask };
}

describe('a helper that is remembered', () => {
  it('runs once for a hundred images', async () => {
    const { ran, ask } = setUp(found);
    for (let image = 0; image < 100; image++) expect(await ask()).toEqual(found);
    expect(ran).toEqual(['pass ghcr.io']);
  });

  it('runs once for all who ask at the same time', async () => {
    const outcome = deferred<HelperOutcome>();
    let runs = 0;
    const helpers = rememberHelpers(
      () => {
        runs++;
        return outcome.promise;
      },
      () => 0,
    );
    const waiting = [1, 2, 3].map(() => helpers.get('pass', 'ghcr.io', never));
    outcome.resolve(found);
    expect(await Promise.all(waiting)).toEqual([found, found, found]);
    expect(runs).toBe(1);
  });

  it('runs for each key and for each program', async () => {
    const { ran, ask } = setUp(found);
    await ask();
    await ask('quay.io');
    await ask('ghcr.io', 'desktop');
    expect(ran).toEqual(['pass ghcr.io', 'pass quay.io', 'desktop ghcr.io']);
  });

  it.each([
    ['a credential', found, 5 * minute],
    ['that there is none', { kind: 'none' }, minute / 2],
    ['a problem', { kind: 'problem', reason: 'timed-out' }, minute / 2],
  ] as const)('remembers %s for some time', async (_, outcome, lifetime) => {
    const { ran, clock, ask } = setUp(outcome);
    await ask();
    clock.now = lifetime - 1;
    await ask();
    expect(ran).toHaveLength(1);
    clock.now = lifetime;
    await ask();
    expect(ran).toHaveLength(2);
  });

  it('runs again soon after a registry refused what it told', async () => {
    const { ran, clock, ask, helpers } = setUp(found);
    await ask();
    helpers.forget('ghcr.io');
    await ask();
    expect(ran).toHaveLength(1);
    clock.now = minute / 2;
    await ask();
    expect(ran).toHaveLength(2);
    clock.now = 3 * minute;
    await ask();
    expect(ran).toHaveLength(2);
  });

  it('does not remember what it said when nobody waited for it any more', async () => {
    const outcomes = [deferred<HelperOutcome>(), deferred<HelperOutcome>()];
    let runs = 0;
    const helpers = rememberHelpers(
      () => outcomes[runs++]?.promise ?? Promise.reject(new RangeError()),
      () => 0,
    );
    const controller = new AbortController();
    const gone = helpers.get('pass', 'ghcr.io', controller.signal);
    controller.abort();
    expect(await gone).toEqual({ kind: 'none' });
    outcomes[0]?.resolve({ kind: 'none' });
    await new Promise((resolve) => setImmediate(resolve));
    outcomes[1]?.resolve(found);
    expect(await helpers.get('pass', 'ghcr.io', never)).toEqual(found);
  });
});
