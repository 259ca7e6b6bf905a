"""The style sheet of the report; it follows the reader's choice of light or dark."""

CSS = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --faint: #9aa5b1; --paper: #f6f7f9; --card: #ffffff;
  --line: #e3e7ec; --good: #138a6c; --bad: #c8374a;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e6eaf0; --soft: #9ba7b6; --faint: #5d6978; --paper: #12161c; --card: #1a2028;
  --line: #2b333e; --good: #3cc7a0; --bad: #ff6b7d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--font); }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 18px; margin: 40px 0 12px; }
p.lead { color: var(--soft); margin: 6px 0 0; max-width: 75ch; }
header { display: flex; gap: 24px; justify-content: space-between; align-items: flex-start; flex-wrap: wrap; }
.verdict { font-weight: 650; padding: 8px 18px; border-radius: 999px; white-space: nowrap; }
.verdict.good { background: #138a6c; color: #fff; } .verdict.bad { background: #c8374a; color: #fff; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 24px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 22px; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; overflow-x: auto; }
.card svg { display: block; width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 13px; }
th, td { padding: 8px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.mark { width: 2em; font-weight: 700; } .good { color: var(--good); } .bad { color: var(--bad); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.frame { position: relative; aspect-ratio: 4 / 3; }
.frame img, .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.frame rect.box { fill: none; stroke-width: 1.6; } .frame text { font: 600 8px var(--font); fill: #10151c; }
.silent { position: absolute; left: 8px; bottom: 8px; background: #c8374a; color: #fff; font-size: 12px; padding: 1px 8px;
  border-radius: 6px; } .silent.empty { background: #4a5562; }
p.note { color: var(--soft); font-size: 13px; margin: 8px 0 0; }
figcaption { padding: 8px 12px; font-size: 13px; color: var(--soft); } figcaption b { color: var(--ink); }
.causes { display: grid; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); gap: 16px; }
.causes h3 { font-size: 15px; margin: 0 0 2px; } .causes p { margin: 0 0 8px; color: var(--soft); font-size: 13px; }
.causes td { padding: 8px 6px; } .causes td:first-child { width: 100%; padding-left: 0; }
.bar { height: 6px; border-radius: 3px; background: var(--line); width: 72px; margin-top: 8px; }
.bar i { display: block; height: 100%; border-radius: 3px; background: #3a6ea5; }
td small { color: var(--soft); display: block; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; font-size: 13px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
footer { color: var(--soft); font-size: 13px; margin-top: 32px; }
"""
