/**
 * Ports behind which stand data or the administration of a machine, by the services that listen there when
 * nothing else is set. Sources: the default port in the manual of each service; the IANA registry of service
 * names and port numbers agrees where it has the service, but gives some of these to others. As of 2026-11.
 * Port 2375 is not among them: that the container engine listens there is a finding of its own.
 */
export interface SensitivePort {
  readonly port: number;
  readonly service: string;
}

export const sensitivePorts: readonly SensitivePort[] = [
  { port: 22, service: 'SSH' },
  { port: 23, service: 'Telnet' },
  { port: 111, service: 'rpcbind' },
  { port: 139, service: 'SMB' },
  { port: 389, service: 'LDAP' },
  { port: 445, service: 'SMB' },
  { port: 873, service: 'rsync' },
  { port: 1433, service: 'SQL Server' },
  { port: 1521, service: 'Oracle Database' },
  { port: 2049, service: 'NFS' },
  { port: 2181, service: 'ZooKeeper' },
  { port: 2379, service: 'etcd' },
  { port: 2380, service: 'etcd' },
  { port: 3050, service: 'Firebird' },
  { port: 3306, service: 'MySQL' },
  { port: 3389, service: 'Remote Desktop' },
  { port: 4369, service: 'the Erlang port mapper' },
  { port: 5432, service: 'PostgreSQL' },
  { port: 5601, service: 'Kibana' },
  { port: 5672, service: 'AMQP' },
  { port: 5900, service: 'VNC' },
  { port: 5901, service: 'VNC' },
  { port: 5984, service: 'CouchDB' },
  { port: 5985, service: 'Windows Remote Management' },
  { port: 6379, service: 'Redis' },
  { port: 6432, service: 'PgBouncer' },
  { port: 6443, service: 'the Kubernetes API' },
  { port: 7199, service: 'the management of Cassandra' },
  { port: 7474, service: 'Neo4j' },
  { port: 7687, service: 'Neo4j' },
  { port: 8086, service: 'InfluxDB' },
  { port: 8200, service: 'Vault' },
  { port: 8500, service: 'Consul' },
  { port: 8529, service: 'ArangoDB' },
  { port: 8983, service: 'Solr' },
  { port: 9042, service: 'Cassandra' },
  { port: 9092, service: 'Kafka' },
  { port: 9160, service: 'Cassandra' },
  { port: 9200, service: 'Elasticsearch' },
  { port: 9300, service: 'Elasticsearch' },
  { port: 10250, service: 'the Kubernetes node agent' },
  { port: 11211, service: 'Memcached' },
  { port: 15672, service: 'the RabbitMQ management' },
  { port: 26257, service: 'CockroachDB' },
  { port: 26379, service: 'Redis Sentinel' },
  { port: 27017, service: 'MongoDB' },
  { port: 27018, service: 'MongoDB' },
  { port: 27019, service: 'MongoDB' },
  { port: 28015, service: 'RethinkDB' },
  { port: 33060, service: 'MySQL' },
  { port: 61616, service: 'ActiveMQ' },
];

/** Images, by the last part of their name, whose purpose is to be reached through SSH. */
export const sshServers: readonly string[] = [
  'forgejo',
  'gerrit',
  'gitea',
  'gitlab-ce',
  'gitlab-ee',
  'gogs',
  'onedev',
  'openssh-server',
  'sftp',
  'sftpgo',
  'soft-serve',
  'ssh-agent',
  'ssh-slave',
];
