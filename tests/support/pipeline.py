"""All steps over what lies at the door of one organization, as a process of its own that may be killed: ``pipeline.py ORGANIZATION``."""

import sys

from seika.cli.ingest import take_in
from seika.errors import SeikaError
from seika.release import release
from seika.transform import ready, transform

if __name__ == "__main__":
    failures: list[SeikaError] = []
    take_in(sys.argv[1], [], failures)
    for month in ready(sys.argv[1]):
        release(transform(sys.argv[1], month).folder)
    sys.exit(len(failures))
