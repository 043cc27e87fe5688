"""Kaonavi's API v2 as its public description has it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from fake_service import SECRET, Fake
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response

_API = "/api/v2.0"
_BASIC = "Basic " + base64.b64encode(f"key:{SECRET}".encode()).decode()


def _member(code: str, name: str, unit: str, rank: str) -> dict[str, object]:
    unit_now = {"code": unit, "name": "本部 総務課", "names": ["本部", "総務課"]}
    values = {100: rank, 101: "常勤", 102: "事務系", 103: "2020-04-01"}
    fields = [{"id": field_id, "name": "", "values": [value]} for field_id, value in values.items()]
    return {"code": code, "name": name, "entered_date": "2005-04-01", "retired_date": "", "gender": "女性",
            "birthday": "1980-05-05", "department": unit_now, "sub_departments": [], "custom_fields": fields}  # fmt: skip


@dataclass
class Kaonavi(Fake):
    """A token lives for ``token_calls`` calls; ``switched_off`` are operations that the tenant has not switched on."""

    answers: dict[str, object] = field(default_factory=lambda: {
        f"{_API}/members": {"updated_at": "2026-10-01 01:23:45", "member_data": [
            _member("00000001", "東雲院 聖羅", "0101000", "主事"), _member("00000002", "北条 環", "0101000", "係長級")]},
        f"{_API}/departments": {"department_data": [{"code": "0101000", "name": "総務課", "parent_code": None}]},
        f"{_API}/member_layouts": {"custom_fields": [{"id": field_id, "name": "新しい名"} for field_id in (100, 101, 102, 103)]},
        f"{_API}/sheet_layouts": {"sheets": [{"id": 7, "name": "評価", "record_type": 1, "custom_fields": [{"id": 200, "name": "点"}]}]},
        f"{_API}/sheets/7": {"id": 7, "record_type": 1, "member_data": [{"code": "00000001", "records": []}]},
    })  # fmt: skip
    token_calls: int = 100
    switched_off: set[str] = field(default_factory=set)
    tokens: int = 0
    calls: int = 0

    def refusal(self, asked: Asked) -> Response | None:
        operation = asked.url.path.removeprefix(f"{_API}/")
        if operation == "token":
            return None if asked.headers.get("authorization") == _BASIC else JSONResponse({"errors": ["no"]}, 401)
        self.calls += 1
        if asked.headers.get("kaonavi-token") != f"token-{self.tokens}-{SECRET}" or self.calls > self.token_calls:
            return JSONResponse({"errors": ["expired"]}, 401)
        return JSONResponse({"errors": ["off"]}, 403) if operation in self.switched_off else None

    def found(self, asked: Asked) -> Response:
        if not asked.url.path.endswith("/token"):
            return super().found(asked)
        self.tokens, self.calls = self.tokens + 1, 0
        return JSONResponse({"access_token": f"token-{self.tokens}-{SECRET}", "token_type": "Bearer", "expire_in": 3600})
