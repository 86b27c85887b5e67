/**
 * Pictures and trees of an incident that the HTML report and, later, the console show: the same functions for both.
 * In: an incident and a view of its CaseFile. Out: HTML and SVG that need no script; COMPONENT_STYLE is their style.
 * Must not know: a page, a browser, Node. All log text is hostile here: it comes in only through `html` of markup.ts.
 */
export { attackMatrix } from './attack-matrix.ts';
export { COMPONENT_STYLE } from './component-style.ts';
export { entityGraph, rolesText } from './entity-graph.ts';
export {
  annex,
  code,
  folded,
  type Html,
  type HtmlValue,
  html,
  isolated,
  leftOut,
  list,
  moment,
  table,
} from './markup.ts';
export { processTree } from './process-tree.ts';
export { TECHNIQUE_NAMES } from './technique-names.ts';
export { timeline } from './timeline.ts';
