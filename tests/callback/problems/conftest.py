"""A call that found something wrong, and who is to settle it."""

from tests.callback.conftest import centre as centre
from tests.callback.conftest import policy_service as policy_service
