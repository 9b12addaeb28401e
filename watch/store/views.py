"""The views for analysts: stable names, no subscriber and no message in them.

A view's columns change only with a major version; docs/reference/schema.md
explains each one.
"""

from __future__ import annotations

VIEWS = """
-- One row for each article.
CREATE VIEW v_articles AS
SELECT article.week, article.published, article.lang, source.source_group,
    article.source, source.outlet, article.title, article.summary, article.url,
    article.story, article.date_from, article.seen,
    1 + (SELECT count(*) FROM carrier WHERE carrier.article = article.key) AS sources,
    article.key AS article
FROM article JOIN source ON source.id = article.source;

-- One row for each article and signal it mentions.
CREATE VIEW v_mentions AS
SELECT article.week, article.published, article.lang, source.source_group,
    article.source, source.outlet, mention.signal, mention.rule,
    mention.rule_version,
    (SELECT group_concat(json_extract(span.value, '$.text'), ' | ')
        FROM json_each(mention.spans) AS span) AS words,
    article.title, article.summary, article.url, article.story,
    article.key AS article
FROM mention
JOIN article ON article.key = mention.article
JOIN source ON source.id = article.source;

-- One row for each report that a category falls or grows.
CREATE VIEW v_declines AS
SELECT article.week, article.published, article.lang, source.source_group,
    article.source, source.outlet, decline.category_key, decline.category,
    decline.direction, decline.percent, decline.period, decline.place,
    decline.confidence, decline.evidence, decline.rule, article.title, article.url,
    article.story, article.key AS article
FROM decline
JOIN article ON article.key = decline.article
JOIN source ON source.id = article.source;

-- One row for each week, language, source group and signal, zero counts included.
CREATE VIEW v_weekly AS
SELECT week, lang, source_group, signal, articles, stories, sources, exposure,
    10000.0 * stories / exposure AS rate
FROM weekly_count;

-- One row for each week, press language and signal measured.
CREATE VIEW v_trends AS
SELECT week, lang, signal, phase, alarm, stories, articles, sources, exposure,
    10000.0 * stories / nullif(exposure, 0) AS rate, baseline, ratio, p, q, warnings,
    history
FROM trend;

-- One row for each source, with its health.
CREATE VIEW v_sources AS
SELECT source.id AS source, source.name, source.outlet, source.lang,
    source.source_group, source.url, source.enabled, source.reason,
    source.paused, source.refusal, source.interval, source.failures,
    source.next_due,
    latest.at AS last_visit, latest.outcome AS last_outcome,
    latest.detail AS last_detail,
    coalesce(recorded.articles, 0) AS articles, recorded.last_week
FROM source
LEFT JOIN visit AS latest ON latest.source = source.id
    AND latest.at = (SELECT max(at) FROM visit WHERE visit.source = source.id)
LEFT JOIN (
    SELECT source, count(*) AS articles, max(week) AS last_week
    FROM article GROUP BY source
) AS recorded ON recorded.source = source.id;

-- One row for each digest and language written.
CREATE VIEW v_digests AS
SELECT week, lang, created, hash FROM digest;
"""

#: Since intervals and concentrations are stored; new columns stand at the end.
TRENDS_WITH_INTERVALS = """
-- One row for each week, press language and signal measured.
CREATE VIEW v_trends AS
SELECT week, lang, signal, phase, alarm, stories, articles, sources, exposure,
    10000.0 * stories / nullif(exposure, 0) AS rate, baseline, ratio, p, q, warnings,
    history, ratio_low, ratio_high, concentration
FROM trend;
"""

CANDIDATES = """
-- One row for each week, language, source group, list and term discovered.
CREATE VIEW v_candidates AS
SELECT week, lang, source_group, found_in, term, stories, sources, weeks,
    stories_before, ratio, p, score, stands_out, proposed, history
FROM candidate;
"""
