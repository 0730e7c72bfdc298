from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/inkdigits/web"
SOURCES = ROOT / "frontend/src"
COMPONENTS = ("pad", "paste", "picture", "live", "theme")


def test_the_shipped_script_was_built_from_these_sources():
    digest = hashlib.sha256()
    for source in sorted(SOURCES.iterdir(), key=lambda path: path.name):
        digest.update(source.name.encode() + b"\n" + source.read_bytes())
    for name in COMPONENTS:
        first_line = (WEB / f"frontend/{name}.js").read_text().splitlines()[0]
        assert digest.hexdigest() in first_line, "run `npm run build` in frontend/"


def test_what_is_bundled_is_named_in_the_notices():
    package = json.loads((ROOT / "frontend/package.json").read_text())
    notices = (WEB / "THIRD_PARTY_NOTICES").read_text()
    for name, version in package["dependencies"].items():
        assert re.search(rf"^{re.escape(name)} {re.escape(version)}$", notices, re.MULTILINE)


def test_streamlit_finds_every_component_inside_the_package():
    declared = tomllib.loads((WEB.parent / "pyproject.toml").read_text())
    assert declared["project"]["name"] == "inkdigits"
    components = declared["tool"]["streamlit"]["component"]["components"]
    assert sorted(component["name"] for component in components) == sorted(COMPONENTS)
    for component in components:
        assert (WEB.parent / component["asset_dir"] / f"{component['name']}.js").is_file()


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_scripts_ask_nothing_of_other_machines(name):
    script = (WEB / f"frontend/{name}.js").read_text()
    hosts = set(re.findall(r"https?://([^/\"'`\s){]+)", script))
    assert hosts <= {"www.w3.org", "github.com", "localhost:$"}
    assert "fetch(" not in script
