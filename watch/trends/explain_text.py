"""An explanation as plain text, in English, for an analyst."""

from __future__ import annotations

from .explain import Condition, Explanation, ScaleExplanation


def write_explanation(explanation: Explanation) -> str:
    """Write an explanation as plain text, in English, for an analyst."""
    trend = explanation.trend
    phase = trend.phase or "no phase"
    lines = [
        f"{trend.signal}, {trend.lang}, {trend.week}: {phase}"
        + (", announced" if trend.alarm else ""),
        f"warnings: {', '.join(trend.warnings) or 'none'}",
        f"sources that count: {', '.join(explanation.counted) or 'none'}",
    ]
    if explanation.by_numbers != trend.phase:
        lines.insert(
            1, f"this week alone: {explanation.by_numbers}; {phase} lasts a week longer"
        )
    if explanation.left_out:
        lines.append(f"sources left out: {', '.join(explanation.left_out)}")
    lines.append(_write_outlets(explanation))
    for scale in explanation.scales:
        lines += ["", *_write_scale(scale)]
        if scale.weeks == 1 and trend.interval is not None:
            lines.append(_write_interval(scale, trend.interval))
    if trend.p is not None and trend.q is not None:
        smaller = f"p of the week = {trend.p:.3g}, the smaller one"
        among = f"q of 2 p among {explanation.signals} signals = {trend.q:.3g}"
        lines += ["", f"{smaller}; {among} (confirmed up to 0.1)"]
    for title, conditions in (
        ("announced when all hold:", explanation.alarm),
        ("fading when all hold, and it is not announced:", explanation.fading),
        ("else strong when all hold:", explanation.strong),
        ("else emerging when announced, or when all hold:", explanation.emerging),
        ("else weak with a story, if new or rising somewhat:", explanation.weak),
    ):
        if conditions:
            lines += ["", title, *map(_write_condition, conditions)]
    return "\n".join(lines) + "\n"


def _write_outlets(explanation: Explanation) -> str:
    """Write who carried the articles of four weeks."""
    names = ", ".join(f"{name} {count}" for name, count in explanation.outlets)
    share = explanation.trend.concentration
    busiest = "" if share is None else f"; share of the busiest: {share:.0%}"
    return f"articles of four weeks by outlet: {names or 'none'}{busiest}"


def _write_interval(scale: ScaleExplanation, ends: tuple[float, float]) -> str:
    """Write the interval of a ratio, and what it is made of."""
    recent = (scale.stories + 0.5) / scale.dispersion
    before = scale.expected_from / scale.dispersion
    return (
        f"  95 % interval: {ends[0]:.3g} to {ends[1]:.3g} = N / articles * s / (1 - s),"
        f" s = 2.5 % and 97.5 % points of beta({recent:.4g}, {before:.4g})"
    )


def _write_scale(scale: ScaleExplanation) -> list[str]:
    """Write one scale, each line a step of the computation."""
    weeks = scale.baseline
    span = f"{weeks[0].week} to {weeks[-1].week}"
    counts = " ".join(str(week.stories) for week in weeks)
    lighter = [f"{w.week} weighs {w.weight:.3f}" for w in weeks if w.weight < 1]
    name = "last week" if scale.weeks == 1 else f"last {scale.weeks} weeks"
    return [
        f"{name}: {scale.stories} stories in {scale.articles:,} articles",
        f"  baseline: {len(weeks)} weeks, {span}",
        f"  its stories: {counts}",
        f"  outliers: {'; '.join(lighter) or 'none'}",
        f"  B = weighted stories + 0.5 = {scale.expected_from:.4g}",
        f"  N = weighted articles = {scale.exposed:,.0f}",
        f"  expected m = articles * B / N = {scale.mean:.4g}",
        f"  dispersion f = {scale.dispersion:.4g}",
        f"  variance v = f m + m^2 / B = {scale.variance:.4g}",
        f"  size = m^2 / (v - m) = {scale.size:.4g}; prob = m / v = {scale.prob:.4g}",
        f"  p = P(negative binomial >= {scale.stories}) = {scale.p:.3g}",
        f"  ratio = (stories / articles) / (B / N) = {scale.ratio:.3g}",
    ]


def _write_condition(condition: Condition) -> str:
    """Write one condition with a tick or a cross."""
    mark = "yes" if condition.holds else "no "
    return f"  {mark} {condition.text}: {condition.value:.4g}"
