"""The routes, one file per noun: parse, call, shape the answer."""

from segue.web.routes import auth, coldstart, covers, docs, health, likes, search, seeds, shelves, upnext

ROUTERS = (
    health.router,
    auth.router,
    seeds.router,
    likes.router,
    search.router,
    covers.router,
    coldstart.router,
    upnext.router,
    shelves.router,
    docs.router,
)
