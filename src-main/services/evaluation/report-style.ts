/** Style of the evaluation page: readable on a dark and on a light screen, and on paper (A4, landscape). */
export const reportStyle = `
:root { --ground: #fff; --text: #1c2126; --dim: #5b646e; --line: #d9dee3; --band: #f4f6f8; --accent: #1a7a6d; --box: #cbe8e2; --warn: #8a4b00; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #0e1012; --text: #dee1e5; --dim: #99a1ab; --line: #2c3138; --band: #16191c; --accent: #72c0b2; --box: #1a5c53; --warn: #e8b36b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 2rem 3rem; max-width: 96rem; background: var(--ground); color: var(--text);
  font: 14px/1.5 "Segoe UI", -apple-system, "Inter", "Noto Sans", "Malgun Gothic", "Noto Sans CJK KR", system-ui, sans-serif; }
h1 { margin: 0.5rem 0 0.75rem; font-size: 1.75rem; font-weight: 650; }
h2 { margin: 2.25rem 0 0.5rem; font-size: 1.2rem; font-weight: 650; }
h3 { margin: 1.5rem 0 0.4rem; font-size: 1rem; font-weight: 600; }
p { max-width: 60rem; margin: 0.25rem 0 0.75rem; color: var(--dim); }
.notice { max-width: none; margin: 0; color: var(--warn); font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0; }
.facts dt, .unit, small { color: var(--dim); }
.facts dt { font-size: 0.8rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.unit { font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.8rem; }
th, td { padding: 0.28rem 0.35rem; text-align: right; vertical-align: top; white-space: nowrap; }
thead th { border-bottom: 1px solid var(--line); vertical-align: bottom; white-space: normal; font-weight: 600; }
tbody tr:nth-child(even) { background: var(--band); }
th[scope="row"], thead th:first-child, .text { text-align: left; }
th[scope="row"] { font-weight: 500; }
.text { white-space: normal; }
small { display: block; line-height: 1.35; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: 1.25rem 2rem; }
figure { margin: 0; break-inside: avoid; }
svg { width: 100%; max-width: 36rem; height: auto; font: 11px "Segoe UI", -apple-system, "Noto Sans", system-ui, sans-serif; }
.plot-title { fill: var(--text); font-size: 13px; font-weight: 600; }
.row { fill: var(--text); }
.tick { fill: var(--dim); }
.grid { stroke: var(--line); }
.box { fill: var(--box); stroke: var(--accent); }
.whisker { stroke: var(--accent); }
.median { stroke: var(--accent); stroke-width: 2.5; }
.dot { fill: var(--text); fill-opacity: 0.65; }
.definitions dl { display: grid; grid-template-columns: max-content minmax(0, 60rem); gap: 0.35rem 1.5rem; }
.definitions dt { font-weight: 600; }
.definitions dd { margin: 0; color: var(--dim); }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 10px; }
  .scroll { overflow: visible; }
  table { font-size: 8px; }
  th, td { padding: 0.15rem 0.2rem; }
  .plots { grid-template-columns: repeat(3, 1fr); }
  tr, figure, dd { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; }
}
`;
