"""The papers of an application (投保影像资料): which a form requires, and which pages are yet to be scanned."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.applications.models import Scan
from services.intake.applications.products import PRODUCTS
from services.intake.applications.schemas import ApplicationIn
from services.intake.law.rules import SENIOR
from shared.ages import ADULT, age_on
from shared.errors import RuleBroken, Text
from shared.marks import Mark
from shared.schemas import among

Pages = Mapping[str, int]  # paper → pages that there must be


@dataclass(frozen=True, slots=True)
class Paper:
    """`needed` None: comes with a form or doesn't. `printed`: it has these pages and no more."""

    code: str
    needed: Callable[[ApplicationIn], bool] | None
    pages: Callable[[ApplicationIn], int]
    printed: bool
    text: Text
    basis: str
    mark: Mark


def _insured_apart(form: ApplicationIn) -> bool:
    return not form.insures_self


def _for_minor(form: ApplicationIn) -> bool:
    return form.insured is not None and age_on(form.insured.born_on, form.form_on) < ADULT


def _senior(form: ApplicationIn) -> bool:
    return age_on(form.policyholder.born_on, form.form_on) >= SENIOR


def _one(_form: ApplicationIn) -> int:
    return 1


def _as_printed(form: ApplicationIn) -> int:
    return PRODUCTS[form.product].form_pages


OURS = "本系统设计"
# fmt: off
PAPERS = {paper.code: paper for paper in (
    #     code                   when it is required                                            pages        printed  words                                                               basis                                                          mark
    Paper("form",                lambda form: True,                                             _as_printed, True,    Text("投保单", "application form"),                                  OURS,                                                         "D"),
    Paper("id_card",             lambda form: True,                                             _one,        False,   Text("投保人身份证件", "policyholder's identity document"),           OURS,                                                         "D"),
    Paper("insured_id",          _insured_apart,                                                _one,        False,   Text("被保险人身份证件", "insured's identity document"),              OURS,                                                         "D"),
    Paper("kinship_proof",       _for_minor,                                                    _one,        False,   Text("户口簿或出生证明", "household register or birth certificate"),  "未成年人投保须证明亲子或监护关系 (行业惯例)",                 "M"),
    Paper("mandate",             lambda form: form.payment_method == "transfer",                _one,        False,   Text("银行转账授权书", "debit authorisation"),                        OURS,                                                         "D"),
    Paper("risk_notice",         lambda form: PRODUCTS[form.product].design == "participating", _one,        False,   Text("投保提示书及风险抄录", "risk notice with the copied sentence"),  "回访问题件原因之一为未抄写风险提示 (S2); 须随投保单存档未核", "M"),
    Paper("senior_confirmation", _senior,                                                       _one,        False,   Text("60周岁以上投保人确认书", "confirmation of a policyholder of 60 or older"), OURS,                                              "D"),
    Paper("agent_id",            lambda form: form.agent_acts,                                  _one,        False,   Text("代办人身份证件", "identity document of who acts for them"),     "《反洗钱法》(2024) 代理人身份须核实",                         "V"),
    Paper("other",               None,                                                          lambda form: 0, False, Text("其他资料", "other papers"),                                   OURS,                                                         "D"),
)}
# fmt: on
OF_THE_FORM = ("form", "mandate")  # papers that show what a correction changes
TYPES = among(PAPERS)


def required_papers(form: ApplicationIn) -> dict[str, int]:
    return {paper.code: paper.pages(form) for paper in PAPERS.values() if paper.needed and paper.needed(form)}


def check_page(papers: Pages, paper: str, page: int) -> None:
    """A printed form has its pages and no more."""
    most = papers.get(paper)
    if PAPERS[paper].printed and most is not None and page > most:
        words = Text(f"{PAPERS[paper].text.zh}共{most}页", f"The {PAPERS[paper].text.en} has {most} pages")
        raise RuleBroken("page", "page-of-paper", words, pages=most)


def latest(scans: Iterable[Scan]) -> list[Scan]:
    """The last scan of each page of the form as it is now."""
    return list({(scan.type, scan.page): scan for scan in scans if scan.superseded_at is None}.values())


def is_good(scan: Scan) -> bool:
    return scan.rejected is None and scan.fault is None


def gaps(papers: Pages, pages: Iterable[Scan]) -> dict[str, list[int]]:
    """Pages of each paper without a good scan: those that must be there, and those before the last one that is."""
    held: dict[str, dict[int, bool]] = {paper: {} for paper in papers}
    for scan in pages:
        held.setdefault(scan.type, {})[scan.page] = is_good(scan)
    lacking = {
        paper: [page for page in range(1, max([papers.get(paper, 0), *there]) + 1) if not there.get(page)]
        for paper, there in held.items()
    }
    return {paper: pages for paper, pages in lacking.items() if pages}


def still_to_scan(papers: Pages, pages: Iterable[Scan]) -> list[dict[str, Any]]:
    return [{"paper": paper, "pages": missing} for paper, missing in gaps(papers, pages).items()]
