from stories.admin import accounts, catalogue, stories, tellers, trail

__all__ = ["accounts", "catalogue", "stories", "tellers", "trail"]
