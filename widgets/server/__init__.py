"""What the web server lets in before a page runs, and how it is opened to a class.

Knows hosts, origins, uploads and the server's settings. Does not know pages or their widgets.
"""
