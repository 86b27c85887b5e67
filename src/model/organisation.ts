import type { HostRole } from './incident.ts';

/** What people tell of their organisation: `organisation.yml`. */
export interface OrganisationNotes {
  readonly name: string;
  readonly sector?: string;
  readonly hosts: readonly {
    readonly name: string;
    readonly roles: readonly HostRole[];
    readonly site?: string;
  }[];
  /** what must keep running */
  readonly services: readonly {
    readonly name: string;
    readonly isCritical: boolean;
    /** names of hosts and of other services that it depends on */
    readonly dependsOn: readonly string[];
    /** of another organisation that depends on it */
    readonly partner?: string;
  }[];
  /** address ranges of operational technology, CIDR */
  readonly otSegments: readonly string[];
}
