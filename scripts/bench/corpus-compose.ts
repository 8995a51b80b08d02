type Block = (index: number) => readonly string[];

/** What stands before the services: a name and fragments that services merge. */
export const composeHead: readonly string[] = [
  '# The whole shop on one machine.',
  'name: shop',
  '',
  'x-logging: &logging',
  '  driver: json-file',
  '  options:',
  '    max-size: "10m"',
  '    max-file: "3"',
  '',
  'x-service: &service',
  '  restart: unless-stopped',
  '  logging: *logging',
  '  security_opt:',
  '    - no-new-privileges:true',
  '  networks: [backend]',
  '',
  'networks:',
  '  backend: {}',
  '',
  'services:',
];

/** Services as they stand in files of a web application with its database and its jobs. */
export const composeServices: readonly Block[] = [webService, databaseService, jobService];

function webService(index: number): readonly string[] {
  return [
    `  web-${index}:`,
    '    <<: *service',
    `    image: ghcr.io/acme/web-${index}:\${WEB_TAG:-2.${index % 10}.1}`,
    '    build:',
    '      context: ./web',
    '      args:',
    '        NODE_ENV: production',
    '    environment:',
    '      <<: { LOG_LEVEL: info }',
    `      DATABASE_URL: postgres://app@database-${index + 1}:5432/app`,
    `      PUBLIC_URL: "https://shop-${index}.example.test"`,
    '    ports:',
    `      - "127.0.0.1:${8000 + (index % 1000)}:8080"`,
    '    # Certificates come from the host.',
    '    volumes:',
    '      - ./certificates:/etc/certificates:ro',
    `      - uploads-${index}:/srv/uploads`,
    '    healthcheck:',
    '      test: ["CMD", "wget", "-q", "-O-", "http://127.0.0.1:8080/health"]',
    '      interval: 30s',
    '      retries: 3',
    '    cap_drop: [ALL]',
    '    user: "1000:1000"',
    '',
  ];
}

function databaseService(index: number): readonly string[] {
  return [
    `  database-${index}:`,
    '    <<: *service',
    `    image: postgres:16.${index % 5}-alpine`,
    '    environment:',
    '      - POSTGRES_USER=app',
    '      - POSTGRES_DB=app',
    '      - POSTGRES_PASSWORD_FILE=/run/secrets/database',
    '    volumes:',
    '      - type: volume',
    `        source: database-${index}`,
    '        target: /var/lib/postgresql/data',
    '    shm_size: 256mb',
    '    cap_add:',
    '      - CHOWN',
    '      - SETUID',
    '',
  ];
}

function jobService(index: number): readonly string[] {
  return [
    `  job-${index}:`,
    '    <<: *service',
    "    image: 'python:3.12-slim'",
    '    command: >-',
    '      sh -c "pip install --quiet -r requirements.txt',
    `      && python -m jobs.number_${index}"`,
    '    working_dir: /srv',
    '    depends_on:',
    `      database-${index - 1}:`,
    '        condition: service_started',
    '    volumes:',
    '      - ./jobs:/srv',
    ...(index % 4 === 2 ? ['      - /var/run/docker.sock:/var/run/docker.sock'] : []),
    '    deploy:',
    '      resources:',
    '        limits: { cpus: "0.50", memory: 128M }',
    '',
  ];
}
