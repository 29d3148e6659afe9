"""What the tables of claims call a thing, the board calls it, too."""

from services.claims.adjudication.liabilities import LIABILITY_WORDS
from services.claims.cases.reasons import REFUSALS
from services.claims.cases.sla import SLAS
from services.claims.payments.sla import SLAS as PAYMENT_SLAS
from services.claims.risk.rules import RULES
from services.claims.settlements.dues import UNNAMED
from shared.contracts.words import in_words
from shared.errors import Text


def test_limits_and_liabilities_have_the_words_of_their_tables():
    limits = {row.id: Text(row.name_zh, row.name_en) for row in (*SLAS, *PAYMENT_SLAS)}
    liabilities = {str(liability): words for liability, words in LIABILITY_WORDS.items()}
    for code, words in (limits | liabilities).items():
        assert in_words(code) == words


def test_reasons_and_risk_flags_have_words():
    assert not [code for code in (*REFUSALS, *RULES, UNNAMED) if in_words(code).zh == code]
