"""The rules of claims as people look them up (理赔规则表)."""

from typing import Any

from services.claims.cases.authority import LIMITS
from services.claims.cases.reasons import REFUSALS
from services.claims.cases.tracks import CUT_OFFS, TRACKS
from services.claims.papers.matrix import CAUSES, DOCUMENTS, TYPES, proofs_of
from shared.coded_rows import shown, shown_all


def tables() -> dict[str, Any]:
    return {
        "types": [shown(row) | _asked_by(row) for row in TYPES.values()],
        "documents": [shown(row) | _proven(row) for row in DOCUMENTS.values()],
        "unfit": {code: list(words) for code, words in CAUSES.items()},
        "tracks": [shown(row) | {"types": sorted(row.types), "up_to_fen": row.up_to_fen} for row in TRACKS],
        "cut_offs": [
            {"org": row.org, "at": f"{row.at:%H:%M}", "basis": row.basis, "mark": row.mark} for row in CUT_OFFS
        ],
        "authority": [
            {"group": group, **dict(zip(("branch_fen", "city_fen", "province_fen"), limits, strict=True))}
            for group, limits in LIMITS.items()
        ],
        "refusals": shown_all(REFUSALS),
    }


def _asked_by(row: Any) -> dict[str, Any]:
    papers = [DOCUMENTS[no].code for no in row.papers]
    return {"group": row.group, "causes": sorted(row.of), "papers": papers}


def _proven(row: Any) -> dict[str, Any]:
    usual, rural = ([sorted(proof) for proof in proofs_of(row.code, scheme)] for scheme in ("ordinary", "rural-relief"))
    return {"no": row.no, "proofs": usual, "rural_relief": rural, "when": row.when and sorted(row.when)}
