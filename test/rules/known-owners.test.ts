import { describe, expect, it } from 'vitest';
import { knownOwners, knownOwnersDate } from '../../server/src/data/known-owners.ts';
import { knownOwnerOf } from '../../server/src/rules/known-owners.ts';
import { reference } from '../registry/setup.ts';

describe('the owner of a registry or of a part of one', () => {
  it.each([
    ['mcr.microsoft.com/dotnet/runtime:9.0', 'Microsoft'],
    ['MCR.microsoft.com/dotnet/runtime', 'Microsoft'],
    ['registry.k8s.io/pause:3.10', 'Kubernetes'],
    ['cgr.dev/chainguard/node', 'Chainguard'],
    ['gcr.io/distroless/static-debian12', 'Google (distroless)'],
    ['registry.access.redhat.com/ubi9/ubi', 'Red Hat'],
    ['dhi.io/python:3.13', 'Docker Hardened Images'],
    ['public.ecr.aws/docker/library/node:22', 'Docker Official Images'],
  ])('of %s is %s', (image, name) => {
    expect(knownOwnerOf(reference(image))).toMatchObject({ name });
  });

  it.each([
    ['is what others made, handed on', 'mcr.microsoft.com/mirror/docker/library/nginx'],
    ['is on a registry for everybody', 'ghcr.io/chainguard/node'],
    ['is beside the part that has one', 'gcr.io/distroless-copies/static'],
    ['is on Docker Hub, which tells by itself', 'microsoft/dotnet'],
    ['has a registry whose name only looks like one', 'mcr.microsoft.com.example.org/dotnet'],
    ['has a port, and so another server', 'mcr.microsoft.com:5000/dotnet'],
  ])('is not known of an image that %s: %s', (_, image) => {
    expect(knownOwnerOf(reference(image))).toBeUndefined();
  });

  it('has a name, a source and a pattern of a registry for each entry, and a day for all', () => {
    expect(knownOwnersDate).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    for (const { image, name, source } of knownOwners) {
      expect(image).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/(?:[a-z0-9-]+\/)*\*\*$/);
      expect(name).not.toBe('');
      expect(source).toMatch(/^https:\/\/[\w.-]+\/\S*$/);
    }
  });
});
