"""Passwords of the staff are hashed at the costs that OWASP asks for; the tests themselves hash cheaply."""

from app.auth import passwords
from tests.conftest import SHIPPED_HASHER


def test_the_shipped_costs_are_those_of_argon2id_at_19_mebibytes_and_two_passes():
    assert SHIPPED_HASHER.type.name == "ID" and SHIPPED_HASHER is not passwords._hasher
    assert SHIPPED_HASHER.time_cost >= 2 and SHIPPED_HASHER.memory_cost >= 19 * 1024
    stored = SHIPPED_HASHER.hash("długie hasło pracownika")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.password_fits(stored, "długie hasło pracownika")
    assert not passwords.password_fits(stored, "inne hasło") and not passwords.password_fits(None, "nobody has this password")
