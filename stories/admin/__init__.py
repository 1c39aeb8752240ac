from stories.admin import accounts, catalogue, feedback, spending, stories, tellers, trail

__all__ = ["accounts", "catalogue", "feedback", "spending", "stories", "tellers", "trail"]
