import type { HostRole } from './incident.ts';
import type { Problem } from './problem.ts';

/** `organisation.yml` as people write it; see content/schemas/organisation.schema.json for every key. */
export interface OrganisationFileNotes {
  readonly name: string;
  readonly sector?: string;
  readonly domains?: readonly string[];
  readonly sites?: readonly string[];
  readonly contacts?: readonly OrganisationContact[];
  readonly networks?: readonly {
    readonly name: string;
    readonly range: string;
    readonly ot?: boolean;
    readonly site?: string;
  }[];
  readonly hosts?: readonly { readonly name: string; readonly roles?: readonly HostRole[]; readonly site?: string }[];
  readonly crownJewels?: readonly string[];
  readonly administrators?: readonly string[];
  readonly services?: readonly {
    readonly name: string;
    readonly critical?: boolean;
    readonly dependsOn?: readonly string[];
    readonly partner?: string;
  }[];
}

/** Whom to reach, for what, and how. */
export interface OrganisationContact {
  readonly name: string;
  readonly for: string;
  readonly reach: string;
}

/** What people tell of their organisation. Names are unique; the first of two counts. */
export interface OrganisationNotes {
  readonly name: string;
  readonly sector?: string;
  /** DNS domains and NetBIOS names that its hosts and accounts are named by */
  readonly domains?: readonly string[];
  readonly contacts: readonly OrganisationContact[];
  /** address ranges, CIDR */
  readonly networks: readonly {
    readonly name: string;
    readonly range: string;
    /** operational technology: what steers machines */
    readonly isOt: boolean;
    readonly site?: string;
  }[];
  /** with `crown-jewel` among their roles where they are */
  readonly hosts: readonly {
    readonly name: string;
    readonly roles: readonly HostRole[];
    readonly site?: string;
  }[];
  /** accounts of people who may do what intruders do, as logs name them */
  readonly administrators: readonly string[];
  /** what must keep running */
  readonly services: readonly {
    readonly name: string;
    readonly isCritical: boolean;
    /** names of hosts and of other services that it depends on */
    readonly dependsOn: readonly string[];
    /** the other organisation whose service it is */
    readonly partner?: string;
  }[];
}

/** The organisation that a hunt was told of. */
export interface OrganisationReport {
  readonly file: string;
  readonly name: string;
  readonly sector?: string;
  readonly contacts: readonly OrganisationContact[];
  /** what the file says twice, in a circle, or of hosts that no log mentions */
  readonly problems: readonly Problem[];
}
