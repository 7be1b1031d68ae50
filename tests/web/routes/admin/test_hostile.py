"""What nobody should send, sent by an administrator: the roles of the other suites never get this far."""

from tests.contract.hostile.asking import OPERATIONS, address, assert_harmless, places, with_value
from tests.contract.hostile.values import ADDRESSES, LIGHT
from tests.contract.test_failures import JSON
from tests.web.routes.admin.conftest import Place

ROUTES = [each for each in OPERATIONS if each.path.startswith("/admin")]


def test_no_address_is_more_than_refused(place: Place) -> None:
    for operation in (each for each in ROUTES if each.method == "GET" or "{release_id}" in each.path):
        for parameter in operation.parameters:
            for text in ADDRESSES:
                if operation.path == "/admin/online" and parameter["name"] == "release" and text:
                    continue  # any name may be asked for, at the price of a process
                path = address(operation, parameter["name"], text)
                assert_harmless(place.ask(operation.method, path), f"{path:.80}")


def test_no_value_of_any_field_is(place: Place) -> None:
    for operation in (each for each in ROUTES if each.body is not None):
        path = address(operation, "release_id", "nobody")
        right = {"challenger": "nobody", "share": 0.5, "reason": "x"}
        for where in dict.fromkeys(places(operation.body or {})):
            for name, value in LIGHT.items():
                content = with_value(right, where, value)
                headers = JSON | place.admin.headers
                answer = place.client.request(operation.method, path, content=content, headers=headers)
                assert_harmless(answer, f"{operation} {where}: {name}")
