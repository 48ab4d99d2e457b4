import pytest

from emolab.characters import latin_share


@pytest.mark.parametrize(
    ("text", "share"),
    [("Hello!", 1.0), ("ça va", 1.0), ("привет", 0.0), ("aя", 0.5), ("42 😀 …", None), ("", None)],
)
def test_the_share_of_latin_letters(text, share):
    assert latin_share(text) == share
