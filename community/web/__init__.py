"""Between HTTP and the slices: who is asking, what is open, how a request becomes a transaction and an answer."""
