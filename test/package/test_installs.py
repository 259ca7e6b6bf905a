"""Every way to install gives launch, config and model files that are found from any working directory."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TOPS = ("src", "launch", "config", "models", "resource", "executables", "setup.py", "setup.cfg", "pyproject.toml", "package.xml")
ROOT = Path(__file__).resolve().parents[2]
LOOK = "from limphome.resources import share_dir; print(share_dir())"


def _copy_of_the_tree(folder: Path) -> Path:
    """The tracked tree, so that a build leaves nothing in ours and sees nothing of another build."""
    tree = folder / "limphome"
    for top in TOPS:
        source = ROOT / top
        if source.is_dir():
            shutil.copytree(source, tree / top, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
        else:
            tree.mkdir(exist_ok=True)
            shutil.copy(source, tree / top)
    return tree


def _run(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def _share_seen_from(site_packages: Path, elsewhere: Path) -> Path:
    """What an interpreter with this install, and not ours, finds."""
    code = f"import sys; sys.path = [{str(site_packages)!r}] + [p for p in sys.path if {str(ROOT / 'src')!r} != p]\n{LOOK}"
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONSAFEPATH": "1"}
    return Path(_run([sys.executable, "-c", code], cwd=elsewhere, env=environment))


def _assert_complete(share: Path) -> None:
    for kept in ("launch", "config", "models"):
        expected = {p.relative_to(ROOT) for p in (ROOT / kept).rglob("*") if p.is_file() and "__pycache__" not in p.parts}
        missing = [str(p) for p in sorted(expected) if not (share / p).is_file()]
        assert not missing


def _assert_nodes_run(prefix: Path, site_packages: Path) -> None:
    """Every node of the list lies where `ros2 run` looks; one is started, with a parameter that it has to refuse."""
    folder = prefix / "lib" / "limphome"
    names = {path.name for path in (ROOT / "executables").iterdir()} - {"node"}
    assert not [name for name in names if not os.access(folder / name, os.X_OK)]
    if find_spec("rclpy") is None:
        return
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(site_packages), "PATH": path}
    command = [str(folder / "pilot"), "--ros-args", "-p", "no_such:=1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=prefix, env=environment, timeout=60)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "unknown parameter 'no_such'" in done.stderr


def _pip(*arguments, cwd):
    _run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", *arguments, "."], cwd=cwd)


def test_pip_install(tmp_path):
    tree, prefix = _copy_of_the_tree(tmp_path), tmp_path / "prefix"
    _pip("--prefix", prefix, "--ignore-installed", cwd=tree)
    (site,) = prefix.rglob("site-packages")
    share = _share_seen_from(site, tmp_path)
    assert share == prefix / "share" / "limphome"
    _assert_complete(share)
    assert list(prefix.rglob("bin/limphome")), "the command must lie where a shell finds it"
    _assert_nodes_run(prefix, site)


def test_editable_install_finds_the_source_tree(tmp_path):
    assert Path(_run([sys.executable, "-c", LOOK], cwd=tmp_path)) == ROOT


@pytest.mark.skipif(shutil.which("colcon", path=str(Path(sys.executable).parent)) is None, reason="colcon is not installed")
@pytest.mark.parametrize("options", [(), ("--symlink-install",)], ids=["copies", "symlinks"])
def test_colcon_build(tmp_path, options):
    tree = _copy_of_the_tree(tmp_path)
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    _run([bin_folder / "colcon", "--log-base", "log", "build", *options, "--base-paths", tree], cwd=tmp_path, env=environment)
    install = tmp_path / "install" / "limphome"
    sites = [p for p in install.rglob("site-packages")]
    assert sites
    site = tree / "src" if options else sites[0]
    share = _share_seen_from(site, tmp_path)
    assert share in (install / "share" / "limphome", tree)
    _assert_complete(share)
    _assert_complete(install / "share" / "limphome")
    assert (install / "lib" / "limphome" / "limphome").exists(), "`ros2 run limphome limphome` must find it"
    _assert_nodes_run(install, site)
