"""Last lines of our own, in the story's voice."""

# Where the gate stopped a teller: whatever had begun is left behind, gently.
GATE = {
    "zh": "\n说到这儿，说书人合上扇子，笑了：“后面的路太黑，咱们今晚不往那边走。大家都平平安安回了家，灯也点上了。”",
    "en": "\nHere the storyteller folded the fan and smiled. “The road beyond is too dark for tonight, so we shall not take it. "
    "Everybody came home safe, and the lamp was lit.”",
}
