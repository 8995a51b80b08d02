import { hubHost } from '../../reference/docker-hub.ts';
import { objectIn, textIn, type JsonObject } from '../json.ts';
import type { RepositoryFacts } from '../publisher-source.ts';
import { readTime } from '../time.ts';
import {
  readCount,
  readDescription,
  readName,
  type PublisherApi,
  type PublisherQuestion,
} from './publisher-api.ts';

/** The namespace of Docker Official Images, which has no badge: the name says it. */
const officialNamespace = 'library';

/**
 * Docker Hub's API (Docker Hub API reference, "Get repository in a namespace" and "Read repository tag"). Who is a verified
 * publisher is told by an address that the reference does not have, so that nobody can count on it.
 */
export function dockerHubPublisher({
  base = 'https://hub.docker.com',
  registryHost = hubHost,
} = {}): PublisherApi {
  return {
    registryHost,
    questionsOf(repository, tag) {
      const [namespace, name, ...rest] = repository.split('/');
      if (namespace === undefined || name === undefined || rest.length > 0) return undefined;
      const isOfficial = namespace === officialNamespace;
      const address = `${base}/v2/namespaces/${namespace}/repositories/${name}`;
      return {
        api: 'hub.docker.com',
        page: isOfficial ? `${base}/_/${name}` : `${base}/r/${namespace}/${name}`,
        main: aboutRepository(new URL(address), namespace, name),
        others: [
          ...(isOfficial ? [] : [aboutOwner(new URL(`${base}/v2/orgs/${namespace}/`), namespace)]),
          ...(tag === undefined ? [] : [aboutTag(new URL(`${address}/tags/${tag}`), tag)]),
        ],
      };
    },
  };
}

function aboutRepository(url: URL, namespace: string, name: string): PublisherQuestion {
  return {
    url,
    read(body, now) {
      if (textIn(body, 'name') !== name || textIn(body, 'namespace') !== namespace)
        return undefined;
      return {
        owner: namespace,
        description: readDescription(body['description']),
        pushed: readTime(textIn(body, 'last_updated'), now),
        stars: readCount(body['star_count']),
        pulls: readCount(body['pull_count']),
        tagsAre: readMutability(objectIn(body, 'immutable_tags_settings')),
        isArchived: readArchived(textIn(body, 'status_description')),
      };
    },
  };
}

/** For the namespace of a person Docker Hub leads elsewhere, which is no answer. */
function aboutOwner(url: URL, namespace: string): PublisherQuestion {
  return {
    url,
    read: (body) =>
      textIn(body, 'orgname').toLowerCase() === namespace
        ? {
            badge: readBadge(body['badge']),
            owner: readName(body['full_name']) ?? readName(body['company']),
          }
        : undefined,
  };
}

function aboutTag(url: URL, tag: string): PublisherQuestion {
  return {
    url,
    read: (body, now) =>
      textIn(body, 'name') === tag
        ? {
            tagPushed:
              readTime(textIn(body, 'tag_last_pushed'), now) ??
              readTime(textIn(body, 'last_updated'), now),
            tagPusher: readName(body['last_updater_username']),
          }
        : undefined,
  };
}

function readBadge(value: unknown): RepositoryFacts['badge'] {
  if (value === 'verified_publisher') return 'verified';
  return value === 'open_source' ? 'sponsored' : undefined;
}

/** Rules are regular expressions of tags that cannot be moved; there is one for all tags before anybody writes others. */
function readMutability(settings: JsonObject): RepositoryFacts['tagsAre'] {
  const { enabled, rules } = settings;
  if (enabled === false) return 'mutable';
  if (enabled !== true || !Array.isArray(rules) || rules.length === 0) return undefined;
  return rules.includes('.*') ? 'immutable' : 'partly-immutable';
}

function readArchived(status: string): boolean | undefined {
  return new Map([
    ['active', false],
    ['archived', true],
  ]).get(status);
}
