"""The report: one HTML file that opens without internet."""

import math
from html import escape
from typing import Any, List, Mapping, Sequence, Tuple

from limphome.cli.report.drawing import draw_svg, new_figure
from limphome.cli.report.drive_log import Diagnosis, DriveLog, FaultSpan
from limphome.cli.report.map_plot import draw_map
from limphome.cli.report.moved_metrics import moved_metrics
from limphome.cli.report.outcome import Outcome
from limphome.cli.report.page_style import CSS
from limphome.cli.report.palette import FAINT, INK
from limphome.cli.report.pictures import picture_html
from limphome.cli.report.summary_line import SummaryLine
from limphome.cli.report.timeline_plot import draw_timeline, lines_under

_CAUSES_SHOWN = 4
_LEAST_SHOWN = 0.01
_WIDTH_IN = 11.0
_WHEN = "injected at {:.1f} s; the ranking as it was healed"
_LANES = "A named cause is blue where it is what was injected, grey where it is anything else; shaded: a fault acts."


def make_page(title: str, lead: str, lines: Sequence[SummaryLine], log: DriveLog, ran: Mapping[str, Any]) -> str:
    """The whole page.

    Args:
        title: headline.
        lead: a sentence or two on what this drive was.
        lines: the summary.
        log: the drive.
        ran: what ran, name -> value, for the end of the page.
    """
    good = all(line.passed for line in lines)
    verdict = f'<div class="verdict {"good" if good else "bad"}">{"As told" if good else "Not as told"}</div>'
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{CSS}</style></head><body><main>',
            f'<header><div><h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p></div>{verdict}</header>',
            _tiles(log),
            f"<h2>What was asked, and what happened</h2>{_summary(lines)}",
            f"<h2>Timeline</h2><div class='card'>{_timeline(log)}<p class='note'>{_LANES}</p></div>",
            f"<h2>The drive</h2><div class='card'>{_map(log)}</div>",
            f"<h2>What the camera gave the network</h2><div class='pictures'>{''.join(map(picture_html, log.snapshots))}</div>",
            f"<h2>Why it broke, as diagnosis ranked it</h2><div class='causes'>{_causes(log)}</div>",
            f"<h2>What ran</h2><div class='card'>{_ran(ran)}</div>",
            "<footer>limphome is not a certified safety device.</footer></main></body></html>\n",
        ]
    )


def _tiles(log: DriveLog) -> str:
    outcome = Outcome.of(log.track)
    tiles = [
        (f"{log.duration_s:.0f} s", "driven"),
        (f"{outcome.distance_m:.1f} m", "of way"),
        (str(outcome.contacts), "contacts"),
        (_metres(outcome.min_person_clearance_m), "nearest to a person"),
        (_metres(outcome.goal_distance_m), "from the goal at the end"),
        (str(len(log.faults)), "faults injected"),
    ]
    return (
        '<div class="tiles">'
        + "".join(f'<div class="tile"><b>{value}</b><span>{name}</span></div>' for value, name in tiles)
        + "</div>"
    )


def _metres(value: float) -> str:
    return f"{value:.2f} m" if math.isfinite(value) else "-"


def _summary(lines: Sequence[SummaryLine]) -> str:
    rows = "".join(
        f'<tr><td class="mark {"good" if line.passed else "bad"}">{"&#10003;" if line.passed else "&#10007;"}</td>'
        f"<td>{escape(line.asked)}</td><td>{escape(line.happened)}</td></tr>"
        for line in lines
    )
    return f'<div class="card"><table><tr><th></th><th>Asked</th><th>Happened</th></tr>{rows}</table></div>'


def _timeline(log: DriveLog) -> str:
    metrics = moved_metrics(log)

    def draw() -> Any:
        figure = new_figure((_WIDTH_IN, 2.6 + 0.2 * lines_under(log, _WIDTH_IN) + 0.75 * len(metrics)))
        draw_timeline(figure, log, metrics, INK)
        return figure

    return draw_svg("timeline", draw)


def _map(log: DriveLog) -> str:
    def draw() -> Any:
        figure = new_figure((_WIDTH_IN, 5.6))
        draw_map(figure.subplots(), log, INK, FAINT)
        return figure

    return draw_svg("map", draw)


def _causes(log: DriveLog) -> str:
    parts: List[str] = []
    for fault in log.faults:
        ranking = log.diagnosis_at(min(fault.end_s, log.duration_s))
        head = f"<h3>{escape(fault.name)} in {escape(fault.component)}</h3><p>{_WHEN.format(fault.start_s)}</p>"
        if ranking is None or ranking.time_s < fault.start_s:
            parts.append(f'<div class="card">{head}no ranking</div>')
        else:
            parts.append(f'<div class="card">{head}<table>{_ranking(fault, ranking)}</table></div>')
    return "".join(parts)


def _ranking(fault: FaultSpan, ranking: Diagnosis) -> str:
    rows: List[str] = []
    told: List[str] = []
    likely = [cause for cause in ranking.causes[:_CAUSES_SHOWN] if cause.probability >= _LEAST_SHOWN]
    for cause in likely:
        new = [text for text in cause.evidence[:3] if text not in told]  # causes of one component share their evidence
        told += new
        right = cause.fault == fault.name and cause.component == fault.component
        name = f"{escape(cause.fault)}{f' in {escape(cause.component)}' if cause.component else ''}"
        rows.append(
            f"<tr><td>{f'<b>{name}</b>' if right else name}{_evidence(new)}</td>"
            f'<td><div class="bar"><i style="width:{100 * cause.probability:.0f}%"></i></div></td>'
            f'<td class="number">{cause.probability:.2f}</td></tr>'
        )
    return "".join(rows)


def _evidence(texts: Sequence[str]) -> str:
    """Each on a line, a spread not torn from its number."""
    return "".join(f"<small>{escape(text).replace(' +- ', '&nbsp;&plusmn;&nbsp;')}</small>" for text in texts)


def _ran(ran: Mapping[str, Any]) -> str:
    pairs: List[Tuple[str, str]] = [(name, str(value)) for name, value in ran.items()]
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs) + "</dl>"
