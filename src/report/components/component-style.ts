/** Style of the components and the colours that they share with their page; light, dark and on paper. */
export const COMPONENT_STYLE = `
:root{color-scheme:light dark;--text:#1a1d21;--soft:#4d5561;--paper:#fff;--line:#c3c9d1;--shade:#f1f3f6;--link:#0b55a5;--grave:#9b1c1c;--mark:#8f4406}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ed;--soft:#aab2bd;--paper:#14171b;--line:#3d444d;--shade:#1f242a;--link:#8ab8f0;--grave:#ff9a94;--mark:#f0b060}}
@media print{:root{color-scheme:light;--text:#000;--soft:#333;--paper:#fff;--line:#888;--shade:#eee;--link:#000;--grave:#000;--mark:#000}}
.soft{color:var(--soft)}bdi,code{overflow-wrap:anywhere}code{font:.9em ui-monospace,monospace;unicode-bidi:isolate}
.critical,.high{color:var(--grave);font-weight:700}.medium{color:var(--mark);font-weight:700}
.unseen-word{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.wide{overflow-x:auto;margin:.5rem 0}.wide:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:start;font-weight:600;padding:.3rem 0}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere;min-width:6rem}
th{background:var(--shade);overflow-wrap:normal}tr:target td{background:var(--shade)}
summary{cursor:pointer;font-weight:600;margin:.6rem 0}
.moment{display:inline-block;min-width:min-content;max-width:6.2rem;overflow-wrap:normal}
@media (max-width:40rem){svg{min-width:38rem}}
svg{display:block;width:100%;max-width:60rem;height:auto;background:var(--shade);border:1px solid var(--line)}
svg text{fill:var(--text);font:13px system-ui,sans-serif}svg .note,svg .when,svg .many{fill:var(--soft);font-size:11px}
svg .when,svg .many{text-anchor:middle}svg .axis,svg .tick{stroke:var(--line)}svg .tick{stroke-dasharray:2 4}
svg .edge{stroke:var(--soft);fill:none}svg .head{fill:var(--soft)}svg .node{fill:var(--paper);stroke:var(--text)}
svg .dot{fill:var(--link);stroke:var(--paper)}svg .dot.critical,svg .dot.high{fill:var(--grave)}svg .dot.medium{fill:var(--mark)}
svg .hole{fill:var(--paper);stroke:var(--soft);stroke-dasharray:4 3}
.processes,.processes ul{list-style:none;padding-inline-start:0;margin:.2rem 0}
.processes ul{border-inline-start:2px solid var(--line);padding-inline-start:.8rem;margin-inline-start:.3rem}.processes li{margin:.35rem 0}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.4rem}
.matrix{columns:13rem;column-gap:.7rem;font-size:.85rem}
.tactic{border:1px solid var(--line);border-radius:.3rem;padding:.1rem .5rem .4rem;margin-bottom:.7rem;box-decoration-break:clone}.tactic h4{margin:.3rem 0}.tactic ul{list-style:none;padding:0;margin:0}
.matrix li{break-inside:avoid;border-block-start:1px solid var(--line);padding:.1rem 0;overflow-wrap:anywhere}
.seen{font-weight:700;color:var(--grave)}.matrix .could{color:var(--text)}.matrix .partly,.matrix .cannot{color:var(--soft)}.matrix .cannot{font-style:italic}
@media print{.wide{overflow:visible}thead{display:table-header-group}tr,svg{break-inside:avoid}caption,summary{break-after:avoid}
table{font-size:7.4pt;line-height:1.25}td,th{min-width:2.6rem;padding:.08rem .3rem}.matrix{font-size:7.5pt;columns:4}
details::details-content{content-visibility:visible;display:block;block-size:auto}}
@media (forced-colors:active){svg .dot{stroke:CanvasText}}
`;
