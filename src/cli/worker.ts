import { parentPort, workerData } from 'node:worker_threads';
import { createSuppressor } from '../detect/index.ts';
import { Investigation } from '../investigate.ts';
import { deserialiseRules } from '../sigma/index.ts';
import { isStopped, type WorkerReply, type WorkerSetup, type WorkerTask } from './pool.ts';
import { runPiece } from './run-piece.ts';

// The entry of a worker thread: reads the rules once, then runs the pieces it is sent, one at a time.

const port = parentPort;
if (port === null) throw new Error('worker.ts runs only as a worker thread');

const { rules, correlations, setup, stopFlag, takesHashes, takesLines, suppressions } = workerData as WorkerSetup;
const suppressor = createSuppressor(suppressions ?? []);
const investigation = new Investigation({ ...correlations, bound: deserialiseRules(rules) }, setup);

port.on('message', async ({ index, piece }: WorkerTask) => {
  const result = await runPiece(
    investigation,
    piece,
    (progress) => {
      port.postMessage({ kind: 'progress', progress } satisfies WorkerReply);
      return !isStopped(stopFlag);
    },
    { takesHash: takesHashes, takesLines, suppressor },
  );
  port.postMessage({ kind: 'done', index, result } satisfies WorkerReply, [result.alertLines.buffer as ArrayBuffer]);
});
