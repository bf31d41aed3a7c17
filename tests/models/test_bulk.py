"""The garbage collector while very many objects are made."""

from __future__ import annotations

import gc

import pytest

from models.bulk import collection_paused, forget


@pytest.mark.parametrize("lasting", [False, True])
def test_collection_paused(lasting: bool) -> None:
    forget()
    assert gc.isenabled()
    with collection_paused(lasting=lasting):
        with collection_paused(lasting=True):
            assert not gc.isenabled()
        assert not gc.isenabled()
        assert gc.get_freeze_count() == 0
    assert gc.isenabled()
    assert (gc.get_freeze_count() > 0) is lasting
    forget()
    assert gc.get_freeze_count() == 0
