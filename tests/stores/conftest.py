"""Stores that nobody here wrote, each on loopback in a folder of its own, and gone with the tests."""

from __future__ import annotations

from collections.abc import Iterator

import peer_stores
import pytest
from peer_stores import Peer

# What tests inherit from there shall say why it failed.
pytest.register_assert_rewrite("store_tests")


@pytest.fixture(scope="session")
def juicefs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    with peer_stores.juicefs(tmp_path_factory.mktemp("juicefs")) as store:
        yield store


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    with peer_stores.swift(tmp_path_factory.mktemp("swift")) as store:
        yield store
