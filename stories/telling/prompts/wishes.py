"""What those who listen like and had better not hear of, as a model is told it: items of the material, like all others."""

from stories.telling.prompts.prompt import Choices

_HEADS = {
    "zh": {
        "several": "今晚一起听的不止一个孩子",
        "likes": "孩子喜欢的（哪一样放进来自然就用哪一样，一两样就够，不必凑）",
        "avoids": "孩子听了不舒服的（一次也别写到，顺口带过也不行）",
    },
    "en": {
        "several": "More than one child listens tonight",
        "likes": "What the child likes (use one or two where they come in of themselves, and never all for the sake of it)",
        "avoids": "What the child had better not hear of (not once, not even in passing)",
    },
}
_ALL = {
    "zh": "打招呼和道晚安的时候，每个孩子都叫到，一个也不落下",
    "en": "where the story greets or says good night, say each name and leave nobody out",
}
_BETWEEN = {"zh": "、", "en": ", "}


def lines(choices: Choices) -> str:
    """Each on a line of its own; nothing where nothing is wished."""
    language, wishes = choices.language, choices.wishes
    said = {
        "several": _ALL[language] if choices.are_several else "",
        "likes": _BETWEEN[language].join(wishes.likes),
        "avoids": _BETWEEN[language].join(wishes.avoids),
    }
    return "".join(f"\n{_HEADS[language][key]}: {words}" for key, words in said.items() if words)
