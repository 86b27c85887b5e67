import { fileName, type Incident, type IncidentAlert, type IncidentProcess, levelRank } from '../../model/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText, grouped } from '../summary-layout.ts';
import { code, folded, type Html, html, isolated } from './markup.ts';

/** A process with what it started. */
interface Branch {
  readonly process: IncidentProcess;
  readonly children: Branch[];
}

// Browsers draw deeper lists badly, and no chain of a person is as long.
const MOST_DEPTH = 24;
// Some six pages; the CaseFile has all.
const MOST_SHOWN = 100;

/**
 * What ran, machine by machine, each process below the one that started it. Reads as nested lists; nothing when the
 * incident has no processes.
 */
export function processTree(incident: Incident, view: ReadableView): Html {
  const { processes = [], processesLeftOut = 0, alerts } = incident;
  if (processes.length === 0) return html``;
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const shown = processes.length <= MOST_SHOWN ? processes : gravestOf(processes, byId);
  const trees = grouped(branchesOf(shown), ({ process }) => view.hostId(process.host));
  const machines = new Set(processes.map(({ host }) => view.hostId(host))).size;
  const alerted = processes.filter((process) => process.alerts.length > 0).length;
  return html`<p>${countText(processes.length, 'program start')} on ${countText(machines, 'machine')}; ${alerted} of them alerted (marked ▲), the others started one that did or were started by it. A command counts as started by another when the log says so, or (“probably”) when process numbers and names agree.</p>
${processesLeftOut === 0 ? html`` : html`<p>${processesLeftOut.toLocaleString('en-US')} more found no room.</p>`}
${shown.length === processes.length ? html`` : html`<p>The ${shown.length} that alerted gravest, and what started them; the CaseFile holds all.</p>`}
${[...trees].map(([host, branches]) =>
  folded(
    html`${isolated(host === '' ? '(not named)' : view.nameOf(host))}: ${countText(
      branches.reduce((sum, one) => sum + sizeOf(one), 0),
      'program start',
    )}`,
    html`<ul class="processes">${branches.map((branch) => item(branch, byId, view, 0))}</ul>`,
  ),
)}`;
}

/** Those whose alerts are the gravest with all that stand above them, in their order; `parent` is where it stands now. */
function gravestOf(
  processes: readonly IncidentProcess[],
  byId: ReadonlyMap<string, IncidentAlert>,
): readonly IncidentProcess[] {
  const ranks = processes.map(({ alerts }) =>
    alerts.reduce((most, id) => Math.max(most, levelRank(byId.get(id)?.raisedLevel ?? 'informational')), -1),
  );
  const kept = new Set<number>();
  for (const index of [...processes.keys()].toSorted((a, b) => ranks[b]! - ranks[a]! || a - b)) {
    if (kept.size >= MOST_SHOWN) break;
    for (let at: number | undefined = index; at !== undefined && !kept.has(at); at = parentOf(processes, at))
      kept.add(at);
  }
  const places = new Map([...kept].sort((a, b) => a - b).map((index, place) => [index, place]));
  return Array.from(places.keys(), (index) => {
    const { parent: _, ...process } = processes[index]!;
    const parent = places.get(parentOf(processes, index) ?? -1);
    return parent === undefined ? process : { ...process, parent };
  });
}

/** A parent stands before its children: a file that says otherwise could make a circle. */
function parentOf(processes: readonly IncidentProcess[], index: number): number | undefined {
  const { parent } = processes[index]!;
  return parent !== undefined && parent < index ? parent : undefined;
}

function branchesOf(processes: readonly IncidentProcess[]): Branch[] {
  const branches = processes.map((process): Branch => ({ process, children: [] }));
  const roots: Branch[] = [];
  for (const [index, branch] of branches.entries()) {
    const above = branches[parentOf(processes, index) ?? -1];
    (above?.children ?? roots).push(branch);
  }
  return roots;
}

function sizeOf({ children }: Branch): number {
  return children.reduce((sum, child) => sum + sizeOf(child), 1);
}

function item(
  { process, children }: Branch,
  alerts: ReadonlyMap<string, IncidentAlert>,
  view: ReadableView,
  depth: number,
): Html {
  const items = children.map((child) => item(child, alerts, view, depth + 1));
  const own = line(process, alerts, view);
  if (items.length === 0) return html`<li>${own}</li>\n`;
  // From here on the list goes on without going deeper.
  return depth < MOST_DEPTH ? html`<li>${own}<ul>${items}</ul></li>\n` : html`<li>${own}</li>\n${items}`;
}

function line(process: IncidentProcess, alerts: ReadonlyMap<string, IncidentAlert>, view: ReadableView): Html {
  const { image, commandLine, account, timeMs, pid, ref, isParentInferred } = process;
  const told = process.alerts.flatMap((id) => alerts.get(id) ?? []);
  const gravest = told.toSorted((a, b) => levelRank(b.raisedLevel) - levelRank(a.raisedLevel))[0];
  const titles = [...new Set(told.map(({ title }) => title))].join('; ');
  const facts = [
    view.time(timeMs),
    ...(account === undefined || account === '' ? [] : [view.accountName(account)]),
    ...(pid < 0 ? [] : [`process ${pid}`]),
    ...(isParentInferred === true ? ['probably started by the one above'] : []),
    // The evidence names the file of those that alerted.
    gravest === undefined
      ? view.place(ref)
      : ref.record === undefined
        ? `byte ${ref.byteOffset}`
        : `record ${ref.record}`,
  ];
  const command = commandLine === undefined || commandLine === '' ? html`` : html` ${code(commandLine)}`;
  return html`<b>${fileName(image)}</b>${command}${
    gravest === undefined
      ? html``
      : html`<br><span class="${gravest.raisedLevel}">▲ ${gravest.raisedLevel}</span>: ${titles}`
  }
<br><span class="soft">${isolated(facts.join(' · '))}</span>`;
}
