#!/usr/bin/env node
import { setV8Flags } from '../dist/src/cli/v8-flags.js';

setV8Flags();

const { main } = await import('../dist/src/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
