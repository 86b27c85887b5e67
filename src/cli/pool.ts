import { Worker } from 'node:worker_threads';
import { createSuppressor } from '../detect/index.ts';
import type { Investigation, InvestigationSetup, LoadedRules } from '../investigate.ts';
import type { Suppression } from '../model/index.ts';
import type { Piece } from '../read/index.ts';
import { type PieceProgress, type PieceResult, runPiece } from './run-piece.ts';
import { collectSooner } from './v8-flags.ts';

/** What is handed to a worker when it starts. */
export interface WorkerSetup {
  /** the bound rules, as `serialiseRules` writes them; best in memory that threads share */
  readonly rules: Uint8Array;
  /** what else was loaded, as plain data */
  readonly correlations: Pick<LoadedRules, 'correlations' | 'quiet'>;
  readonly setup: InvestigationSetup;
  /** one Int32 that becomes 1 when the hunt is to stop */
  readonly stopFlag: SharedArrayBuffer;
  /** the hash of each file is wanted */
  readonly takesHashes?: boolean;
  /** the alerts are wanted as lines */
  readonly takesLines?: boolean;
  /** alerts that they fit are marked */
  readonly suppressions?: readonly Suppression[];
}

/** What all workers of a pool get; the rules are written out only when there are workers. */
export interface PoolSetup extends Omit<WorkerSetup, 'rules'> {
  rules(): Uint8Array;
}

/** To a worker. */
export interface WorkerTask {
  readonly index: number;
  readonly piece: Piece;
}

/** From a worker. */
export type WorkerReply =
  | { readonly kind: 'progress'; readonly progress: PieceProgress }
  | { readonly kind: 'done'; readonly index: number; readonly result: PieceResult };

/** Who is told what, in the main thread. */
export interface PoolListener {
  onStart(piece: Piece): void;
  onProgress(progress: PieceProgress): void;
  /** called once for each piece that was started, in the order of the pieces */
  onResult(piece: Piece, result: PieceResult): void;
}

// Finished pieces that wait for a slow one before them are held in memory: this many per worker at most.
const PIECES_AHEAD = 8;

// A worker has its next pieces in hand, because this thread is slow to answer while it works itself.
const PIECES_IN_HAND = 3;

// Little of what a hunt makes lives on; with V8's 48 MB two threads take 40 MB more, in the same time.
const YOUNG_MEGABYTES = 12;

// This thread gives signals, progress and the replies of workers a chance this often.
const PAUSE_MS = 10;

/**
 * Runs pieces on `jobs` threads, of which this one is the first: a thread of its own that only waits would cost as much
 * memory as one that works. Results come out in the order of the pieces, so that the output does not depend on the number
 * of threads.
 * @param investigation for work in this thread; workers make their own
 * @param stopFlag one Int32; set it to 1 and no further piece is started, the running ones end early
 * @throws what a worker threw: a bug, with the worker's stack
 */
export async function runPieces(
  pieces: readonly Piece[],
  { stopFlag, ...workerSetup }: PoolSetup,
  investigation: Investigation,
  jobs: number,
  listener: PoolListener,
): Promise<void> {
  const threads = Math.min(jobs, pieces.length);
  const inOrder = deliverInOrder(pieces, listener, threads * PIECES_AHEAD);
  const work: Work = { queue: pieces.entries(), inOrder, listener, stopFlag };
  const here = runHere(investigation, listener, { stopFlag, ...workerSetup });
  if (threads <= 1) await drive(work, here);
  else {
    collectSooner();
    await runOnThreads(work, here, startWorkers({ ...workerSetup, stopFlag }, listener, threads - 1));
  }
}

/** A function of its own, so that the text of the rules is not held while workers run. */
function startWorkers(setup: PoolSetup, listener: PoolListener, count: number): readonly PieceWorker[] {
  const workerData: WorkerSetup = { ...setup, rules: setup.rules() };
  return Array.from({ length: count }, () => startWorker(workerData, listener));
}

/** True when the hunt is to stop. */
export function isStopped(stopFlag: SharedArrayBuffer): boolean {
  return Atomics.load(new Int32Array(stopFlag), 0) !== 0;
}

/** Asks all pieces to stop. */
export function stopAll(stopFlag: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(stopFlag), 0, 1);
}

/** What all threads share: pieces to be run, and where their results go. */
interface Work {
  readonly queue: IterableIterator<[number, Piece]>;
  readonly inOrder: InOrder;
  readonly listener: PoolListener;
  readonly stopFlag: SharedArrayBuffer;
}

type PieceRunner = (index: number, piece: Piece) => Promise<PieceResult>;

/** Takes piece after piece and has it run, until none is left or the hunt is to stop. */
async function drive({ queue, inOrder, listener, stopFlag }: Work, run: PieceRunner): Promise<void> {
  for (const [index, piece] of queue) {
    await inOrder.room(index);
    if (isStopped(stopFlag)) {
      inOrder.close();
      return;
    }
    listener.onStart(piece);
    inOrder.put(index, await run(index, piece));
  }
}

/** Runs pieces in this thread, which now and then looks after everything else. */
function runHere(
  investigation: Investigation,
  { onProgress }: PoolListener,
  { stopFlag, takesHashes, takesLines, suppressions }: Omit<PoolSetup, 'rules'>,
): PieceRunner {
  let lastPause = performance.now();
  const onStep = async (progress: PieceProgress): Promise<boolean> => {
    onProgress(progress);
    if (performance.now() - lastPause > PAUSE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      lastPause = performance.now();
    }
    return !isStopped(stopFlag);
  };
  const suppressor = createSuppressor(suppressions ?? []);
  return (_, piece) => runPiece(investigation, piece, onStep, { takesHash: takesHashes, takesLines, suppressor });
}

async function runOnThreads(work: Work, here: PieceRunner, started: readonly PieceWorker[]): Promise<void> {
  const drivers = started.flatMap(({ run }) => Array.from({ length: PIECES_IN_HAND }, () => drive(work, run)));
  try {
    await Promise.all([...drivers, drive(work, here)]);
  } catch (error) {
    stopAll(work.stopFlag);
    work.inOrder.close();
    throw error;
  } finally {
    await Promise.all(started.map(({ end }) => end()));
  }
}

/** Results in any order in, in the order of the pieces out. */
interface InOrder {
  put(index: number, result: PieceResult): void;
  /** waits until this piece may be started: not too far ahead of the last result that went out */
  room(index: number): Promise<void>;
  /** lets everybody go who waits for room */
  close(): void;
}

function deliverInOrder(pieces: readonly Piece[], listener: PoolListener, mostAhead: number): InOrder {
  const results = new Map<number, PieceResult>();
  let waiters: (() => void)[] = [];
  let delivered = 0;
  let isClosed = false;
  const wake = (): void => {
    const woken = waiters;
    waiters = [];
    for (const waiter of woken) waiter();
  };
  return {
    put: (index, result) => {
      results.set(index, result);
      for (let next = results.get(delivered); next !== undefined; next = results.get(delivered)) {
        results.delete(delivered);
        listener.onResult(pieces[delivered++]!, next);
      }
      wake();
    },
    room: async (index) => {
      while (index - delivered >= mostAhead && !isClosed) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    close: () => {
      isClosed = true;
      wake();
    },
  };
}

interface PieceWorker {
  readonly run: PieceRunner;
  end(): Promise<unknown>;
}

interface Waiting {
  resolve(result: PieceResult): void;
  reject(error: unknown): void;
}

function startWorker(workerData: WorkerSetup, { onProgress }: PoolListener): PieceWorker {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  const waiting = new Map<number, Waiting>();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    for (const { reject } of waiting.values()) reject(failure.error);
  };
  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind === 'progress') onProgress(reply.progress);
    else {
      waiting.get(reply.index)?.resolve(reply.result);
      waiting.delete(reply.index);
    }
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker thread ended by itself with code ${code}`)));
  return {
    run: (index, piece) =>
      new Promise((resolve, reject) => {
        waiting.set(index, { resolve, reject });
        if (failure === undefined) worker.postMessage({ index, piece } satisfies WorkerTask);
        else reject(failure.error);
      }),
    end: () => worker.terminate(),
  };
}
