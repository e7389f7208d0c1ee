"""The proof of ``make prove-documents``, in short: files that chance makes of ours."""

import pytest

from beneficiary_app.cleaning.pdf import bind
from beneficiary_app.cleaning.picture import Picture
from beneficiary_app.cleaning.service import Cleaned
from prove.cleaning import opened
from prove.corpus import Mutants, kind, marked
from tests.cleaning.hostile import acting_pdf
from tests.cleaning.made import CANARY, FORMATS, document, photo, written
from tests.cleaning.reading import leaks

WHOLE = [*(photo(form) for form in FORMATS), written(document(3)), written(acting_pdf())]


@pytest.mark.parametrize("whole", WHOLE, ids=[*FORMATS, "PDF", "acting PDF"])
def test_a_word_hidden_in_a_file_stays_hidden_in_its_copy(whole: bytes) -> None:
    form = kind(whole)
    assert form is not None
    given = marked(whole, form)
    assert given.count(CANARY.encode()) > whole.count(CANARY.encode())
    assert opened(given) == ("cleaned", [])


def test_a_leak_would_be_seen() -> None:
    told = photo("JPEG")
    pdf, pages = bind([Picture(told, 320, 200, 72.0)])
    seen = leaks(Cleaned(pdf, pages, told, "", signed=False))
    assert {"told exif", "told icc_profile", "segment APP1", "canary 0", "canary 1"} <= set(seen)


def test_what_chance_makes_of_a_file_neither_crashes_nor_leaks() -> None:
    mutants = Mutants([marked(whole, form) for whole in WHOLE if (form := kind(whole))], seed=5)
    ends = []
    for number in range(60):
        end, leaked = opened(mutants.make(number))
        assert not end.startswith("crash")
        assert leaked == []
        ends.append(end)
    assert {"cleaned", "damaged", "type"} <= set(ends)
