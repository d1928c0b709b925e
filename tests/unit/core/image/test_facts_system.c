#include "testing.h"

#include "core/image/facts_maker.h"

static void os_release_is_read_through_links(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p etc usr/lib; ln -s ../usr/lib/os-release etc/os-release\n"
		"put usr/lib/os-release 'NAME=\"Ubuntu\"\\nVERSION_ID=\"24.04\"\\nID=ubuntu\\nID_LIKE=debian\\n'\n",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_OS), "ubuntu 24.04 etc/os-release");
	yard_facts(yard, "put usr/lib/os-release \"ID='sles'\\n\"\n", FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_OS), "sles - usr/lib/os-release");
	yard_facts(yard, "put etc/os-release 'NAME=x\\n'; mkdir opt\n", FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_OS), "- - -");
	yard_facts(yard, "put etc/os-release 'ID=x\\n'\n", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_OS), "- - -");
}

static void dpkg_tells_what_is_installed(void **state)
{
	static const char script[] =
		"put var/lib/dpkg/status 'Package: libc6\\nStatus: install ok installed\\n"
		"Version: 2.39-0ubuntu8.6\\nDescription: x\\n Version: 9 in the text\\n\\n"
		"Package: gone\\nStatus: deinstall ok config-files\\nVersion: 1\\n\\n"
		"Package: last\\nStatus: install ok installed\\nVersion: 1:2.0~rc-3'\n"
		"put usr/lib/x86_64-linux-gnu/libc.so.6\n";
	struct yard *yard = *state;

	yard_facts(yard, script, FACTS_NAMES);
	assert_int_equal(yard->facts.package_count, 0);
	assert_string_equal(yard_fact(yard, FACT_GLIBC),
		"glibc - usr/lib/x86_64-linux-gnu/libc.so.6");
	yard_facts(yard, script, FACTS_DATABASES);
	assert_string_equal(
		yard_packages(yard), "last=1:2.0~rc-3@:dpkg libc6=2.39-0ubuntu8.6@:dpkg");
	assert_string_equal(yard_fact(yard, FACT_GLIBC),
		"glibc 2.39 usr/lib/x86_64-linux-gnu/libc.so.6");
	assert_string_equal(yard->facts.values[FACT_GLIBC].version_path, "var/lib/dpkg/status");
	yard_facts(yard,
		"put var/lib/dpkg/status.d/base 'Package: base-files\\nVersion: 12\\n'\n"
		"put var/lib/dpkg/status.d/base.md5sums 'Package: no\\n'\n"
		"put var/lib/dpkg/other/x 'Package: no\\n'\n",
		FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), "base-files=12@:dpkg");
}

/* Letters count as they are written: "p:" is what a package provides. */
static void apk_tells_what_is_installed(void **state)
{
	static const char script[] = "mkdir -p lib/apk/db; put lib/ld-musl-x86_64.so.1\n"
				     "cp '" FIXTURES "/apk/installed' lib/apk/db/\n";
	static const char packages[] =
		"-build-deps=20250214.101502@:apk alpine-baselayout=3.6.8-r1@:apk "
		"libstdc++=14.2.0-r4@:apk musl=1.2.5-r9@:apk "
		"openssl=3.3.3_git20250110~deadbee-r0@:apk py3-numpy=2.1.3-r0@:apk";
	struct yard *yard = *state;

	yard_facts(yard, script, FACTS_NAMES);
	assert_int_equal(yard->facts.package_count, 0);
	yard_facts(yard, script, FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), packages);
	assert_string_equal(yard_fact(yard, FACT_GLIBC), "musl 1.2.5 lib/ld-musl-x86_64.so.1");
	assert_string_equal(yard->facts.values[FACT_GLIBC].version_path, "lib/apk/db/installed");
	/* Newer: lib is usr/lib, or the old place is a link. */
	yard_facts(yard,
		"mkdir -p usr/lib/apk/db; ln -s usr/lib lib\n"
		"cp '" FIXTURES "/apk/installed' usr/lib/apk/db/\n",
		FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), packages);
	yard_facts(yard,
		"put usr/lib/apk/db/installed 'P:a\\nV:1\\n'; mkdir -p lib/apk/db\n"
		"ln -s ../../../usr/lib/apk/db/installed lib/apk/db/installed\n",
		FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), "a=1@:apk");
	assert_string_equal(yard->facts.packages[0].path, "usr/lib/apk/db/installed");
	/* What is not as it should be. */
	yard_facts(yard,
		"put lib/apk/db/installed 'V:9\\n\\nP:\\nV:1\\n\\nP:b\\n\\n\\nV:2\\nP:c\\nP\\n:\\n\\nP:d\\nV:'\n"
		"mkdir -p usr/lib/apk/db/installed\n",
		FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), "b=-@:apk c=2@:apk d=-@:apk");
}

static void c_libraries_are_told_by_name(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"put lib64/libc-2.31.so; put opt/conda/sysroot/lib64/libc-2.17.so; put usr/lib/libc-client.so",
		FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_GLIBC), "glibc 2.31 lib64/libc-2.31.so");
	yard_facts(yard, "put lib/ld-musl-x86_64.so.1\n", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_GLIBC), "musl - lib/ld-musl-x86_64.so.1");
	yard_facts(yard, "put opt/x/libc.so.6\n", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_GLIBC), "- - -");
}

static void rocm_and_cuda(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard, "put opt/rocm-6.2.4/.info/version '6.2.4-120\\n'", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "rocm 6.2.4 opt/rocm-6.2.4");
	/* What the file says counts more than what the folder is called. */
	yard_facts(yard, "put opt/rocm-6.2.4/.info/version '6.1.3-1\\n'", FACTS_NAMES);
	assert_string_equal(
		yard_fact(yard, FACT_ROCM), "rocm 6.1.3 opt/rocm-6.2.4/.info/version");
	/* Of several the link decides. */
	yard_facts(yard,
		"put opt/rocm-5.7.0/.info/version 5.7.0; put opt/rocm-6.2.4/.info/version 6.2.4\n"
		"ln -s rocm-6.2.4 opt/rocm",
		FACTS_NAMES);
	assert_string_equal(
		yard_fact(yard, FACT_ROCM), "rocm 6.2.4 opt/rocm-6.2.4/.info/version");
	yard_facts(yard, "mkdir -p opt/rocm-6.1.0 opt/rocm-6.3.3; ln -s /opt/rocm-6.3.3 opt/rocm", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "rocm 6.3.3 opt/rocm-6.3.3");
	yard_facts(yard,
		"put opt/rocm-6.0/.info/version 'no version'; put home/rocm-9.9/x; put opt/rocmx/a/.info/version 3",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "rocm 6.0 opt/rocm-6.0");
	yard_facts(yard, "mkdir -p usr/local/cuda-12.4 opt/cuda-11; put opt/rocm-notes", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_CUDA), "cuda 12.4 usr/local/cuda-12.4");
	yard_facts(yard,
		"put usr/local/cuda-12.4/targets/x86_64-linux/lib/libcudart.so.12.4.127; put opt/cuda-9",
		FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_CUDA),
		"cuda 12.4 usr/local/cuda-12.4/targets/x86_64-linux/lib/libcudart.so.12.4.127");
	yard_facts(yard, "mkdir -p usr/local/cuda-12.4 opt/cuda-11; put opt/rocm-notes", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "- - -");
}

/* PyTorch's packages bring their ROCm along; one of the image's own counts more. */
static void rocm_of_torch(void **state)
{
#define TORCH "opt/venv/lib/python3.12/site-packages/torch-2.7.1+rocm6.3"
	struct yard *yard = *state;

	yard_facts(yard, "mkdir -p " TORCH ".dist-info", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "bundled 6.3 " TORCH ".dist-info");
	yard_facts(yard, "mkdir -p " TORCH ".4.git99.dist-info", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "bundled 6.3.4 " TORCH ".4.git99.dist-info");
	yard_facts(yard, "mkdir -p " TORCH ".dist-info opt/rocm-6.2.4", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "rocm 6.2.4 opt/rocm-6.2.4");
	yard_facts(yard,
		"mkdir -p opt/venv/lib/python3.12/site-packages/torch-2.7.1+cu126.dist-info "
		"opt/venv/lib/python3.12/site-packages/other-2.7.1+rocm6.3.dist-info "
		"opt/venv/lib/python3.11/site-packages/torch-2.7.1+rocm.dist-info",
		FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_ROCM), "- - -");
#undef TORCH
}

static void mount_points(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard, "mkdir -p user-software var/spool/slurmd opt/runscripts", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_USER_SOFTWARE), "yes - user-software");
	assert_string_equal(yard_fact(yard, FACT_SLURM_POINT), "yes - var/spool/slurmd");
	assert_string_equal(yard_fact(yard, FACT_RUNSCRIPTS), "no - -");
}

static void libraries_are_found_by_their_names(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"put usr/lib64/libfabric.so.1.28.0; ln -s libfabric.so.1.28.0 usr/lib64/libfabric.so.1\n"
		"put usr/lib64/pkgconfig/libfabric.pc 'Name: x\\nVersion: 2.1.0\\n'\n"
		"put usr/lib64/libcxi.so.1.5.0; put usr/lib64/libjansson.so.4.14.0\n"
		"put opt/venv/lib/python3.12/site-packages/torch/lib/librccl.so\n"
		"put opt/rocm-6.2.4/lib/librccl.so.1.0; put opt/aws-ofi-rccl/librccl-net.so\n"
		"put usr/lib64/libfabric.so.txt; put usr/lib64/libcxi.sox; mkdir usr/lib64/libcxi.so\n",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_LIBFABRIC),
		"libfabric 2.1.0 usr/lib64/libfabric.so.1.28.0");
	assert_string_equal(yard->facts.values[FACT_LIBFABRIC].version_path,
		"usr/lib64/pkgconfig/libfabric.pc");
	assert_string_equal(yard_fact(yard, FACT_LIBCXI), "libcxi - usr/lib64/libcxi.so.1.5.0");
	assert_string_equal(
		yard_fact(yard, FACT_LIBJANSSON), "libjansson - usr/lib64/libjansson.so.4.14.0");
	assert_string_equal(
		yard_fact(yard, FACT_RCCL), "rccl - opt/rocm-6.2.4/lib/librccl.so.1.0");
	assert_string_equal(yard_fact(yard, FACT_OFI_PLUGIN),
		"aws-ofi-rccl - opt/aws-ofi-rccl/librccl-net.so");
	yard_facts(yard, "put opt/cray/libfabric/2.3.1/lib64/libfabric.so.1.29.0", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_LIBFABRIC),
		"libfabric 2.3.1 opt/cray/libfabric/2.3.1/lib64/libfabric.so.1.29.0");
	/* AMD's packages say at the end for which ROCm they are. */
	yard_facts(yard,
		"put opt/rocm-6.2.4/lib/librccl.so.1.0; put var/lib/dpkg/status 'Package: rccl\n"
		"Status: install ok installed\nVersion: 2.20.5.60204-139~22.04\n'",
		FACTS_DATABASES);
	assert_string_equal(
		yard_fact(yard, FACT_RCCL), "rccl 2.20.5 opt/rocm-6.2.4/lib/librccl.so.1.0");
	/* A description beside another library says nothing of this one. */
	yard_facts(yard,
		"put usr/lib64/libfabric.so.1; put opt/x/lib/pkgconfig/libfabric.pc 'Version: 9\\n'",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_LIBFABRIC), "libfabric - usr/lib64/libfabric.so.1");
}

static void the_kind_of_mpi(void **state)
{
	static const struct {
		const char *script, *mpi, *abi;
	} rows[] = {
		{"put usr/lib/libmpi.so.12.5.2; put usr/lib/libmpich.so.12",
			"mpich - usr/lib/libmpich.so.12", "mpich 12.5.2 usr/lib/libmpi.so.12.5.2"},
		{"put usr/lib/libmpi.so.12.5.2; put usr/bin/mpichversion; "
		 "put usr/lib/pkgconfig/mpich.pc 'Version: 4.3.2\\n'",
			"mpich 4.3.2 usr/bin/mpichversion",
			"mpich 12.5.2 usr/lib/libmpi.so.12.5.2"},
		{"put usr/lib/libmpi.so.40.30.5; put usr/bin/ompi_info; "
		 "put usr/lib/pkgconfig/ompi.pc 'Version: 4.1.4\\n'",
			"openmpi 4.1.4 usr/bin/ompi_info",
			"openmpi 40.30.5 usr/lib/libmpi.so.40.30.5"},
		/* Open MPI 1.10 had the number 12, too. */
		{"put usr/lib/libmpi.so.12.0.3; put usr/lib/libopen-pal.so.13",
			"openmpi - usr/lib/libopen-pal.so.13", "openmpi - usr/lib/libopen-pal.so.13"},
		{"put opt/cray/pe/mpich/9.0.1/ofi/gnu/14.2/lib/libmpi_gnu_142.so.12",
			"cray-mpich 9.0.1 opt/cray/pe/mpich/9.0.1/ofi/gnu/14.2/lib/libmpi_gnu_142.so.12",
			"mpich 12 opt/cray/pe/mpich/9.0.1/ofi/gnu/14.2/lib/libmpi_gnu_142.so.12"},
		{"put opt/cray/pe/mpich/8.1.29/ofi/gnu/12.3/lib/libmpi_gnu_123.so.12; mkdir opt/cray/pe/lib64; "
		 "ln -s ../mpich/8.1.29/ofi/gnu/12.3/lib/libmpi_gnu_123.so.12 opt/cray/pe/lib64/",
			"cray-mpich 8.1.29 opt/cray/pe/lib64/libmpi_gnu_123.so.12",
			"mpich 12 opt/cray/pe/lib64/libmpi_gnu_123.so.12"},
		{"put opt/cray/pe/mpich/8.1.29/lib/libmpi_gnu.so.12; "
		 "put opt/cray/pe/mpich/9.0.1/lib/libmpi_gnu.so.12",
			"cray-mpich 8.1.29 opt/cray/pe/mpich/8.1.29/lib/libmpi_gnu.so.12",
			"mpich 12 opt/cray/pe/mpich/8.1.29/lib/libmpi_gnu.so.12"},
		{"put opt/cray/pe/mpich/8.1.29/lib/libmpi_gnu.so.12; "
		 "put opt/cray/pe/mpich/9.0.1/lib/libmpi_gnu.so.12; put opt/cray/pe/lib64/libmpi_gnu.so.12",
			"cray-mpich - opt/cray/pe/lib64/libmpi_gnu.so.12",
			"mpich 12 opt/cray/pe/lib64/libmpi_gnu.so.12"},
		/* Of two versions that which lies beside what proves the family. */
		{"put opt/a/lib/pkgconfig/mpich.pc 'Version: 3.4\n'; put opt/b/bin/mpichversion; "
		 "put opt/b/lib/libmpi.so.12.4.0; put opt/b/lib/pkgconfig/mpich.pc 'Version: 4.2\n'",
			"mpich 4.2 opt/b/bin/mpichversion", "mpich 12.4.0 opt/b/lib/libmpi.so.12.4.0"},
		{"put usr/lib/libmpi.so.12; put usr/bin/mpiname", "mvapich - usr/bin/mpiname",
			"mpich 12 usr/lib/libmpi.so.12"},
		/* The library alone: one of the family, nobody knows which. */
		{"put usr/lib/libmpi.so.12", "- - -", "mpich 12 usr/lib/libmpi.so.12"},
		/* What a package for Python brings along is not the image's MPI. */
		{"put opt/venv/lib/libmpi.so.12.0.0; put opt/venv/bin/impi_info; "
		 "put usr/lib/libmpi.so.12.6.0; put usr/lib/libmpich.so.12",
			"mpich - usr/lib/libmpich.so.12", "mpich 12.6.0 usr/lib/libmpi.so.12.6.0"},
		{"put usr/lib/libmpi.sox; put usr/lib/libmpi.so.7; put opt/c/pkgs/x/lib/libmpi.so.12; "
		 "mkdir -p usr/bin/ompi_info",
			"- - -", "- - -"},
	};
	struct yard *yard = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		yard_facts(yard, rows[i].script, FACTS_NAMES);
		assert_string_equal(yard_fact(yard, FACT_MPI), rows[i].mpi);
		assert_string_equal(yard_fact(yard, FACT_MPI_ABI), rows[i].abi);
	}
}

#define CONDA "put opt/m/envs/e/conda-meta/python-3.12.3-h_0.json; put opt/m/conda-meta/history\n"
#define ENV "put .singularity.d/env/"
#define VENV "put opt/v/pyvenv.cfg 'version = 3.11\\n'; " ENV

static void what_activates_an_environment(void **state)
{
	static const struct {
		const char *script, *activation, *python;
	} rows[] = {
		{CONDA ENV "10-d.sh 'export WITH_CONDA=\"source /opt/m/bin/activate e\"\\n'",
			"conda with-conda .singularity.d/env/10-d.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "10-d.sh 'export WITH_CONDA=\"${WITH_CONDA:-source /opt/m/bin/activate e}\"\\n'",
			"conda with-conda .singularity.d/env/10-d.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "10-d.sh 'WITH_CONDA=x\\nexport PATH=/opt/m/envs/e/bin:$PATH\\n'",
			"conda automatic .singularity.d/env/10-d.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "92-cotainr-env.sh '#!/bin/bash\\nsource /opt/m/etc/profile.d/conda.sh\\n"
			   "conda activate e\\n'",
			"conda automatic .singularity.d/env/92-cotainr-env.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA, "conda by-hand opt/m/conda-meta", "- - -"},
		{"put opt/v/pyvenv.cfg 'version = 3.11.2\\n'; " ENV
		 "90-e.sh \"export PATH=\\\"${PATH:+/opt/v/bin}:\\${PATH:-/bin}\\\"\\n\"",
			"venv automatic .singularity.d/env/90-e.sh",
			"python 3.11.2 opt/v/pyvenv.cfg"},
		/* A later script takes PATH anew. */
		{"put opt/v/pyvenv.cfg; " ENV "10-a.sh 'export PATH=/opt/v/bin\\n'; " ENV
		 "90-b.sh 'export PATH=/usr/bin\\n'",
			"venv by-hand opt/v/pyvenv.cfg", "- - -"},
		/* Not a script, a comment, a command: nothing is guessed. */
		{"put opt/v/pyvenv.cfg; " ENV "90-b 'PATH=/opt/v/bin\\n'; " ENV
		 "91-c.sh '# PATH=/opt/v/bin\\nPATH=$(cat x):/opt/v/bin\\nPATH=$OTHER:/opt/v/bin\\n'",
			"venv by-hand opt/v/pyvenv.cfg", "- - -"},
		/* Variables that a script has set, quotes, several commands in a line. */
		{VENV "90-e.sh 'export VENV=/opt/v OTHER=\"$X\"\\nPATH=\"$VENV/bin\":${PATH}\\n'",
			"venv automatic .singularity.d/env/90-e.sh", "python 3.11 opt/v/pyvenv.cfg"},
		{VENV "90-e.sh 'V=/opt; export PATH=${V}/v/bin${PATH:+:${PATH}}; umask 0022\\n'",
			"venv automatic .singularity.d/env/90-e.sh", "python 3.11 opt/v/pyvenv.cfg"},
		{VENV "90-e.sh 'V=/opt/v\\nV=$(pwd)\\nPATH=$V/bin\\nPATH=$PATH_OF:/opt/v/bin\\n'",
			"venv by-hand opt/v/pyvenv.cfg", "- - -"},
		{VENV "90-e.sh 'PATH=/opt/v/bin\\nPATH=\"${PATH:-/bin}:${NONE:-/x}\"\\n'",
			"venv automatic .singularity.d/env/90-e.sh", "python 3.11 opt/v/pyvenv.cfg"},
		{VENV "90-e.sh '. /opt/v/bin/activate\\n'",
			"venv automatic .singularity.d/env/90-e.sh", "python 3.11 opt/v/pyvenv.cfg"},
		{CONDA ENV "90-e.sh '. /opt/m/etc/profile.d/conda.sh && conda activate \"e\" || true\\n'",
			"conda automatic .singularity.d/env/90-e.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "90-e.sh 'eval \"$(micromamba shell hook)\"; micromamba activate /opt/m/envs/e\\n'",
			"conda automatic .singularity.d/env/90-e.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "90-e.sh 'source /opt/m/bin/activate e # always\\n'",
			"conda automatic .singularity.d/env/90-e.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{CONDA ENV "90-e.sh 'export WITH_CONDA=\". /opt/m/etc/profile.d/conda.sh; conda activate e\"\\n'",
			"conda with-conda .singularity.d/env/90-e.sh",
			"python 3.12.3 opt/m/envs/e/conda-meta"},
		{VENV "90-e.sh '[ -n \"$X\" ] && . /opt/v/bin/activate\\ntest -e /x || PATH=/opt/v/bin\\n'",
			"venv by-hand opt/v/pyvenv.cfg", "- - -"},
		{CONDA ENV "90-e.sh 'conda activate $WHICH\\necho conda activate e\\nsource e\\n'",
			"conda by-hand opt/m/conda-meta", "- - -"},
		{"put usr/bin/python3.6", "none - -", "python 3.6 usr/bin/python3.6"},
	};
	struct yard *yard = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		yard_facts(yard, rows[i].script, FACTS_NAMES);
		assert_string_equal(yard_fact(yard, FACT_ACTIVATION), rows[i].activation);
		assert_string_equal(yard_fact(yard, FACT_PYTHON), rows[i].python);
	}
}

static void what_a_runscript_does(void **state)
{
	static const struct {
		const char *text, *value;
	} rows[] = {
		{"'#!/bin/sh\\nexec \"$@\"\\n'", "runs-arguments"},
		{"'#!/bin/sh\\nexec python \"$@\"\\n'", "runs-arguments"},
		{"'#!/bin/sh\\n# exec \"$@\"\\necho hello\\n'", "plain"},
		{"'#!/bin/sh\\n\\n# nothing\\n'", "none"},
		{"''", "none"},
	};
	struct yard *yard = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		char *script = xasprintf("put .singularity.d/runscript %s", rows[i].text);
		yard_facts(yard, script, FACTS_NAMES);
		assert_string_equal(
			yard->facts.values[FACT_RUNSCRIPT].value, rows[i].value);
		free(script);
	}
	yard_facts(yard, "put x", FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_RUNSCRIPT), "none - -");
	yard_facts(yard, "put x", FACTS_WALK);
	assert_string_equal(yard_fact(yard, FACT_RUNSCRIPT), "- - -");
}

/* All kinds of images of one tree tell the same. */
static void every_kind_of_image_tells_the_same(void **state)
{
	static const char *const layer[] = {"x.sqfs"};
	static const char *const names[] = {"x.sqfs", "tree", "oci.sif"};
	struct yard *yard = *state;

	yard_facts(yard, CONDA "put usr/lib/libmpi.so.12; put etc/os-release 'ID=x\\n'\n"
		"put .singularity.d/Singularity x",
		FACTS_CONTENTS);
	make_oci(yard->grove.folder, layer, 1);
	char *wanted = xstrdup(yard_packages(yard));
	size_t files = yard->facts.file_count;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		assert_true(grove_open(&yard->grove, names[i]));
		facts_release(&yard->facts);
		assert_true(facts_read(yard->grove.tree, &yard->grove.sif, FACTS_CONTENTS, NULL,
			&yard->facts, &yard->grove.diags));
		assert_string_equal(yard_packages(yard), wanted);
		assert_int_equal(yard->facts.file_count, files);
		assert_string_equal(yard_fact(yard, FACT_OS), "x - etc/os-release");
	}
	free(wanted);
}

static void layers_hide_packages(void **state)
{
	static const char *const layers[] = {"lower.sqfs", "upper.sqfs"};
	struct yard *yard = *state;

	grove_run(&yard->grove,
		"d=lib/python3.12/site-packages; mkdir -p a/$d/old-1.dist-info a/$d/kept-1.dist-info\n"
		"mkdir -p b/$d/new-2.dist-info; mknod b/$d/old-1.dist-info c 0 0\n"
		"mksquashfs a lower.sqfs -noappend -no-progress; mksquashfs b upper.sqfs -noappend -no-progress\n");
	make_oci(yard->grove.folder, layers, 2);
	assert_true(grove_open(&yard->grove, "oci.sif"));
	assert_true(facts_read(yard->grove.tree, &yard->grove.sif, FACTS_NAMES, NULL, &yard->facts,
		&yard->grove.diags));
	assert_string_equal(yard_packages(yard), "kept=1@:python new=2@:python");
	assert_string_equal(yard_fact(yard, FACT_RUNSCRIPT), "runs-arguments - oci-config.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		YARD(os_release_is_read_through_links),
		YARD(dpkg_tells_what_is_installed),
		YARD(apk_tells_what_is_installed),
		YARD(c_libraries_are_told_by_name),
		YARD(rocm_and_cuda),
		YARD(rocm_of_torch),
		YARD(mount_points),
		YARD(libraries_are_found_by_their_names),
		YARD(the_kind_of_mpi),
		YARD(what_activates_an_environment),
		YARD(what_a_runscript_does),
		YARD(every_kind_of_image_tells_the_same),
		YARD(layers_hide_packages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
