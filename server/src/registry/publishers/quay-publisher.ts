import { isObject, textIn } from '../json.ts';
import { readPushTime } from '../tag-facts.ts';
import {
  readDescription,
  readName,
  type PublisherApi,
  type PublisherQuestion,
} from './publisher-api.ts';

/** Quay's API (Red Hat Quay API guide, "getRepo" and "listRepoTags"), which knows neither badges nor numbers of pulls. */
export function quayPublisher({
  base = 'https://quay.io',
  registryHost = 'quay.io',
} = {}): PublisherApi {
  return {
    registryHost,
    questionsOf(repository, tag) {
      const address = `${base}/api/v1/repository/${repository}`;
      return {
        api: 'quay.io',
        page: `${base}/repository/${repository}`,
        main: aboutRepository(new URL(`${address}?includeTags=false`), repository),
        others:
          tag === undefined
            ? []
            : [aboutTag(new URL(`${address}/tag/?onlyActiveTags=true&specificTag=${tag}`), tag)],
      };
    },
  };
}

function aboutRepository(url: URL, repository: string): PublisherQuestion {
  return {
    url,
    read(body) {
      if (`${textIn(body, 'namespace')}/${textIn(body, 'name')}` !== repository) return undefined;
      return {
        owner: readName(body['namespace']),
        description: readDescription(body['description']),
        isArchived: readArchived(textIn(body, 'state')),
      };
    },
  };
}

function aboutTag(url: URL, tag: string): PublisherQuestion {
  return {
    url,
    read({ tags }, now) {
      const written: readonly unknown[] = Array.isArray(tags) ? tags : [];
      const found = written.filter(isObject).find(({ name }) => name === tag);
      return found && { tagPushed: readPushTime(found['start_ts'], 'seconds', now) };
    },
  };
}

/** One that may only be read may still be looked after: its owner says so for a while, too. */
function readArchived(state: string): boolean | undefined {
  return new Map([
    ['NORMAL', false],
    ['MIRROR', false],
    ['MARKED_FOR_DELETION', true],
  ]).get(state);
}
