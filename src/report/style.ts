/** Line dashes beside the colours, so that neither colour vision nor a colour printer is needed. */
const DASHES = ['none', '7 3', '2 2.5', '10 3 2 3', '14 4', '4 2', '1 3 6 3', '14 3 3 3 3 3'];

/** Okabe & Ito's palette (2008), in an order that keeps neighbours apart; on dark paper a little lighter where it would sink. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#b8628f', '#b57d00', '#3b9fd8', '#1b1d1f', '#8a8f94'];
const DARK = ['#56b4e9', '#e8813a', '#2dc29a', '#d992b8', '#e69f00', '#4f8fd6', '#e8e8e4', '#8d9398'];

const palette = (colours: readonly string[]) => colours.map((c, i) => `--s${i}:${c};`).join('');

const PAPER = `--paper:#fdfdfb;--ink:#1b1d1f;--soft:#5b6166;--rule:#d8d9d4;--hair:#ebebe6;--wash:#f5f5f1;--accent:#0069a6;--alarm:#b03a00;${palette(LIGHT)}`;
const NIGHT = `--paper:#16181b;--ink:#e6e6e2;--soft:#a0a6ab;--rule:#3a3f44;--hair:#272b2f;--wash:#1d2024;--accent:#62b5ea;--alarm:#f0935a;${palette(DARK)}`;

const SERIES = DASHES.map(
  (dash, i) =>
    `.outline.s${i}{stroke:var(--s${i})}.line.s${i}{stroke:var(--s${i});stroke-dasharray:${dash}}.mark.s${i}{fill:var(--s${i})}.whisker.s${i},.seed.s${i}{stroke:var(--s${i})}`,
).join('\n');

/** Set like a page of a journal: one column of text, one accent, rules instead of boxes, figures that carry the weight. */
export const STYLE = `
:root{${PAPER}color-scheme:light}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${NIGHT}color-scheme:dark}}
:root[data-theme=dark]{${NIGHT}color-scheme:dark}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Cambria,Georgia,serif;font-variant-numeric:lining-nums}
nav,table,figure,figcaption,dl,button,select,output,.key,.control,.kicker,.note,.panel,.warnings,summary,footer,svg,.counts,h2,h3{font-family:"Helvetica Neue","Inter","Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
.num,td.num,th.num,svg text,output{font-variant-numeric:tabular-nums lining-nums}
main,footer{max-width:62rem;margin:0 auto;padding:0 1.5rem}
p{max-width:44rem;margin:0 0 1rem}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;z-index:3}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
code{font:.85em "SF Mono",Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}

nav{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--hair);display:flex;align-items:baseline;gap:1.25rem;padding:.6rem 1.5rem;font-size:.8125rem}
nav .brand{font-weight:600;letter-spacing:.02em}
nav ul{display:flex;flex:1;gap:1.1rem;margin:0;padding:0;list-style:none;overflow-x:auto;scrollbar-width:none}
nav a{color:var(--soft);text-decoration:none;white-space:nowrap}nav a:hover{color:var(--accent)}
button,select{font-size:.8125rem;color:var(--ink);background:none;border:1px solid var(--rule);border-radius:3px;padding:.2rem .6rem}
button{cursor:pointer}button:hover{border-color:var(--accent);color:var(--accent)}

.summary{padding:3.5rem 0 1rem}
.kicker{color:var(--soft);font-size:.8125rem;margin:0 0 .5rem}
h1{font-size:clamp(1.7rem,4.2vw,2.5rem);line-height:1.15;font-weight:500;letter-spacing:-.012em;margin:0 0 1rem;max-width:50rem;text-wrap:balance}
.lead{font-size:1.125rem;color:var(--soft)}
.answer{border-top:2px solid var(--ink);border-bottom:1px solid var(--rule);margin:2rem 0 1.25rem;padding:1.1rem 0 .4rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:1rem 2.5rem;margin:0 0 1.25rem}
dt{color:var(--soft);font-size:.8125rem}dd{margin:0}
.facts dd.num:not(.note){font-size:1.6rem;letter-spacing:-.01em;line-height:1.35}
.facts .unit{font-size:.875rem;color:var(--soft)}
.note{color:var(--soft);font-size:.8125rem;line-height:1.5}
.verdict{font-size:1.3rem;line-height:1.45;max-width:52rem;margin:.4rem 0 .9rem;text-wrap:pretty}
.verdict .word{color:var(--accent);font-weight:600}
.warnings{list-style:none;margin:0;padding:0;color:var(--soft);font-size:.8125rem}
.warnings li{padding-left:1.1rem;position:relative;margin:.2rem 0}.warnings li::before{content:"!";position:absolute;left:.2rem;color:var(--alarm);font-weight:700}

section{padding:0}
h2{font-size:1.0625rem;font-weight:600;margin:2.25rem 0 1.1rem;padding-top:.7rem;border-top:1px solid var(--ink)}
h3{font-size:.9375rem;font-weight:600;margin:1.75rem 0 .35rem}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem 3rem;align-items:start}
.grid>.wide{grid-column:1/-1}
figure{margin:0 0 2.25rem;min-width:0}
figcaption{font-size:.8125rem;line-height:1.5;color:var(--soft);max-width:46rem;margin-top:.5rem}figcaption b{color:var(--ink);font-weight:600}
.mosaic{display:block;width:100%;max-width:26rem;image-rendering:pixelated}
.picture svg{display:block;max-width:100%;height:auto}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17.5rem),1fr));gap:1.25rem 2rem}
.panel{font-size:.8125rem;font-weight:600;margin:0 0 .25rem}
.key{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;list-style:none;margin:0 0 .5rem;padding:0;font-size:.8125rem}
.key li{display:flex;align-items:center;gap:.45rem}.key .num{color:var(--soft)}

svg text{font-size:12px;fill:var(--ink)}
svg .tick,.axis text,.faint{fill:var(--soft)}
svg .label{fill:var(--ink);font-size:12.5px}
.axis line,.axis-line{stroke:var(--soft);stroke-width:1}
.grid line.grid,.picture line.grid{stroke:var(--hair);stroke-width:1}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:butt}
.line.thin{stroke-width:1;opacity:.4;stroke-dasharray:none!important}
.line.training{stroke-width:1.25;opacity:.65}
.line.reference{stroke:var(--soft);stroke-width:1.25;stroke-dasharray:1.5 3}
.mark{stroke:var(--paper);stroke-width:1.25}
.mark.dot{stroke-width:.6;fill-opacity:.75}
.mark.chosen{stroke:var(--ink);stroke-width:1.75}
.whisker{stroke-width:1.75}.seed{stroke-width:1.5}
.band{fill:var(--wash)}
.row-heading{font-weight:600}.numbers.faint{fill:var(--soft)}
.clique{stroke:var(--ink);stroke-width:3.5;stroke-linecap:round}
.hang{fill:none;stroke:var(--soft);stroke-width:1}
.halo{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}
.histogram .up{fill:var(--ink);opacity:.7}.histogram .down{fill:var(--soft);opacity:.5}
.cell{fill:var(--accent)}.cell-text.note{font-size:11px}
.swatch{flex:none}
${SERIES}

.scroll{overflow-x:auto;margin:0 0 1.75rem}
table{border-collapse:collapse;font-size:.8125rem;line-height:1.4;width:100%}
caption{text-align:left;color:var(--soft);padding:0 0 .6rem;max-width:46rem}caption b{color:var(--ink)}
th,td{text-align:left;vertical-align:top;padding:.36rem 1.1rem .36rem 0;border-bottom:1px solid var(--hair);font-weight:400}
thead th{font-weight:600;border-bottom:1px solid var(--ink);border-top:1px solid var(--ink);white-space:nowrap}
tbody tr:last-child>*{border-bottom:1px solid var(--ink)}
th.num,td.num{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.ci{display:block;color:var(--soft);font-size:.75rem}
span.faint{color:var(--soft);white-space:normal}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--accent);font-size:.8125rem;width:fit-content}
details .scroll{margin-top:.75rem}details caption{padding-bottom:.3rem}

.explorer{display:grid;grid-template-columns:minmax(15rem,1fr) 1.7fr;gap:1rem 3rem;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:1.25rem 0 .75rem;margin-bottom:.75rem}
.control{display:grid;grid-template-columns:5.5rem 1fr 4rem;align-items:center;gap:.75rem;font-size:.875rem;margin-bottom:.9rem}
.control output{text-align:right}.control select{grid-column:2/-1}p.control{display:block;margin:1rem 0 0}
input[type=range]{width:100%;accent-color:var(--accent);margin:0}
.outcomes{display:grid;grid-template-columns:repeat(4,1fr);gap:1rem 1.5rem;margin:0}
.outcomes .big{font-size:1.75rem;letter-spacing:-.015em;line-height:1.3}
.outcomes .ci{font-size:.8125rem}
.counts{grid-column:1/-1;font-size:.8125rem;color:var(--soft);margin:.25rem 0 .25rem;max-width:none}.counts b{color:var(--ink);font-weight:600}

.cases{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.75rem,1fr));gap:1.25rem 1rem;margin:.75rem 0 1rem}
.case{margin:0}.case img,.blank{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:contain;background:#000;border-radius:2px}
.case .heat{margin-top:.25rem}
.blank{background:var(--wash);border:1px solid var(--hair)}
.strip{display:block;width:100%;height:auto;margin-top:.35rem}

.onimage{${palette(DARK)}}
.framed{position:relative;aspect-ratio:1;background:#000;border-radius:2px;overflow:hidden}
.framed img,.framed svg{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.film{fill:#26292c}
.outline{fill:none;stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.outline.reference{stroke:#fff;stroke-width:1.5;stroke-dasharray:4 3}
.cases.wider{grid-template-columns:repeat(auto-fill,minmax(13rem,1fr))}
.mark.light{fill-opacity:.75;stroke-width:.75}
.case figcaption{margin-top:.1rem;font-size:.75rem;line-height:1.4}.case figcaption span{display:block}
.case .num{color:var(--ink)}.case figcaption .pair{display:flex;justify-content:space-between;gap:.5rem}.case .pair span:first-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.path{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;direction:rtl;text-align:left}

.record{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:0 2.5rem;margin:.5rem 0 1rem;font-size:.8125rem}
.record div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--hair);padding:.3rem 0}
.record dt{flex:none}.record dd{text-align:right;overflow-wrap:anywhere}
.alarm{color:var(--alarm)}
.configuration summary{font-weight:600;color:var(--ink)}
td:last-child:not(.num){min-width:11rem}
.open-items{columns:2 18rem;font-size:.8125rem;padding:0;list-style:none;margin:.75rem 0 0;font-family:"Helvetica Neue","Segoe UI","Liberation Sans",Arial,sans-serif}
.open-items li{break-inside:avoid;padding:.15rem 0}.open-items li:has(b){padding-left:2.4rem;text-indent:-2.4rem}.open-items b{display:inline-block;width:2.4rem;text-indent:0;color:var(--soft);font-weight:400}
footer{border-top:1px solid var(--rule);margin-top:2.5rem;padding-top:1rem;padding-bottom:3rem;color:var(--soft);font-size:.8125rem}

@media screen and (max-width:52rem){.grid,.explorer{grid-template-columns:minmax(0,1fr)}.outcomes{grid-template-columns:repeat(2,1fr)}}
@media screen and (max-width:40rem){body{font-size:1rem}main,footer{padding:0 1.1rem}.summary{padding-top:2rem}.verdict{font-size:1.125rem}nav{padding:.6rem 1.1rem;gap:.9rem}.picture:has(>svg[width="944"]){overflow-x:auto}.picture>svg[width="944"]{min-width:44rem}}
@media print{
@page{size:A4;margin:16mm 15mm}
:root,:root[data-theme=dark],:root:not([data-theme=light]){${PAPER}color-scheme:light}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
html{font-size:12.5px}body{font-size:10pt;background:#fff}:root{--paper:#fff}
nav,.controls,.skip,figure>details{display:none}
main,footer{max-width:none;padding:0}.summary{padding-top:0}
.explorer{grid-template-columns:1fr;gap:.5rem}.scroll{overflow:visible}.panels{grid-template-columns:repeat(3,minmax(0,1fr));gap:.75rem 1.25rem}.cases{grid-template-columns:repeat(6,minmax(0,1fr));gap:.75rem .6rem}.case figcaption{font-size:6.5pt}
.picture>svg[width="944"] text{font-size:14px}figure{margin-bottom:1.25rem}
h2,h3,h3+.note,.panel,.key,#explorer>p:first-of-type{break-after:avoid}figure,tr,.answer,.explorer,.case,.record div{break-inside:avoid}
h1{font-size:20pt}.verdict{font-size:12.5pt}
th,td{padding-right:.7rem}.grid{gap:.25rem 1.5rem}
a{color:inherit;text-decoration:none}
}
`;
