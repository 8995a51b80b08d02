FROM node:22.23.1-alpine@sha256:16e22a550f3863206a3f701448c45f7912c6896a62de43add43bb9c86130c3e2 AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run package:npm

FROM node:22.23.1-alpine@sha256:16e22a550f3863206a3f701448c45f7912c6896a62de43add43bb9c86130c3e2
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Seaworthy" \
      org.opencontainers.image.description="Checks Dockerfiles and Compose files for image trust and privileges, and pins images to their digest" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/seaworthy/seaworthy" \
      org.opencontainers.image.url="https://github.com/seaworthy/seaworthy" \
      org.opencontainers.image.documentation="https://github.com/seaworthy/seaworthy/blob/main/docs/ci.md" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:22.23.1-alpine"
COPY --from=build /source/dist/npm /opt/seaworthy
# Nothing installs packages in this image any more.
RUN ln -s /opt/seaworthy/dist/cli.cjs /usr/local/bin/seaworthy \
 && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
WORKDIR /src
USER 1000:1000
ENTRYPOINT ["seaworthy"]
CMD ["check"]
