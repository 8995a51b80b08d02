#!/usr/bin/env node
// VS Code's test tools start an executable file, so TypeScript is registered here.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./host.ts');
process.exit(await main(process.argv.slice(2)));
