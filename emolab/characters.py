"""Which script a text is written in."""

import unicodedata


def latin_share(text: str) -> float | None:
    """The share of a text's letters that are Latin, 0 to 1; None for a text without letters."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return None
    return sum("LATIN" in unicodedata.name(letter, "") for letter in letters) / len(letters)
