"""Paper and scissors: the parts that covers are composed of, and how they are cut out."""
