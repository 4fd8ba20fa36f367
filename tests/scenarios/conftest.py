"""Variants and their sandboxes, built once for all tests of the scenarios."""

import pytest

from tests.scenarios.proving import Ground, ground


@pytest.fixture(scope="session")
def grounds(tmp_path_factory):
    """Seed -> variant and template, built when first asked for."""
    folder, built = tmp_path_factory.mktemp("grounds"), {}

    def find(seed: str) -> Ground:
        if seed not in built:
            built[seed] = ground(folder, seed)
        return built[seed]

    return find
