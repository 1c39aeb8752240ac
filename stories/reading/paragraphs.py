def paragraphs(text: str) -> list[str]:
    """The paragraphs of a story: a line break, or several, stand between them."""
    return [line for line in text.split("\n") if line.strip()]
