from stories.admin import accounts, catalogue, spending, stories, tellers

__all__ = ["accounts", "catalogue", "spending", "stories", "tellers"]
