"""What a source’s code says, in words."""

import json
from pathlib import Path

import pytest

from beneficiary_app.carnet import facts
from beneficiary_app.partners.files.codes import CLOSURES, EDUCATION_LEVELS, SUSPENSIONS, WORK_SITUATIONS

ENUMERATIONS = Path(__file__).parents[2] / "../shared/data/nomenclature/enumerations.json"


def test_every_code_that_an_import_can_write_has_its_words() -> None:
    closures, suspensions = set(CLOSURES.values()), set(SUSPENSIONS.values())
    written = closures | suspensions | set(WORK_SITUATIONS) | set(EDUCATION_LEVELS)
    assert sorted(written - set(facts.WORDS)) == []


def test_every_code_of_the_national_lists_has_its_words() -> None:
    if not ENUMERATIONS.exists():
        pytest.skip("the national lists are not beside the project")
    lists = json.loads(ENUMERATIONS.read_text(encoding="utf-8"))
    for name in ("workSituationKeys", "rsaRightKeys", "educationLevelKeys", "rsaClosureKeys", "rsaSuspensionKeys"):
        assert sorted(set(lists[name]) - set(facts.WORDS) - {"null"}) == [], name


def test_a_code_without_words_is_shown_as_its_source_wrote_it() -> None:
    assert facts.words("rsa_reason", "code 77") == "code 77"
