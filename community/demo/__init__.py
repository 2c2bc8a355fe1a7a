"""The demo programme: invented content and pictures with which a fresh site shows what it is for.

Nothing here is needed to run a site; `content/` and `pictures/` are data, and the modules read and load them.
"""
