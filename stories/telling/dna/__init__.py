"""Story DNA: what a story is made of, drawn so that the next one of this family is made of something else."""

from stories.telling.dna.draws import Draws
from stories.telling.dna.genes import GENES, Genes, described, genes_of
from stories.telling.dna.memory import Memory, Taken

__all__ = ["GENES", "Draws", "Genes", "Memory", "Taken", "described", "genes_of"]
