"""The sample world: an invented catalogue and invented listeners, made from a seed.

settings → lexicon + grammar → catalogue → tastes → habits → plays → world → write
"""
