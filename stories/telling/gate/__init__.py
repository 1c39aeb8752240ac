"""The gate: is this sentence fit for a child. The only place where Accepted text is made."""

from stories.telling.gate.gate import Gate, Refusal, gate_after, known_good

__all__ = ["Gate", "Refusal", "gate_after", "known_good"]
