import { Worker } from 'node:worker_threads';
import type { Investigation, InvestigationSetup, LoadedRules } from '../investigate.ts';
import type { Piece } from '../read/index.ts';
import { type PieceProgress, type PieceResult, runPiece } from './run-piece.ts';

/** What is handed to a worker when it starts. */
export interface WorkerSetup {
  /** the bound rules, as `serialiseRules` writes them */
  readonly rules: string;
  /** what else was loaded, as plain data */
  readonly correlations: Pick<LoadedRules, 'correlations' | 'quiet'>;
  readonly setup: InvestigationSetup;
  /** one Int32 that becomes 1 when the hunt is to stop */
  readonly stopFlag: SharedArrayBuffer;
}

/** What all workers of a pool get; the rules are written out only when there are workers. */
export interface PoolSetup extends Omit<WorkerSetup, 'rules'> {
  rules(): string;
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

// The main thread gives signals and progress a chance this often.
const PAUSE_MS = 50;

/**
 * Runs pieces on `jobs` worker threads, or in this thread when `jobs` is 1. Results come out in the order of the
 * pieces, so that the output does not depend on the number of workers.
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
  if (threads <= 1) await runHere(pieces, investigation, stopFlag, listener);
  else await runOnWorkers(pieces, { ...workerSetup, rules: workerSetup.rules(), stopFlag }, threads, listener);
}

/** True when the hunt is to stop. */
export function isStopped(stopFlag: SharedArrayBuffer): boolean {
  return Atomics.load(new Int32Array(stopFlag), 0) !== 0;
}

/** Asks all pieces to stop. */
export function stopAll(stopFlag: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(stopFlag), 0, 1);
}

async function runHere(
  pieces: readonly Piece[],
  investigation: Investigation,
  stopFlag: SharedArrayBuffer,
  listener: PoolListener,
): Promise<void> {
  let lastPause = performance.now();
  for (const piece of pieces) {
    if (isStopped(stopFlag)) return;
    listener.onStart(piece);
    const result = await runPiece(investigation, piece, async (progress) => {
      listener.onProgress(progress);
      if (performance.now() - lastPause > PAUSE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        lastPause = performance.now();
      }
      return !isStopped(stopFlag);
    });
    listener.onResult(piece, result);
  }
}

async function runOnWorkers(
  pieces: readonly Piece[],
  workerData: WorkerSetup,
  threads: number,
  listener: PoolListener,
): Promise<void> {
  const inOrder = deliverInOrder(pieces, listener, threads * PIECES_AHEAD);
  const queue = pieces.entries();
  const drive = async (): Promise<void> => {
    const worker = startWorker(workerData, listener);
    try {
      for (const [index, piece] of queue) {
        await inOrder.room(index);
        if (isStopped(workerData.stopFlag)) {
          inOrder.close();
          break;
        }
        listener.onStart(piece);
        inOrder.put(index, await worker.run({ index, piece }));
      }
    } catch (error) {
      stopAll(workerData.stopFlag);
      inOrder.close();
      throw error;
    } finally {
      await worker.end();
    }
  };
  await Promise.all(Array.from({ length: threads }, drive));
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
  run(task: WorkerTask): Promise<PieceResult>;
  end(): Promise<unknown>;
}

function startWorker(workerData: WorkerSetup, { onProgress }: PoolListener): PieceWorker {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  let settle: { resolve(result: PieceResult): void; reject(error: unknown): void } | undefined;
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    settle?.reject(failure.error);
  };
  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind === 'progress') onProgress(reply.progress);
    else settle?.resolve(reply.result);
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker thread ended by itself with code ${code}`)));
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        if (failure === undefined) worker.postMessage(task);
        else reject(failure.error);
      }),
    end: () => worker.terminate(),
  };
}
