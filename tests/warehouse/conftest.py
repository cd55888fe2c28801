"""One large, damaged landing and its tables for every test of this folder: nothing here changes them."""

import pytest

from aftercall import warehouse
from tests.warehouse.corpus import land_corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    return land_corpus(tmp_path_factory.mktemp("landing"), calls=2_000)


@pytest.fixture(scope="session")
def db(corpus):
    with warehouse.connect(corpus.root) as connection:
        yield connection
