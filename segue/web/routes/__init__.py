"""The routes, one file per noun: parse, call, shape the answer."""

from segue.web.routes import auth, covers, docs, health, likes, recommendations, search, seeds

ROUTERS = (
    health.router,
    auth.router,
    seeds.router,
    likes.router,
    search.router,
    covers.router,
    recommendations.router,
    docs.router,
)
