/**
 * The report as one HTML file that needs no other.
 * In: a CaseFile and its alerts. Out: HTML text in pieces, without script and without any request.
 * Must not know: Node, files. All log text is hostile here: it comes in only through `html` of markup.ts.
 */
export { htmlReport } from './page.ts';
