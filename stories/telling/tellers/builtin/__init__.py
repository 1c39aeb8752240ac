"""The built-in teller: composes a story from written material, with no key and no network."""
