import type { Alert } from '../../model/index.ts';
import { headline } from '../briefing.ts';
import type { CaseFileHead } from '../case-file-json.ts';
import { caseView, type ReportOptions } from '../case-view.ts';
import { html } from '../components/index.ts';
import { type ReadableView, readableView } from '../readable-view.ts';
import { firstPage } from './first-page.ts';
import { incidentSection } from './incident-section.ts';
import { methodSection } from './method-section.ts';
import { STYLE, STYLE_SHA256 } from './style.ts';
import { findingSection, visibilitySection } from './visibility-section.ts';

// No script, no request, no plug-in: only this one style. OWASP, "Content Security Policy Cheat Sheet".
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; base-uri 'none'; form-action 'none'`;

/**
 * The whole case as one HTML file that needs no other: a page for those who decide, then the evidence.
 * @param alerts those of the CaseFile; read once
 * @returns pieces of the file; no script in it, and nothing that makes a request
 */
export function* htmlReport(head: CaseFileHead, alerts: Iterable<Alert>, options: ReportOptions): Generator<string> {
  const view = readableView(caseView(head, alerts, options));
  const incidents = head.incidents ?? [];
  yield start(view);
  yield firstPage(view).markup;
  for (const incident of incidents) yield incidentSection(incident, view).markup;
  yield findingSection(view).markup;
  yield visibilitySection(view).markup;
  yield methodSection(view).markup;
  yield '</main></body></html>\n';
}

function start(view: ReadableView): string {
  const title = html`Landfall: ${headline(view)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${title.markup}</title><style>${STYLE}</style></head>
<body><main>
`;
}
