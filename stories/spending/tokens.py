"""How many tokens a text may come to, estimated upward: what is reserved must not be less than what is charged."""

OVERHEAD = 50  # roles and separators that an endpoint puts around what is said


def at_most(*texts: str) -> int:
    """Two for a character that is not ASCII, one for two that are."""
    characters, plain = sum(map(len, texts)), sum(len(text.encode("ascii", "ignore")) for text in texts)
    return (characters - plain) * 2 + (plain + 1) // 2
