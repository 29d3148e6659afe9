"""The page of the catalogue of policy services (保全项目)."""

from collections.abc import Iterator

from services.docs.tables import GENERATED, both, codes, table
from services.policy_service.clauses.added_cover import INCREASES, RIDERS, AddedCover
from services.policy_service.clauses.products import PRODUCTS
from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.item import OF_AN_AGENT, Item
from services.policy_service.items.paper_words import CAUSES, PAPERS
from shared.amounts import YUAN
from shared.errors import Text


def service_items() -> Iterator[str]:
    yield "# Policy services 保全项目"
    yield GENERATED
    yield "What may be asked of a policy, by whom (any one of them), while it stands in which status, with which"
    yield "papers, and who decides. Marks as in [clocks](clocks.md), sources in [sources](sources.md). Where an agent"
    yield f"acts: {_papers(OF_AN_AGENT)} besides. *Alone*: no other request of the policy may be open beside it."
    yield "*Consent*: a paper asked for besides, where the insured is somebody else than the policyholder. *Waits for"
    yield "claims*: why it is neither asked for nor carried out while a claim of the policy is open (our design, D).\n"
    heads = ["item", "name", "in exchange", "who", "when", "papers", "consent", "underwritten", "four eyes", "alone"]
    heads.append("waits for claims")
    yield from table([*heads, "basis", "mark"], map(_item, ITEMS.values()))
    yield "## What may be added 附加险与加保\n"
    yield "A rider is asked for within 30 days from an anniversary on, an increase at any time while the policy is in"
    yield "force; both once the premium due is paid and the free-look period is over. Each is paid for by days up to"
    yield "the next premium, and with every premium from then on; it covers from the day of that payment, waits by"
    yield "itself, and lasts as long as premiums are due (an increase: as long as the policy). Sums are whole thousands"
    yield "of yuan.\n"
    heads = ["code", "name", "on", "ages: fen a year for each 1,000 yuan", "from yuan", "to yuan", "pays on death"]
    yield from table([*heads, "basis", "mark"], [*map(_rider, RIDERS), *map(_increase, INCREASES)])
    yield "## Papers 保全资料\n"
    yield from table(["paper", "words"], _words(PAPERS))
    yield "## Why a paper is unfit 资料不合格原因\n"
    yield from table(["cause", "words"], _words(CAUSES))


def _item(item: Item) -> list[str]:
    consent = item.consent
    return [
        f"`{item.code}`",
        both(item.name),
        item.exchange or "",
        codes(item.applicants),
        codes(item.during),
        _papers(item.papers),
        f"{_papers((consent.paper,))}: {consent.basis} ({consent.mark})" if consent else "",
        both(item.underwritten_where.text) if item.underwritten_where else _yes(item.underwritten),
        _yes(item.reviewed),
        _yes(item.alone),
        both(item.frozen_by_claims) if item.frozen_by_claims else "",
        item.basis,
        item.mark,
    ]


def _rider(code: str) -> list[str]:
    products = [product for product, terms in PRODUCTS.items() if code in terms.riders]
    return _added(code, RIDERS[code], codes(products))


def _increase(product: str) -> list[str]:
    return _added("", INCREASES[product], codes([product]))


def _added(code: str, cover: AddedCover, on: str) -> list[str]:
    rates = ", ".join(f"{rate.ages.start}–{rate.ages.stop - 1}: {rate.fen}" for rate in cover.rates)
    most = f"{cover.most_fen // YUAN:,}" + (f", {cover.most_times} × the main sum" if cover.most_times else "")
    least, name = f"{cover.least_fen // YUAN:,}", both(cover.name)
    return [
        f"`{code}`" if code else "",
        name,
        on,
        rates,
        least,
        most,
        _yes(cover.pays_on_death),
        cover.basis,
        cover.mark,
    ]


def _papers(papers: tuple[str, ...]) -> str:
    """In the order of the catalogue."""
    return ", ".join(f"`{paper}`" for paper in papers)


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _words(table: dict[str, Text]) -> Iterator[list[str]]:
    return ([f"`{code}`", both(text)] for code, text in table.items())
