"""Which requests the web server lets through to the pages, and how the app is shared with a class.

Knows hosts, origins, uploads and the server's settings. Does not know pages or their widgets.
"""
