"""Which routes answer through a reply, read from their source."""

import ast
import inspect

from fastapi.routing import APIRoute

from segue.web.routes import ROUTERS

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def replies_of(route: APIRoute) -> list[object]:
    """What the endpoint of a route hands to ``answer``."""
    tree = ast.parse(inspect.getsource(route.endpoint))
    module = vars(inspect.getmodule(route.endpoint))
    return [
        module[call.args[3].id]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "answer"
        and isinstance(call.args[3], ast.Name)
    ]


def recommending_paths() -> set[str]:
    """The addresses of all routes that answer through a reply."""
    return {route.path for route in ROUTES if replies_of(route)}
