"""The only SQL: one SQLite file, one writer, stable views for analysts."""
