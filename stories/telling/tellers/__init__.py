"""Tellers: who can tell. One contract, an async generator; two kinds, built-in and OpenAI-compatible."""

from stories.telling.tellers.contract import Teller, teller_for

__all__ = ["Teller", "teller_for"]
