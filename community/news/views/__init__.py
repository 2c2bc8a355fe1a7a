"""The pages of news: reading, writing, publishing, and the feeds."""
