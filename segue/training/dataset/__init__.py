"""The data a model is trained on: a listening log, and what accounts hold beside it."""
