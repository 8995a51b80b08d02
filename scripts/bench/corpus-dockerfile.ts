type Block = (index: number) => readonly string[];

const digests = ['0f3a', '7bc1', '95de', 'e240'].map((part) => `sha256:${part.repeat(16)}`);

/** Build and run stages as they stand in files of services in Go, Node.js and Python. */
export const dockerfileStages: readonly Block[] = [goStages, nodeStages, pythonStages];

function goStages(index: number): readonly string[] {
  return [
    `# Service ${index}: built from source, shipped without a shell.`,
    `ARG GO_VERSION_${index}=1.22.${index % 9}`,
    `FROM --platform=$BUILDPLATFORM golang:1.22.${index % 9}-bookworm AS build-${index}`,
    'ARG TARGETOS TARGETARCH',
    'ENV CGO_ENABLED=0 \\',
    '    GOFLAGS=-trimpath \\',
    `    SERVICE_NAME=service-${index}`,
    'WORKDIR /src',
    'COPY go.mod go.sum ./',
    'RUN --mount=type=cache,target=/go/pkg/mod \\',
    '    go mod download',
    'COPY . .',
    '# The linker leaves out the symbol table to keep the image small.',
    'RUN --mount=type=cache,target=/go/pkg/mod \\',
    '    --mount=type=cache,target=/root/.cache/go-build \\',
    `    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /out/app ./cmd/service-${index}`,
    '',
    `FROM gcr.io/distroless/static-debian12:nonroot@${digestFor(index)} AS run-${index}`,
    `LABEL org.opencontainers.image.title="service-${index}"`,
    `COPY --from=build-${index} /out/app /app`,
    'COPY --from=busybox:1.36-musl /bin/wget /usr/local/bin/wget',
    'EXPOSE 8080',
    'USER 65532:65532',
    'HEALTHCHECK --interval=30s --timeout=3s CMD ["/usr/local/bin/wget", "-q", "-O-", "http://127.0.0.1:8080/"]',
    'ENTRYPOINT ["/app"]',
    '',
  ];
}

function nodeStages(index: number): readonly string[] {
  return [
    `# Web interface ${index}.`,
    `FROM node:20-bookworm-slim AS assets-${index}`,
    'WORKDIR /app',
    'ENV NODE_ENV=production',
    'COPY package.json package-lock.json ./',
    'RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev',
    'COPY public ./public',
    'COPY src ./src',
    'RUN npm run build \\',
    '    # Source maps go to the error tracker, not into the image.',
    ' && rm -f dist/*.map \\',
    ' && find dist -type f -exec gzip -9 -k {} +',
    '',
    `FROM nginx:1.27-alpine AS web-${index}`,
    'RUN <<EOF',
    'set -eu',
    'rm -f /etc/nginx/conf.d/default.conf',
    `mkdir -p /var/cache/nginx/web-${index}`,
    'chown -R nginx:nginx /var/cache/nginx',
    'EOF',
    `COPY --from=assets-${index} --chown=nginx:nginx /app/dist /usr/share/nginx/html`,
    'COPY <<CONF /etc/nginx/conf.d/site.conf',
    'server {',
    '  listen 8080;',
    '  root /usr/share/nginx/html;',
    '}',
    'CONF',
    'USER nginx',
    'EXPOSE 8080',
    'CMD ["nginx", "-g", "daemon off;"]',
    '',
  ];
}

function pythonStages(index: number): readonly string[] {
  return [
    `# Worker ${index}: reads the queue.`,
    `ARG BASE_${index}=python:3.12-slim`,
    `FROM python:3.12-slim AS wheels-${index}`,
    'RUN apt-get update \\',
    ' && apt-get install -y --no-install-recommends \\',
    '      build-essential \\',
    '      libffi-dev \\',
    '      libpq-dev \\',
    ' && rm -rf /var/lib/apt/lists/*',
    'WORKDIR /wheels',
    'COPY requirements.txt .',
    'RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt',
    '',
    `FROM python:3.12-slim@${digestFor(index + 1)}`,
    'ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1',
    `ENV WORKER_QUEUE="queue-${index}"`,
    'RUN groupadd --system app && useradd --system --gid app --home-dir /srv app',
    `COPY --from=wheels-${index} /wheels /wheels`,
    'RUN pip install --no-index --find-links=/wheels -r /wheels/requirements.txt \\',
    ' && rm -rf /wheels',
    'WORKDIR /srv',
    'COPY --chown=app:app . .',
    `VOLUME ["/srv/data-${index}"]`,
    index % 4 === 0 ? 'USER root' : 'USER app',
    `CMD ["python", "-m", "worker", "--number", "${index}"]`,
    '',
  ];
}

function digestFor(index: number): string {
  return digests[index % digests.length] ?? '';
}
