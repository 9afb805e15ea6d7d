"""Short answers to what people ask: articles, each with one next step."""
