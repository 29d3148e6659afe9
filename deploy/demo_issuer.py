"""Keys for the demo of docker-compose.yml: a token issuer of its own, its public key, and a token for each service.

`python demo_issuer.py FOLDER` writes jwks.json, <service>.token and board.token there. The private key stays in
GUIMIAN_DATA, a volume that no service mounts. A real installation sets GUIMIAN_JWKS_URL to its own issuer instead.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from jwt.algorithms import OKPAlgorithm

from shared.auth import Role, mint_token
from shared.settings import SERVICES, Settings
from shared.tokens import DEV_KEY_ID, DevIssuer

A_YEAR = 365 * 24 * 3600


def public_keys(settings: Settings) -> dict[str, Any]:
    key = asyncio.run(DevIssuer(settings.data).get(DEV_KEY_ID))
    assert key is not None, "the issuer doesn't know its own key"
    public = OKPAlgorithm.to_jwk(key.key, as_dict=True)
    return {"keys": [{**public, "kid": DEV_KEY_ID, "alg": "EdDSA", "use": "sig"}]}


def tokens(settings: Settings) -> dict[str, str]:
    """One for each service to show the others, and one for the board's viewers."""
    found = {
        service: mint_token(settings, f"service:{service}", [Role.SERVICE], pii=True, ttl=A_YEAR)
        for service in SERVICES
    }
    return found | {"board": mint_token(settings, "board", [Role.BRANCH_MANAGER], ttl=A_YEAR)}


def write(folder: Path, settings: Settings) -> None:
    (folder / "jwks.json").write_text(json.dumps(public_keys(settings)))
    for name, token in tokens(settings).items():
        path = folder / f"{name}.token"
        path.touch(0o600)
        path.write_text(token)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Settings())
