"""STEP: rules on a decoded delivery."""

from seika.check.again import stale
from seika.check.held import Held, held_rows
from seika.check.page import write_page
from seika.check.step import Checked, check, unchecked
from seika.check.through import let_through
from seika.check.waivers import check_waivers

__all__ = ["Checked", "Held", "check", "check_waivers", "held_rows", "let_through", "stale", "unchecked", "write_page"]
