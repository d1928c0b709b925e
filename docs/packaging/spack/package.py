# Berth for Spack. The sources have no address: run 'spack dev-build berth@0.1.0' in them.

from spack.package import *


class Berth(CMakePackage):
    """Workbench for containers on HPC systems: looks into images without starting them, composes
    binds, writes and checks job scripts with the right CPU masks, plans builds without root."""

    license("GPL-3.0-or-later")

    version("0.1.0")

    variant("tui", default=True, description="The workbench")
    variant("ssh", default=True, description="Tunnels, and sessions of other hosts")
    variant("crypto", default=True, description="SHA-256 of images")
    variant("manual", default=True, description="Pages of the manual")

    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("scdoc", type="build", when="+manual")
    depends_on("libyaml")
    depends_on("jansson")
    depends_on("sqlite@3.36:")
    depends_on("zlib-api")
    depends_on("libdeflate")
    depends_on("zstd")
    depends_on("lz4")
    depends_on("xz")
    depends_on("ncurses@6.1:", when="+tui")
    depends_on("libssh@0.10:", when="+ssh")
    depends_on("openssl", when="+crypto")

    def cmake_args(self):
        # Spack has no libvncclient, and its libraries are found by their own paths.
        return [
            self.define_from_variant("BERTH_WITH_TUI", "tui"),
            self.define_from_variant("BERTH_WITH_SSH", "ssh"),
            self.define_from_variant("BERTH_WITH_CRYPTO", "crypto"),
            self.define_from_variant("BERTH_WITH_MANUAL", "manual"),
            self.define("BERTH_WITH_VNC", False),
            self.define("BERTH_WITH_QR", False),
            self.define("BERTH_DEMO_IMAGES", False),
            self.define("BERTH_ARCHIVES", False),
            self.define("BERTH_TESTS", False),
        ]
