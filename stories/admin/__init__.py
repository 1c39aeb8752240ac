from stories.admin import accounts, catalogue, spending, stories, tellers, trail

__all__ = ["accounts", "catalogue", "spending", "stories", "tellers", "trail"]
