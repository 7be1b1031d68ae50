"""What all routes for administrators share."""

from fastapi import APIRouter

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Forbidden, Unauthorized
from segue.web.dependencies import ADMINS_ONLY, NOT_AN_ADMIN
from segue.web.openapi import problems


def admin_router() -> APIRouter:
    """A router below ``/admin`` that lets nobody in but administrators."""
    return APIRouter(
        prefix="/admin",
        tags=["administration"],
        dependencies=[ADMINS_ONLY],
        responses=problems(Unauthorized(REFUSAL), Forbidden(NOT_AN_ADMIN)),
    )
