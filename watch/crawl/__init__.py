"""Press -> articles: fetch feeds politely, parse, normalise, group into stories."""
