"""A simulated month: invented listeners act by their true tastes through the real API; each night retrains.

cast + behaviour + service + nights → month
"""
