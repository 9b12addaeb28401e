"""The only SQL: one SQLite file, one writer, many readers.

``database`` opens it; ``schema`` and ``views`` define it; ``sources``,
``articles``, ``counts``, ``evidence``, ``digests``, ``chats`` and ``outbox`` read
and write one group of tables each; ``analysts`` tells what the views are, and
``backup`` copies the file. Every column: docs/reference/schema.md.
"""
