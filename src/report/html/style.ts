import { COMPONENT_STYLE } from '../components/index.ts';

/** The only style of the report. Its hash stands in STYLE_SHA256: change both (a test says what the hash is). */
export const STYLE = `${COMPONENT_STYLE}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--text);font:1rem/1.45 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0}h2{font-size:1.35rem;border-bottom:2px solid var(--line);margin-top:2.2rem}h3{font-size:1.1rem;margin:1.4rem 0 .3rem}h4{margin:.8rem 0 .3rem}
.page h2{border:0;margin:.8rem 0 .5rem}
a{color:var(--link)}ul,ol{margin:.3rem 0;padding-inline-start:1.3rem}p{margin:.4rem 0}
.answers{columns:3 20rem;column-gap:.7rem}
.answers section{break-inside:avoid;margin-bottom:.7rem;border:1px solid var(--line);border-radius:.4rem;padding:.1rem .8rem .5rem}.answers h3{margin:.4rem 0 .2rem}.answers li{margin:.15rem 0}
.first{border-inline-start:.35rem solid var(--link)!important}.never{border-inline-start:.35rem solid var(--grave)!important}
.incidents{padding:0;list-style:none}.incidents li{border-block-start:1px solid var(--line);padding:.35rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0}
.step{border-inline-start:.2rem solid var(--line);padding-inline-start:.7rem;margin:.7rem 0}.step label{display:block}
.step dl{margin:.2rem 0;display:grid;grid-template-columns:7.5rem 1fr;gap:.1rem .6rem}.step dt{color:var(--soft)}.step dd{margin:0}
.t0{border-inline-start-color:var(--mark)}
input[type=checkbox]{width:1.1em;height:1.1em;vertical-align:-.15em;accent-color:var(--link)}
.annex{font-size:.85rem;line-height:1.35}
@media (max-width:40rem){body{padding:1rem}.step dl{grid-template-columns:1fr}.step dt{font-size:.85rem}}
@media print{@page{margin:11mm 12mm 13mm;@bottom-left{content:"Landfall report. For those it is meant for.";font:8pt sans-serif}@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}
body{max-width:none;padding:0;font-size:9.5pt}.page{break-after:page;font-size:7.8pt;line-height:1.35}.page h1{font-size:15pt}.page h2{font-size:12pt}
article{break-before:page}nav{display:none}summary{list-style:none}.page h3{margin:.5rem 0 .2rem;font-size:10pt}.incidents li{padding:.1rem 0}.answers{columns:2;column-gap:.4rem}.answers section{margin-bottom:.3rem;padding:0 .6rem .3rem;break-inside:auto;box-decoration-break:clone}.answers h3{font-size:10pt}
.annex,.annex table,.processes{font-size:7pt;line-height:1.25}.annex code,.processes code{font-size:6.3pt}.annex td:last-child{min-width:9rem}.annex td:nth-child(3):last-child{min-width:21rem}
li,.step label{break-inside:avoid}h2,h3,h4{break-after:avoid}}
`;

/** SHA-256 of STYLE in base64, for the Content-Security-Policy. */
export const STYLE_SHA256 = '1dX/Dc0MIGpkHaSfqyzPDGCr3zKBfawKH3pPW4Y51lc=';
