import type { FactBase } from './fact-base.ts';
import type { Account } from './organisation.ts';

/**
 * A sign-in to the cloud directory, which is told from there; `host` is the firewall, since no machine of ours keeps it.
 * Codes and words: Microsoft, "Sign-in logs schema" and "Microsoft Entra authentication and authorization error codes".
 */
export interface CloudSignInFact extends FactBase {
  readonly kind: 'cloud-sign-in';
  readonly account: Account;
  /** of the person, outside */
  readonly clientAddress: string;
  /** ISO 3166: `US` */
  readonly country: string;
  /** `Office 365 Exchange Online` */
  readonly application: string;
  readonly userAgent: string;
  /** `Browser`, `IMAP4`, `Authenticated SMTP`, `Other clients` */
  readonly client: string;
  /** 0 is success, 50126 a wrong password */
  readonly errorCode: number;
  readonly failureReason: string;
  readonly isMultiFactor: boolean;
  readonly riskState: 'none' | 'atRisk' | 'remediated';
  readonly riskLevel: 'none' | 'low' | 'medium' | 'high';
  /** `unfamiliarFeatures`, `anonymizedIPAddress`, `leakedCredentials` */
  readonly riskEventTypes: readonly string[];
  /** the computer is known to the directory */
  readonly isManagedDevice: boolean;
}

/** What the cloud shows. */
export type CloudFact = CloudSignInFact;
