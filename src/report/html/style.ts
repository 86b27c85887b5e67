/** The only style of the report. Its hash stands in STYLE_SHA256: change both (a test says what the hash is). */
export const STYLE = `
:root{color-scheme:light dark;--text:#1a1d21;--soft:#4d5561;--paper:#fff;--line:#c3c9d1;--shade:#f1f3f6;--link:#0b55a5;--grave:#9b1c1c;--mark:#b45309}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ed;--soft:#aab2bd;--paper:#14171b;--line:#3d444d;--shade:#1f242a;--link:#8ab8f0;--grave:#ff9a94;--mark:#f0b060}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.35rem;border-bottom:2px solid var(--line);margin-top:2.5rem}h3{font-size:1.1rem;margin-bottom:.3rem}h4{margin-bottom:.3rem}
a{color:var(--link)}bdi,code{overflow-wrap:anywhere}code{font:.9em ui-monospace,monospace}ul{margin:.3rem 0;padding-inline-start:1.3rem}
.soft{color:var(--soft)}.headline{font-size:1.2rem;font-weight:600}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.8rem}
.answers section{border:1px solid var(--line);border-radius:.4rem;padding:.2rem .9rem .6rem;overflow-wrap:anywhere}
.first{border-inline-start:.35rem solid var(--link)!important}.never{border-inline-start:.35rem solid var(--grave)!important}
.critical,.high{color:var(--grave);font-weight:700}.medium{color:var(--mark);font-weight:700}
.step{border-inline-start:.2rem solid var(--line);padding-inline-start:.7rem;margin:.6rem 0}
.wide{overflow-x:auto;margin:.5rem 0}.wide:focus-visible{outline:3px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:start;font-weight:600;padding:.3rem 0}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere;min-width:6rem}
th{background:var(--shade)}tr:target td{background:var(--shade)}
summary{cursor:pointer;font-weight:600;margin:.6rem 0}
svg{display:block;width:100%;height:auto;background:var(--shade);border:1px solid var(--line)}
svg text{fill:var(--text);font:12px system-ui,sans-serif}svg .axis{stroke:var(--line)}svg .edge{stroke:var(--soft);fill:none}
svg .dot{fill:var(--link);stroke:var(--paper)}svg .dot.critical,svg .dot.high{fill:var(--grave)}svg .dot.medium{fill:var(--mark)}
svg .node{fill:var(--paper);stroke:var(--text)}
@media print{:root{--text:#000;--soft:#333;--paper:#fff;--line:#888;--shade:#eee;--link:#000;--grave:#000;--mark:#000}
@page{margin:15mm}body{max-width:none;padding:0;font-size:10pt}.page{break-after:page}
.wide{overflow:visible}thead{display:table-header-group}tr,li,.step label,.answers section,svg{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}
details::details-content{content-visibility:visible;display:block;block-size:auto}}
`;

/** SHA-256 of STYLE in base64, for the Content-Security-Policy. */
export const STYLE_SHA256 = 'bzyE0cvAGlbDDYRYlhXN7YoAgELCbndcg/IxG4nPB0M=';
