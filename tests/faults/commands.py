"""The commands that tests/faults/run lets fail, on a small fixture. `files` are those that the command may
change: afterwards each has its old content or the new one. Everything else must be as it was."""

TORCH = "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif"
JOB = "-A project_465000001 -p standard-g -N 2 -t 60"

COMMANDS = [
    # words, files that change
    ("image list", []),
    ("image list --json", []),
    (f"image show {TORCH}", []),
    (f"image packages {TORCH}", []),
    (f"image files {TORCH}", []),
    (f"image cat {TORCH} /etc/os-release", []),
    (f"image why {TORCH} os", []),
    ("image find numpy", []),
    ("image find numpy --complete", []),
    ("index rebuild", []),
    ("index status", []),
    ("index clear", []),
    (f"bind compose --image {TORCH}", []),
    ("bind check /etc:/host", []),
    (f"job script {JOB} --image {TORCH} -- python a.py", []),
    (f"job script {JOB} --image {TORCH} -o job.sh -- python a.py", ["job.sh"]),
    (f"job script {JOB} --image {TORCH} --split pieces -- python a.py",
     ["pieces/job.sh", "pieces/task.sh", "pieces/environment.sh"]),
    ("job mask --json", []),
    ("job check bad.sh", []),
    ("job check bad.sh --fix --write", ["bad.sh"]),
    ("job explain bad.sh", []),
    ("job list", []),
    ("init --file new.yaml --image pytorch -p standard-g -- python a.py", ["new.yaml"]),
    ("set job.nodes 4", ["berth.yaml"]),
    ("unset job.time", ["berth.yaml"]),
    ("lock", ["berth.yaml"]),
    ("status", []),
    ("build write env.yml -p torch==2.7.1 --rocm 6.2.4 -p numpy", ["env.yml"]),
    ("build check pip.txt", []),
    ("build pull docker://ubuntu:24.04 -o u.sif --save pull.sh", ["pull.sh"]),
    ("build pull docker://ubuntu:24.04 -o u.sif --run --force", ["u.sif"]),
    ("run list", []),
    ("vnc list", []),
    ("site show", []),
    ("site check site.yaml", []),
    ("explain S02", []),
    ("doctor", []),
]
