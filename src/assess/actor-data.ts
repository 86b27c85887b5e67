/** Which published groups use which techniques: `content/actors/groups.json`. */
export interface GroupData {
  readonly groupsWithTechniques: number;
  /** by technique: how many of all groups use it; only of techniques that are of interest here */
  readonly groupsUsing: Readonly<Record<string, number>>;
  readonly groups: readonly { readonly id: string; readonly name: string; readonly techniques: readonly string[] }[];
}

/** The steps of an actor's published pattern: `content/actors/pattern.json`. */
export interface ActorPattern {
  /** ATT&CK id of the group */
  readonly actor: string;
  /** day on which the last of its sources appeared, `2024-02-07` */
  readonly published: string;
  readonly steps: readonly PatternStep[];
}

export interface PatternStep {
  readonly id: string;
  readonly title: string;
  /** ids of behaviours, or their beginnings */
  readonly rows: readonly string[];
}

/** Whether a behaviour belongs to a step. */
export function isOfStep({ rows }: PatternStep, behaviour: string): boolean {
  return rows.some((row) => (row.endsWith('-') ? behaviour.startsWith(row) : row === behaviour));
}
