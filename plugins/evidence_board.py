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
    """A page in the navigation that shows the app below in a frame, and links to it from tasks."""

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

    @property
    def global_operator_extra_links(self) -> list[Any]:  # type: ignore[override]  # as above
        from ita_evidence.orchestration import links

        return [links.EvidenceLink(), links.DossierLink()]


def make_app() -> "FastAPI":
    """The board's routes: every one asks who is there, and what that person may read.

    One starts something: `look-again`, for who may start the agency's DAG, and only from a page of
    this very server (`Origin`). This file has no postponed annotations: FastAPI reads the ones
    below where they are written.
    """
    import functools
    from datetime import UTC, datetime
    from typing import Annotated, Literal

    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import (
        AccessView,
        DagAccessEntity,
        DagDetails,
    )
    from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_view
    from fastapi import Depends, FastAPI, Form, HTTPException, Query, Request, Response
    from fastapi.responses import RedirectResponse

    from ita_evidence import periods, settings
    from ita_evidence.errors import EvidenceError, ReportError
    from ita_evidence.orchestration import looking_again
    from ita_evidence.reporting import board, render, words

    app = FastAPI(
        title="ITA evidence board",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(requires_access_view(AccessView.PLUGINS))],
    )
    Language = Annotated[words.Language, Query(alias="lang")]
    Only = Annotated[
        Literal["", "met", "not_met", "needs_review", "not_due", "not_applicable", "changed"],
        Query(),
    ]
    Name = Annotated[str, Query(max_length=60)]

    @functools.cache
    def shelf() -> board.Shelf:
        return board.Shelf(settings.load())

    def html(body: bytes, status: int = 200) -> Response:
        return Response(body, status, board.HEADERS, "text/html; charset=utf-8")

    def unavailable(error: EvidenceError, language: words.Language, root: str) -> Response:
        if isinstance(error, ReportError):
            said = {"th": "ดัชนีของหน้านี้ไม่สมบูรณ์", "en": "The index of this page is not whole"}
        else:
            said = {"th": "อ่านที่จัดเก็บไม่ได้ในขณะนี้", "en": "The store cannot be read now"}
        message = f"{said[language]}: {error}"
        return html(board.message_page(message, language, root=root), 503)

    def may(
        method: Literal["GET", "POST"], agency: str, cadences: tuple[str, ...], user: Any
    ) -> bool:
        return any(
            get_auth_manager().is_authorized_dag(
                method=method,
                access_entity=DagAccessEntity.RUN,
                details=DagDetails(id=f"ita_{cadence}__{agency}"),
                user=user,
            )
            for cadence in cadences
        )

    def may_read(agency: str, user: Any) -> bool:
        return may("GET", agency, ("semiannual", "monthly"), user)

    def name_of(agency: str, user: Any, language: words.Language) -> str:
        known = board.agencies(settings.load(), language)
        if agency not in known or not may_read(agency, user):
            raise HTTPException(404, "no such agency, or not one that you may see")
        return known[agency]

    def period_of(text: str) -> str:
        try:
            period = periods.parse(text)
        except ValueError as error:
            raise HTTPException(404, str(error)) from None
        if period.kind == "year":
            raise HTTPException(404, "a whole year has no page; look at its half-years")
        return str(period)

    @app.get("/")
    def home(user: GetUserDep, language: Language = "th") -> Response:
        try:
            known = board.agencies(settings.load(), language)
            mine = {agency: name for agency, name in known.items() if may_read(agency, user)}
            if len(mine) == 1:
                return RedirectResponse(f"agency/{next(iter(mine))}?lang={language}", 303)
            return html(board.home_page(mine, language, shelf().summaries(mine)))
        except EvidenceError as error:
            return unavailable(error, language, "")

    @app.get("/assets/{name}")
    def asset(name: str) -> Response:
        kept = {**board.HEADERS, "Cache-Control": "private, max-age=3600"}
        if name == "board.js":
            return Response(render.script(name), 200, kept, "text/javascript; charset=utf-8")
        data = render.assets().get(f"assets/{name}")
        if data is None:
            raise HTTPException(404, "no such asset")
        return Response(data, 200, kept, "text/css; charset=utf-8")

    @app.get("/agency/{agency}")
    def grid(
        agency: str,
        user: GetUserDep,
        language: Language = "th",
        year: Annotated[int | None, Query(ge=2500, le=2699)] = None,
        only: Only = "",
    ) -> Response:
        name = name_of(agency, user, language)
        try:
            stored = shelf().index(agency, "board")
            audit = shelf().part(agency, "audit", form="")
        except EvidenceError as error:
            return unavailable(error, language, "../")
        today = periods.bangkok_date(datetime.now(UTC))
        return html(
            board.grid_page(
                stored,
                agency,
                name,
                language,
                today=today,
                fiscal_year=year,
                only=only or None,
                audit=audit,
            )
        )

    @app.get("/agency/{agency}/{period}")
    def one_period(
        agency: str,
        period: str,
        user: GetUserDep,
        language: Language = "th",
        only: Only = "",
        unit: Name = "",
        sub: Name = "",
        started: Name = "",
    ) -> Response:
        wanted = period_of(period)
        name = name_of(agency, user, language)
        try:
            stored = shelf().index(agency, wanted)
            known = shelf().index(agency, "board")
        except EvidenceError as error:
            return unavailable(error, language, "../../")
        said = {
            "th": f"สั่งตรวจใหม่แล้ว: {started} ผลจะปรากฏเมื่องานเสร็จ",
            "en": f"A run was started for {started}; its result shows here when it is done.",
        }
        return html(
            board.period_page(
                stored,
                agency,
                name,
                wanted,
                language,
                board=known,
                only=only or None,
                unit=unit or None,
                sub=sub or None,
                may_run=may("POST", agency, (looking_again.cadence_of(wanted),), user),
                done=said[language] if started in looking_again.ITEMS else "",
            )
        )

    @app.get("/agency/{agency}/{period}/{report}.zip")
    def packed(
        agency: str, period: str, report: Literal["dossier", "worklist"], user: GetUserDep
    ) -> Response:
        from ita_evidence import pipeline

        wanted = period_of(period)
        name_of(agency, user, "th")
        try:
            data = shelf().file(pipeline.report_key(report, agency, wanted))
        except EvidenceError as error:
            return unavailable(error, "th", "../../")
        if data is None:
            raise HTTPException(404, f"{agency} {wanted} has no {report} yet")
        # As a file to keep, never as a page of this server: nothing in it runs as Airflow.
        headers = {
            **board.HEADERS,
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Content-Disposition": f'attachment; filename="{report}-{agency}-{wanted}.zip"',
        }
        return Response(data, 200, headers, "application/zip")

    @app.post("/agency/{agency}/{period}/look-again")
    def look_again(
        request: Request,
        agency: str,
        period: str,
        user: GetUserDep,
        item: Annotated[str, Form(max_length=8)],
        language: Language = "th",
    ) -> Response:
        looking_again.require_own_page(request.headers)
        wanted = period_of(period)
        name_of(agency, user, language)
        if not may("POST", agency, (looking_again.cadence_of(wanted),), user):
            raise HTTPException(403, "you may look, but not start a run of this agency")
        looking_again.start(agency, wanted, item, by=user.get_name())
        return RedirectResponse(f"../{wanted}?lang={language}&started={item}", 303)

    return app
