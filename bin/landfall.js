#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Collect garbage when the heap has grown by a half, not when it has doubled: less memory for a little more time. Also
// holds for worker threads.
setFlagsFromString('--heap-growing-percent=50');

const { main } = await import('../dist/src/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
