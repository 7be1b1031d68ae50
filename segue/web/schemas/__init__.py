"""What requests bring and answers hold, as the OpenAPI document shows it.

Requests are checked against these classes. Answers are written by hand for speed, and a test holds them to
the classes.
"""
