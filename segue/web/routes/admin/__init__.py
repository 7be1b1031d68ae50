"""For administrators: every route here is closed to all others, by its router (:func:`admin_router`)."""

from segue.web.routes.admin import data, experiment, online, releases, retrain

ROUTERS = (releases.router, data.router, online.router, experiment.router, retrain.router)
