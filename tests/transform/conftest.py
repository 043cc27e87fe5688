import sys
from pathlib import Path

# shared helpers; a package named tests is installed by others, so a plain import of ours would find theirs
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
