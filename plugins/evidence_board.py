"""The Airflow plugin: หลักฐาน, the evidence board, behind Airflow's login and permissions.

Airflow loads this file in every component, so the attributes are properties and import when they
are asked for: only the api-server asks for the app. Whoever may read an agency's DAG runs may read
its board; the role also needs Airflow's permission on plugins.
"""

from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from fastapi import FastAPI

PREFIX = "/evidence-board"


class EvidenceBoard(AirflowPlugin):
    """A page in the navigation that shows the app below in a frame."""

    name = "evidence_board"

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]  # a list attribute there, read only once
        return [{"app": make_app(), "url_prefix": PREFIX, "name": "evidence board"}]

    @property
    def external_views(self) -> list[dict[str, Any]]:  # type: ignore[override]  # as above
        return [
            {
                "name": "หลักฐาน",
                "href": f"{PREFIX}/",
                "destination": "nav",
                "url_route": "evidence",
                "nav_top_level": True,
            }
        ]


def make_app() -> "FastAPI":
    """The board's routes. They only read, and every one asks who is there.

    This file has no postponed annotations: FastAPI reads the ones below where they are written.
    """
    from datetime import UTC, datetime
    from typing import Annotated

    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import (
        AccessView,
        DagAccessEntity,
        DagDetails,
    )
    from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_view
    from fastapi import Depends, FastAPI, HTTPException, Query, Response
    from fastapi.responses import RedirectResponse

    from ita_evidence import periods, settings
    from ita_evidence.errors import EvidenceError
    from ita_evidence.reporting import board, render, words

    app = FastAPI(
        title="ITA evidence board",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(requires_access_view(AccessView.PLUGINS))],
    )
    Language = Annotated[words.Language, Query(alias="lang")]

    def html(body: bytes, status: int = 200) -> Response:
        return Response(body, status, board.HEADERS, "text/html; charset=utf-8")

    def unavailable(error: EvidenceError, language: words.Language, root: str) -> Response:
        said = {
            "th": f"อ่านที่จัดเก็บไม่ได้ในขณะนี้: {error}",
            "en": f"The store cannot be read now: {error}",
        }
        return html(board.message_page(said[language], language, root=root), 503)

    def may_read(agency: str, user: Any) -> bool:
        return any(
            get_auth_manager().is_authorized_dag(
                method="GET",
                access_entity=DagAccessEntity.RUN,
                details=DagDetails(id=f"ita_{cadence}__{agency}"),
                user=user,
            )
            for cadence in ("semiannual", "monthly")
        )

    def name_of(agency: str, user: Any) -> str:
        known = board.agencies(settings.load())
        if agency not in known or not may_read(agency, user):
            raise HTTPException(404, "no such agency, or not one that you may see")
        return known[agency]

    @app.get("/")
    def home(user: GetUserDep, language: Language = "th") -> Response:
        try:
            known = board.agencies(settings.load())
        except EvidenceError as error:
            return unavailable(error, language, "")
        mine = {agency: name for agency, name in known.items() if may_read(agency, user)}
        if len(mine) == 1:
            return RedirectResponse(f"agency/{next(iter(mine))}?lang={language}", 303)
        return html(board.home_page(mine, language))

    @app.get("/assets/{name}")
    def asset(name: str) -> Response:
        data = render.assets().get(f"assets/{name}")
        if data is None:
            raise HTTPException(404, "no such asset")
        kept = {**board.HEADERS, "Cache-Control": "private, max-age=3600"}
        return Response(data, 200, kept, "text/css; charset=utf-8")

    @app.get("/agency/{agency}")
    def grid(
        agency: str,
        user: GetUserDep,
        language: Language = "th",
        year: Annotated[int | None, Query(ge=2500, le=2699)] = None,
    ) -> Response:
        try:
            name = name_of(agency, user)
            stored = board.read_index(settings.load(), agency, "board")
        except EvidenceError as error:
            return unavailable(error, language, "../")
        today = periods.bangkok_date(datetime.now(UTC))
        return html(board.grid_page(stored, agency, name, language, today=today, fiscal_year=year))

    @app.get("/agency/{agency}/{period}")
    def one_period(
        agency: str, period: str, user: GetUserDep, language: Language = "th"
    ) -> Response:
        try:
            wanted = str(periods.parse(period))
        except ValueError as error:
            raise HTTPException(404, str(error)) from None
        try:
            name = name_of(agency, user)
            stored = board.read_index(settings.load(), agency, wanted)
        except EvidenceError as error:
            return unavailable(error, language, "../../")
        return html(board.period_page(stored, agency, name, wanted, language))

    return app
