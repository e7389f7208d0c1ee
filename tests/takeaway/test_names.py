"""Names of files in an archive."""

import pytest

from beneficiary_app.takeaway.names import Names, is_safe


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bail", "Bail"),
        ("../../x", "x"),
        ("a\u202eb\x00c\u200bd\n", "a b c d"),
        ("CON", "papier CON"),
        ("aux.txt", "papier aux.txt"),
        ("   ", "papier"),
        ("...", "papier"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("é" * 300, "é" * 50),
        ("بطاقة الإقامة", "بطاقة الإقامة"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    path = Names().give("papiers/autre", title, "pdf")
    assert path == f"papiers/autre/{name}.pdf"
    assert is_safe(path)


def test_no_two_files_share_a_name_even_where_capitals_are_not_told_apart() -> None:
    names = Names()
    given = [names.give("papiers/autre", title, "pdf") for title in ("Été", "été", "E\u0301te\u0301", "été 2", "été")]
    assert len({archive_name.casefold() for archive_name in given}) == 5
