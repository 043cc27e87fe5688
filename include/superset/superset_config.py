"""Superset's settings as the tests and `docs/ja/superset.md` use them; everything secret or local comes from the environment."""

import os
from pathlib import Path

SECRET_KEY = Path(os.environ["SUPERSET_SECRET_KEY_FILE"]).read_text(encoding="utf-8").strip()
_URL_FILE = os.environ.get("SUPERSET_DATABASE_URL_FILE")  # of Superset's own metadata: PostgreSQL, never a database of Seika
SQLALCHEMY_DATABASE_URI = Path(_URL_FILE).read_text(encoding="utf-8").strip() if _URL_FILE else os.environ["SUPERSET_DATABASE_URL"]
BABEL_DEFAULT_LOCALE = "ja"
LANGUAGES = {"ja": {"flag": "jp", "name": "日本語"}, "en": {"flag": "us", "name": "English"}}
D3_TIME_FORMAT = {
    "dateTime": "%Y年%-m月%-d日 %H:%M",
    "date": "%Y年%-m月%-d日",
    "time": "%H:%M",
    "periods": ["午前", "午後"],
    "days": ["日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"],
    "shortDays": ["日", "月", "火", "水", "木", "金", "土"],
    "months": [f"{month}月" for month in range(1, 13)],
    "shortMonths": [f"{month}月" for month in range(1, 13)],
}
ROW_LIMIT = 5000
