"""The HTTP edge: app factory, dependencies, problem+json, thin routes, the web page."""
