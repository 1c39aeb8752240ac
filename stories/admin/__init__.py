from stories.admin import accounts, catalogue, stories, tellers

__all__ = ["accounts", "catalogue", "stories", "tellers"]
