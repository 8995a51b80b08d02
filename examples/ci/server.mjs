import { createServer } from 'node:http';

createServer((request, response) => response.end('Hello\n')).listen(8080);
