"""The law as pages show it: places, texts, articles, terms counted day by day, two places side by side. Reads no database."""
