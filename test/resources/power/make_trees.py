"""Writes the trees of files that the meters are tested on, in the layout of the kernel and of NVIDIA's tools.

Sources: https://docs.kernel.org/hwmon/ina3221.html, https://docs.kernel.org/power/powercap/powercap.html,
https://docs.kernel.org/admin-guide/pm/cpufreq.html, https://docs.kernel.org/driver-api/devfreq.html, and NVIDIA's developer guide
of L4T 32.7 and 35 for Xavier (rail names of its two chips, nvpmodel). On a machine many of these folders are links.

Run it from the repository: python test/resources/power/make_trees.py
"""

import shutil
from pathlib import Path

TREES = Path(__file__).parent / "trees"
NVPMODEL = """\
# FORMAT:
# < POWER_MODEL ID=id_num NAME=mode_name >
< PARAM TYPE=FILE NAME=CPU_ONLINE >
CORE_0 /sys/devices/system/cpu/cpu0/online
< POWER_MODEL ID=0 NAME=MAXN >
CPU_ONLINE CORE_0 1
< POWER_MODEL ID=1 NAME=MODE_10W >
CPU_ONLINE CORE_0 1
< POWER_MODEL ID=2 NAME=MODE_15W >
CPU_ONLINE CORE_0 1
< PM_CONFIG DEFAULT=2 >
"""
SMI = """\
#!/bin/sh
# As nvidia-smi answers --query-gpu=index,power.draw --format=csv,noheader,nounits
[ "$1 $2" = "--query-gpu=index,power.draw --format=csv,noheader,nounits" ] || exit 2
echo "0, 69.41"
echo "1, 30.59"
"""


def write(tree: str, files: dict) -> None:
    """Write files of one tree, path -> content."""
    for name, content in files.items():
        path = TREES / tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if content.endswith("\n") else content + "\n")


def hwmon(device: str, number: int, channels: list) -> dict:
    """One INA3221 in the form of JetPack 5: (label, mV, mA) of each channel."""
    part = f"sys/bus/i2c/devices/{device}/hwmon/hwmon{number}"
    files = {f"sys/bus/i2c/devices/{device}/name": "ina3221", f"{part}/name": "ina3221"}
    for index, (label, millivolts, milliamperes) in enumerate(channels, 1):
        files[f"{part}/in{index}_label"] = label
        files[f"{part}/in{index}_enable"] = "1"
        files[f"{part}/in{index}_input"] = str(millivolts)
        files[f"{part}/curr{index}_input"] = str(milliamperes)
        files[f"{part}/in{index + 3}_input"] = "8000"
    return {**files, f"{part}/in7_label": "sum of shunt voltages", f"{part}/in7_input": "24000"}


def cpufreq(cores: int, governor: str, khz: int, limit: int) -> dict:
    """Clocks of the cores."""
    files = {}
    for core in range(cores):
        folder = f"sys/devices/system/cpu/cpu{core}/cpufreq"
        files[f"{folder}/scaling_governor"] = governor
        files[f"{folder}/scaling_cur_freq"] = str(khz + 1000 * core)
        files[f"{folder}/scaling_max_freq"] = str(limit)
    return files


def zone(key: str, name: str, microjoules: int) -> dict:
    """One RAPL zone."""
    folder = f"sys/class/powercap/{key}"
    return {f"{folder}/name": name, f"{folder}/energy_uj": str(microjoules), f"{folder}/max_energy_range_uj": "262143328850"}


def main() -> None:
    """Write all trees anew."""
    shutil.rmtree(TREES, ignore_errors=True)
    first = [("GPU", 19000, 100), ("CPU", 19000, 200), ("SOC", 19000, 150)]
    second = [("CV", 19000, 10), ("VDDRQ", 19000, 50), ("SYS5V", 5000, 400)]
    gpu = "sys/class/devfreq/17000000.gv11b"
    clocks = {f"{gpu}/governor": "nvhost_podgov", f"{gpu}/cur_freq": "318750000", f"{gpu}/max_freq": "1377000000"}
    jetson = {"etc/nvpmodel.conf": NVPMODEL, "var/lib/nvpmodel/status": "pmode:0002 fmode:quiet"}
    neighbour = {"sys/bus/i2c/devices/0-0056/name": "24c02"}
    cores = cpufreq(4, "schedutil", 1190400, 1200000)
    write(
        "xavier_jetpack5", {**hwmon("1-0040", 3, first), **hwmon("1-0041", 4, second), **clocks, **jetson, **neighbour, **cores}
    )
    nx = [("VDD_IN", 5000, 1000), ("VDD_CPU_GPU_CV", 5000, 300), ("NC", 0, 0)]
    write("xavier_nx_jetpack5", hwmon("7-0040", 0, nx))
    for device, rails in (("1-0040", ("GPU", "CPU", "SOC")), ("1-0041", ("CV", "VDDRQ", "SYS5V"))):
        part = f"sys/bus/i2c/devices/{device}/iio:device{int(device[-1])}"
        files = {f"sys/bus/i2c/devices/{device}/name": "ina3221x"}
        for index, rail in enumerate(rails):
            files[f"{part}/rail_name_{index}"] = rail
            files[f"{part}/in_power{index}_input"] = str(1000 * (index + 1))
        write("xavier_jetpack4", files)
    write("server", {**zone("intel-rapl:0", "package-0", 262143000000), **zone("intel-rapl:0:0", "core", 1000000)})
    write("server", {**zone("intel-rapl:0:1", "dram", 2000000), **zone("intel-rapl:1", "package-1", 7000000)})
    write("server", {**zone("intel-rapl-mmio:0", "package-0", 1), **cpufreq(2, "performance", 3500000, 3500000)})
    write("server", {"sys/class/powercap/intel-rapl/enabled": "1", **zone("intel-rapl:2", "psys", 9000000)})
    write("desktop_gpu", {"usr/bin/nvidia-smi": SMI})
    (TREES / "desktop_gpu" / "usr/bin/nvidia-smi").chmod(0o755)


if __name__ == "__main__":
    main()
