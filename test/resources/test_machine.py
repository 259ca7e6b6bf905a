from limphome.resources.machine import cpu_flags, cpu_model, package_version, versions

INTEL = """\
processor\t: 0
cpu family\t: 6
model\t\t: 85
model name\t: A CPU
flags\t\t: fpu avx512_vnni

processor\t: 1
flags\t\t: none
"""
ARM = "processor\t: 0\nFeatures\t: fp asimddp\n"


def test_the_cpu_is_named_with_family_and_model(tmp_path):
    (tmp_path / "cpuinfo").write_text(INTEL)
    assert cpu_model(tmp_path / "cpuinfo") == "A CPU (6/85)"
    assert cpu_flags(tmp_path / "cpuinfo") == {"fpu", "avx512_vnni"}


def test_an_arm_cpu_has_features(tmp_path):
    (tmp_path / "cpuinfo").write_text(ARM)
    assert "asimddp" in cpu_flags(tmp_path / "cpuinfo")


def test_no_cpuinfo_still_gives_a_name(tmp_path):
    assert cpu_model(tmp_path / "none")
    assert cpu_flags(tmp_path / "none") == frozenset()


def test_versions_name_what_is_installed_and_leave_out_the_rest():
    assert set(versions()) >= {"python", "numpy", "limphome"}
    assert package_version("no-such-package") is None
