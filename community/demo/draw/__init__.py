"""The program that draws the demo's pictures: `python -m community.demo.draw [NAME …]`.

It is run by hand when a picture changes; the site never imports it. Each picture is drawn at twice its size, with
chance from a seed of its own, so that it comes out the same every time.
"""
