"""Ends with 0 where Airflow's API says that a component lives: ``alive.py scheduler``. The health check of docker-compose.yml."""

import json
import sys
from urllib.request import urlopen

with urlopen("http://api-server:8080/api/v2/monitor/health", timeout=8) as answer:
    found = json.load(answer)
sys.exit(found[sys.argv[1]]["status"] != "healthy")
