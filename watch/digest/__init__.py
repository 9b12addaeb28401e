"""Trends -> words: compose a digest, render it for files and Telegram."""
