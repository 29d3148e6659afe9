"""What an application form is checked against at reception: the products sold, and what may be wrong with it."""

from collections.abc import Iterator

from services.docs.tables import both, table
from services.intake.applications.form_checks import CHECKS
from services.intake.applications.products import PRODUCTS, Product


def application_forms() -> Iterator[str]:
    yield "## Products of the individual line 个险险种\n"
    yield "Made up, as their rates are. A form gives the registered name as it stands here; the age is that of the"
    yield "insured on the day of the form.\n"
    heads = ["product", "registered name", "design", "ages", "term, years", "pages of the form", "free-look days"]
    yield from table(heads, map(_product, PRODUCTS.values()))
    yield "## Defects of a form 填单差错\n"
    yield "A *fixable* one is mended, a *key_field* asks for a new form, a *severe* one gives it back. Not found at"
    yield "reception are those that somebody has to see.\n"
    yield from table(["defect", "severity", "words", "at reception"], _defects())


def _product(product: Product) -> list[str]:
    term = "whole life" if product.term_years is None else str(product.term_years)
    ages = f"{product.ages.start}–{product.ages.stop - 1}"
    pages, days = str(product.form_pages), str(product.free_look_days)
    return [f"`{product.code}`", product.name, product.design, ages, term, pages, days]


def _defects() -> Iterator[list[str]]:
    for check in CHECKS:
        yield [f"`{check.code}`", check.severity, both(check.text), "yes" if check.find else ""]
