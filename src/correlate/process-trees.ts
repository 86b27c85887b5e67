import type { Alert } from '../model/index.ts';
import { fileName } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import type { ProcessIndex } from './process-index.ts';

/** Programs that start what anybody asks for: to be their child tells nothing. */
const STARTERS =
  /^(?:services|svchost|wininit|winlogon|explorer|smss|userinit|taskeng|taskhostw|wmiprvse|systemd|init|winrshost|wsmprovhost|sshd)(?:\.exe)?$/;

/** Finds the tree of processes that an alert belongs to. */
export class ProcessTrees {
  readonly #processes: ProcessIndex;
  readonly #programs = new Map<string, string>();
  readonly #names: Names;

  constructor(processes: ProcessIndex, names: Names) {
    this.#processes = processes;
    this.#names = names;
  }

  /**
   * Keys of the tree, by any of the logs that told of the point; none when the process or its start is not known, or it
   * stands alone below a starter.
   */
  rootsOf({ alert, twins }: AlertPoint): string[] {
    return [...new Set([alert, ...twins].flatMap((one) => this.#rootsOf(one)))];
  }

  #rootsOf(alert: Alert): string[] {
    const { starts } = this.#processes;
    const index = this.#processes.find(alert.event, alert.context?.processGuid);
    if (index === undefined) return [];
    let root = index;
    for (let next = starts[root]?.parent; next !== undefined; next = starts[root]?.parent) {
      if (STARTERS.test(fileName(starts[next]!.image))) break;
      root = next;
    }
    const { host, pid, timeMs, image } = starts[root]!;
    // Two logs of one host tell of one tree: their times differ by less than two seconds.
    const second = Math.round(timeMs / 2_000);
    const keys = [second, second + 1].map((moment) => `${this.#names.host(host)} ${pid} ${moment}`);
    for (const key of keys) this.#programs.set(key, fileName(image));
    return keys;
  }

  /** The program at the root of a tree that `rootsOf` named. */
  nameOf(key: string): string {
    return this.#programs.get(key) ?? '';
  }
}
