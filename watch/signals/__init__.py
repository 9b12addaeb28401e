"""Articles -> mentions and declines: rules as data, compiled for spaCy."""
