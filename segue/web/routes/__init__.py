"""The routes, one file per noun: parse, call, shape the answer."""

from segue.web.routes import (
    auth,
    blocks,
    coldstart,
    covers,
    dislikes,
    docs,
    feedback,
    health,
    likes,
    preferences,
    search,
    seeds,
    shelves,
    upnext,
)

ROUTERS = (
    health.router,
    auth.router,
    seeds.router,
    likes.router,
    dislikes.router,
    feedback.router,
    blocks.router,
    preferences.router,
    search.router,
    covers.router,
    coldstart.router,
    upnext.router,
    shelves.router,
    docs.router,
)
