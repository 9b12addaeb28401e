"""Digests made by hand; their rendered files stand in tests/data/digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from watch.model import (
    Candidate,
    CategoryReading,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
    Phase,
    Recent,
    Signal,
    Trend,
)
from watch.week import Week

WEEK = Week(2026, 10)

GENDER_FLUID = Signal(
    "gender-fluid",
    {"en": "Gender-fluid products", "fr": "Produits non genrés"},
    {
        "en": "Clothes, cosmetics and toys made for everybody.",
        "fr": "Vêtements, cosmétiques et jouets pensés pour tout le monde.",
    },
    "consumers",
)
GEN_ALPHA = Signal(
    "gen-alpha",
    {"en": "Generation Alpha", "fr": "Génération Alpha"},
    {
        "en": "Children born since 2010, as consumers.",
        "fr": "Les enfants nés depuis 2010, comme consommateurs.",
    },
    "consumers",
)
METAVERSE = Signal(
    "metaverse",
    {"en": "Metaverse", "fr": "Métavers"},
    {
        "en": "Virtual worlds in which brands sell and people meet.",
        "fr": "Mondes virtuels où l’on se retrouve et où des marques vendent.",
    },
    "tech",
)
AI = Signal(
    "generative-ai",
    {"en": "Generative AI", "fr": "IA générative"},
    {"en": "Machines that write, draw and compose.", "fr": "Les machines à créer."},
    "tech",
)
RESALE = Signal(
    "second-hand",
    {"en": "Second-hand", "fr": "Seconde main"},
    {"en": "Buying used rather than new.", "fr": "Acheter d’occasion plutôt que neuf."},
    "consumers",
)


def make_trend(
    signal: str,
    lang: str = "fr",
    *,
    phase: Phase | None,
    history: Sequence[int],
    alarm: bool = False,
    expected: float | None = None,
    p: float | None = None,
    q: float | None = None,
    warnings: Sequence[str] = (),
    week: Week = WEEK,
    exposure: int = 2480,
    interval: tuple[float, float] | None = None,
    concentration: float | None = None,
) -> Trend:
    """Build a trend from what a test is about; ``expected`` is in stories."""
    stories = history[-1]
    return Trend(
        week=week,
        lang=lang,
        signal=signal,
        stories=stories,
        articles=stories,
        sources=stories,
        exposure=exposure,
        baseline=None if expected is None else 10_000 * expected / exposure,
        ratio=stories / expected if expected else None,
        p=p,
        q=q,
        phase=phase,
        alarm=alarm,
        warnings=tuple(warnings),
        history=tuple(history),
        interval=interval,
        concentration=concentration,
    )


def make_stories(
    *titles: str, lang: str = "fr", first: int = 8
) -> tuple[Evidence, ...]:
    """Build one story per title, a day apart, newest first."""
    outlets = ("Le Quotidien", "La Gazette", "L’Écho du commerce", "Mode & Demain")
    return tuple(
        Evidence(
            day=date(2026, 3, max(2, first - place)),
            title=title,
            url=f"https://press.example/{lang}/{place}",
            lang=lang,
            outlets=outlets[: 1 + place % 3],
        )
        for place, title in enumerate(titles)
    )


def make_digest(
    *items: DigestItem,
    quiet: Sequence[DigestItem] = (),
    categories: Sequence[CategoryReport] = (),
    proposals: Sequence[Candidate] = (),
    demo: bool = False,
) -> Digest:
    """Build a digest of ordinary size."""
    return Digest(
        week=WEEK,
        items=items,
        quiet=tuple(quiet),
        categories=tuple(categories),
        articles={"en": 3112, "fr": 2480},
        sources={"en": 51, "fr": 38},
        demo=demo,
        proposals=tuple(proposals),
    )


def quiet_item(
    signal: Signal, lang: str, phase: Phase | None, code: str = ""
) -> DigestItem:
    """Build an item without a story this week."""
    trend = make_trend(
        signal.id,
        lang,
        phase=phase,
        history=[0, 1, 0, 0],
        warnings=[code] if code else [],
    )
    return DigestItem(signal, trend, None, ())


CHEWING_GUM = CategoryReport(
    key="chewing-gum",
    category="chewing-gum",
    lang="fr",
    direction="down",
    reports=2,
    sources=3,
    percents=(2.7, 7.5),
    places=("France", "États-Unis"),
    first=date(2026, 3, 3),
    last=date(2026, 3, 6),
    evidence=make_stories(
        "Le chewing-gum perd encore des amateurs",
        "Chewing-gum : la chute continue",
        first=6,
    ),
    quotes=(
        "Le marché du chewing-gum recule : -7,5 % en France, -2,7 % aux États-Unis.",
        "Chewing-gum : la chute continue",
    ),
    reading=CategoryReading(
        "chewing-gum",
        "fr",
        coverage=Recent(
            3, 9920, history=(2, 3, 3, 2, 1, 0, 1, 1), expected=9.7, p_fewer=0.0093,
            p_more=0.998, change="falls",
        ),
        reports=Recent(
            2, 9920, history=(0, 0, 2), expected=0.08, p_fewer=0.9997, p_more=0.003,
            change="steady",
        ),
    ),
)  # fmt: skip

#: A new term: seven stories this week, the last two below the item.
MUSHROOM_LEATHER = Candidate(
    term="cuir de champignon",
    week=WEEK,
    lang="fr",
    group="",
    found_in="week",
    stories=7,
    sources=3,
    weeks=3,
    before=1,
    ratio=40.0,
    p=0.00002,
    score=9.4,
    history=(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 7),
    proposed=True,
    evidence=make_stories(
        "Le cuir de champignon arrive en boutique",
        "Un sellier essaie le cuir de champignon",
        "Pourquoi le cuir de champignon coûte moins",
        "Cuir de champignon : une usine s’installe",
        "La chaussure se met au cuir de champignon",
        "Faut-il croire au cuir de champignon ?",
        "Sans animal : le cuir de champignon et les autres",
    ),
)

BUSY = make_digest(
    DigestItem(
        GENDER_FLUID,
        make_trend(
            "gender-fluid",
            phase=Phase.EMERGING,
            alarm=True,
            expected=1.2,
            p=0.00042,
            q=0.008,
            history=[0, 1, 2, 0, 1, 1, 0, 2, 1, 0, 1, 3, 7],
            interval=(2.54, 12.7),
        ),
        make_trend(
            "gender-fluid", phase=Phase.WEAK, history=[1, 0, 1, 3], week=WEEK + -1
        ),
        make_stories(
            "Une ligne de parfums sans genre chez un grand parfumeur",
            "La jupe pour homme entre au rayon ville",
            "Jouets : les rayons roses et bleus disparaissent",
            "Vernis pour tous : les hommes aussi",
            "Mode mixte : les enseignes réduisent leurs rayons",
            "Un maquillage pensé pour tous les visages",
            "Tailles uniques : la promesse d’un vestiaire partagé",
        ),
    ),
    DigestItem(
        AI,
        make_trend(
            "generative-ai",
            "en",
            phase=Phase.STRONG,
            alarm=True,
            expected=1.6,
            p=0.00001,
            q=0.0003,
            exposure=3112,
            history=[1, 2, 1, 2, 1, 2, 5],
            warnings=["seasonal?"],
            interval=(1.19, 7.6),
            concentration=0.7,
        ),
        make_trend(
            "generative-ai",
            "en",
            phase=Phase.STRONG,
            history=[2, 1, 2],
            week=WEEK + -1,
        ),
        make_stories(
            "A copilot for every shop assistant",
            "Who owns a picture that nobody drew?",
            "Novelists test the machine, and the machine tests them",
            "The image bank that never saw a camera",
            "Insurers ask their assistants to write the letters",
            lang="en",
        ),
    ),
    DigestItem(
        GEN_ALPHA,
        make_trend(
            "gen-alpha",
            phase=Phase.WEAK,
            expected=0.02,
            p=0.041,
            q=0.4,
            history=[*[0] * 25, 1],
        ),
        make_trend("gen-alpha", phase=Phase.LATENT, history=[0, 0], week=WEEK + -1),
        make_stories("Génération Alpha : à dix ans, déjà prescriptrice"),
    ),
    DigestItem(
        METAVERSE,
        make_trend(
            "metaverse",
            phase=Phase.FADING,
            expected=5.3,
            p=0.99,
            q=1.0,
            history=[2, 4, 9, 11, 8, 7, 6, 4, 3, 1, 1, 0, 1],
        ),
        make_trend("metaverse", phase=Phase.EMERGING, history=[1, 0], week=WEEK + -1),
        make_stories("Une galerie virtuelle ferme ses portes", first=2),
    ),
    quiet=[
        quiet_item(RESALE, "en", Phase.LATENT),
        quiet_item(RESALE, "fr", Phase.LATENT),
        quiet_item(GEN_ALPHA, "en", None, "not enough data"),
        quiet_item(METAVERSE, "en", Phase.FADING),
    ],
    categories=[CHEWING_GUM],
    demo=True,
)

QUIET = make_digest(
    quiet=[
        quiet_item(GENDER_FLUID, "en", Phase.LATENT),
        quiet_item(GENDER_FLUID, "fr", Phase.LATENT),
        quiet_item(METAVERSE, "fr", None, "not enough data"),
    ]
)

NEW_TERM = make_digest(
    quiet=[quiet_item(RESALE, "en", Phase.LATENT)], proposals=[MUSHROOM_LEATHER]
)

WARMING_UP = make_digest(
    quiet=[
        quiet_item(GENDER_FLUID, "fr", None, "warming up"),
        quiet_item(METAVERSE, "fr", None, "warming up"),
    ]
)

HOSTILE_TITLES = (
    "[Click](javascript:alert(1)) <script>alert(1)</script>",
    "*Bold* _it_ `code` | cell | ~~gone~~ # not a heading",
    "# Heading\n\n- list\r\n> quote\u2028end",
    "{{ site.secret }} {% include passwd %} {{< evil >}}",
    "&lt;b&gt; AT&T &amp; &copy; \\ backslash \u202e desrever",
    "1. First ![image](https://tracker.example/pixel.png)",
    "",
)
HOSTILE_URLS = (
    "javascript:alert(1)",
    "https://press.example/a_(b)?q=<c>&copy;=|d e\"'",
    "https://press.example/a](https://evil.example)[b",
    "data:text/html,<script>",
    "//press.example/no-scheme",
    "https://[broken",
    "https://press.example/é{{x}}",
)

HOSTILE = make_digest(
    DigestItem(
        Signal(
            "html", {"fr": "<b>R&D</b> *en* [marge]"}, {"fr": "1. # Pas un titre"}, "x"
        ),
        make_trend("html", phase=Phase.EMERGING, alarm=True, history=[0, 0, 7]),
        None,
        tuple(
            Evidence(date(2026, 3, 8), title, url, "fr", ("Le <i>Nom</i>", "A|B & C"))
            for title, url in zip(HOSTILE_TITLES, HOSTILE_URLS, strict=True)
        ),
    ),
)

GOLDENS = {
    "busy-week": BUSY,
    "quiet-week": QUIET,
    "warming-up": WARMING_UP,
    "hostile-titles": HOSTILE,
    "new-term": NEW_TERM,
}
