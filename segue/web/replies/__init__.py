"""Replies: from a question and a release to the content of an answer, without HTTP, database or clock."""
