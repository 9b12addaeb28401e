"""Telegram: commands of subscribers and delivery of digests."""
