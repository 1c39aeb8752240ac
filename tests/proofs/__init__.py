"""The long proofs: real processes killed under real readers, told by an upstream that knows every character to come."""
