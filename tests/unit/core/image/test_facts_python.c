#include "testing.h"

#include "core/image/facts_maker.h"

static void keys_follow_pep_503(void **state)
{
	static const struct {
		const char *name, *key;
	} rows[] = {
		{"torch", "torch"}, {"Flash_Attn", "flash-attn"}, {"zope.interface", "zope-interface"},
		{"a-_.b", "a-b"}, {"ruamel.yaml.clib", "ruamel-yaml-clib"}, {"", ""}, {"--", "-"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		assert_string_equal(package_key(rows[i].name, &arena), rows[i].key);
	arena_release(&arena);
}

#define SITE "opt/venv/lib/python3.12/site-packages/"

static void names_tell_packages_and_versions(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p " SITE "torch-2.7.1+rocm6.2.4.dist-info " SITE "Flash_Attn-2.7.3.dist-info "
		SITE "zope.interface-5.0-beta.dist-info " SITE "my-own-pkg-1.0.dist-info " SITE
		"nothing.dist-info " SITE "old-1.2-py3.12.egg-info " SITE "tool-0.1-py3.12.egg\n"
		"put " SITE "single-3.1.egg-info\n",
		FACTS_WALK);
	assert_string_equal(yard_packages(yard),
		"flash-attn=2.7.3@opt/venv:python my-own-pkg=1.0@opt/venv:python "
		"nothing=-@opt/venv:python old=1.2@opt/venv:egg single=3.1@opt/venv:egg "
		"tool=0.1@opt/venv:egg torch=2.7.1+rocm6.2.4@opt/venv:python "
		"zope-interface=5.0-beta@opt/venv:python");
	assert_string_equal(yard->facts.packages[0].name, "Flash_Attn");
	assert_string_equal(yard->facts.packages[0].path, SITE "Flash_Attn-2.7.3.dist-info");
	assert_int_equal(yard->facts.environment_count, 1);
	assert_int_equal(yard->facts.environments[0].kind, ENVIRONMENT_PYTHON);
	assert_string_equal(yard->facts.environments[0].python, "3.12");
	assert_no_diags(&yard->grove.diags);
}

static void what_others_carry_along_is_not_installed(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p " SITE "setuptools/_vendor/wheel-0.43.0.dist-info " SITE
		"torch/lib/x-1.0.dist-info src/lib-1.0.dist-info x-1.0.dist-info "
		"opt/conda/pkgs/numpy-1.26-0/lib/python3.12/site-packages/numpy-1.26.dist-info "
		"opt/python3.12/site-packages/y-1.0.dist-info\n"
		"put opt/conda/pkgs/numpy-1.26-0/conda-meta/numpy-1.26-0.json\n"
		"put " SITE "file-1.0.dist-info; put data/fried.egg; put docs/history\n"
		"mkdir " SITE "~umpy-1.26.4.dist-info\n",
		FACTS_CONTENTS);
	assert_string_equal(yard_packages(yard), "");
}

static void conda_names_end_with_two_dashes(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"put opt/c/conda-meta/libstdcxx-ng-11.2.0-h1234567_1.json\n"
		"put opt/c/conda-meta/python-3.12.3-h955ad1f_0.json\n"
		"put opt/c/conda-meta/onedash-1.0.json; put opt/c/conda-meta/none.json\n"
		"put opt/c/conda-meta/-1-2.json; put opt/c/conda-meta/a--b.json\n"
		"put opt/c/conda-meta/state; put opt/c/share/x-1-2.json\n"
		"put opt/c/envs/e/conda-meta/history\n",
		FACTS_WALK);
	assert_string_equal(yard_packages(yard),
		"libstdcxx-ng=11.2.0@opt/c:conda python=3.12.3@opt/c:conda");
	assert_int_equal(yard->facts.environment_count, 2);
	assert_string_equal(yard->facts.environments[0].prefix, "opt/c");
	assert_int_equal(yard->facts.environments[0].kind, ENVIRONMENT_CONDA);
	assert_string_equal(yard->facts.environments[0].python, "3.12.3");
	assert_string_equal(yard->facts.environments[1].prefix, "opt/c/envs/e");
	assert_null(yard->facts.environments[1].python);
}

static void versions_are_read_where_names_lack_them(void **state)
{
	static const char script[] =
		"put " SITE "a.dist-info/METADATA 'Metadata-Version: 2.1\\nName: A\\nVersion: 1.5\\n'\n"
		"put " SITE "b.egg-info/PKG-INFO 'Name: b\\nVersion: 0.2\\r\\n'\n"
		"put " SITE "c.egg-info 'Name: c\\nVersion: 7\\n'\n"
		"put " SITE "d.dist-info/METADATA 'Name: d\\n\\nVersion: 9 is in the text\\n'\n"
		"put " SITE "e.dist-info/RECORD\n"
		"put " SITE "f.dist-info/METADATA 'Name: f\nVersion: 6\n\n'; "
		"head -c 3000000 /dev/zero | tr '\\0' x >> " SITE "f.dist-info/METADATA\n";
	struct yard *yard = *state;

	yard_facts(yard, script, FACTS_NAMES);
	assert_string_equal(yard_packages(yard),
		"a=-@opt/venv:python b=-@opt/venv:egg c=-@opt/venv:egg d=-@opt/venv:python "
		"e=-@opt/venv:python f=-@opt/venv:python");
	yard_facts(yard, script, FACTS_DATABASES);
	assert_string_equal(yard_packages(yard),
		"a=1.5@opt/venv:python b=0.2@opt/venv:egg c=7@opt/venv:egg d=-@opt/venv:python "
		"e=-@opt/venv:python f=6@opt/venv:python");
}

/* Builds of Python without a global lock have a "t" in the names of their folders. */
static void python_without_a_lock(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p usr/local/lib/python3.13t/site-packages/numpy-2.2.0.dist-info usr/local/bin\n"
		"put usr/local/bin/python3.13t; ln -s python3.13t usr/local/bin/python3\n"
		"mkdir -p opt/v/lib/python3.14t/site-packages/six-1.0.dist-info opt/v/lib/pythont\n"
		"put opt/v/pyvenv.cfg 'version = 3.14.0\\n'\n",
		FACTS_NAMES);
	assert_string_equal(yard_packages(yard), "numpy=2.2.0@:python six=1.0@opt/v:python");
	assert_string_equal(yard_fact(yard, FACT_PYTHON), "python 3.13 usr/local/bin/python3.13t");
}

/* Views of Spack are folders of links to the packages, each of which has a prefix of its own. */
static void links_to_packages_are_packages(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p spack/py-six/lib/python3.12/site-packages/six-1.16.0.dist-info "
		"view/lib/python3.12/site-packages\n"
		"ln -s ../../../../spack/py-six/lib/python3.12/site-packages/six-1.16.0.dist-info "
		"view/lib/python3.12/site-packages/six-1.16.0.dist-info\n",
		FACTS_WALK);
	assert_string_equal(
		yard_packages(yard), "six=1.16.0@spack/py-six:python six=1.16.0@view:python");
}

/* Folders and zip files; what has no version in its name has it in EGG-INFO. */
static void eggs_are_packages(void **state)
{
	static const char script[] =
		"mkdir -p " SITE "a-1.0.egg/EGG-INFO " SITE "b.egg/EGG-INFO " SITE
		"c-2.1-py3.12-linux-x86_64.egg " SITE ".egg data-1.0.egg\n"
		"put " SITE "b.egg/EGG-INFO/PKG-INFO 'Name: B\\nVersion: 3.3\\n'\n"
		"put " SITE "d-4.0.egg PK; put " SITE "e-py3.12.egg 'Version: 9'\n"
		"put " SITE "fried.egg 'Version: 9'; put opt/eggs-1.0.egg\n"
		"put " SITE "b.egg/EGG-INFO/entry_points.txt '[console_scripts]\\nb-tool = b:main\\n'\n"
		"put opt/venv/bin/b-tool\n";
	struct yard *yard = *state;

	yard_facts(yard, script, FACTS_WALK);
	assert_string_equal(yard_packages(yard),
		"a=1.0@opt/venv:egg b=-@opt/venv:egg c=2.1@opt/venv:egg d=4.0@opt/venv:egg "
		"e=-@opt/venv:egg");
	yard_facts(yard, script, FACTS_CONTENTS);
	assert_string_equal(yard_packages(yard),
		"a=1.0@opt/venv:egg b=3.3@opt/venv:egg c=2.1@opt/venv:egg d=4.0@opt/venv:egg "
		"e=-@opt/venv:egg");
	assert_int_equal(yard->facts.tool_count, 1);
	assert_string_equal(yard->facts.tools[0].path, "opt/venv/bin/b-tool");
	/* In a folder of PYTHONPATH as well. */
	yard_facts(yard,
		"mkdir -p opt/pkgs/x-1.0-py3.12.egg; put opt/pkgs/fried.egg\n"
		"put .singularity.d/env/10-a.sh 'export PYTHONPATH=/opt/pkgs\\n'\n",
		FACTS_DATABASES);
	assert_string_equal(yard_packages(yard), "x=1.0@opt/pkgs:egg");
}

static void environments_are_told_apart(void **state)
{
	struct yard *yard = *state;
	const struct package *run;
	size_t count;

	yard_facts(yard,
		"mkdir -p " SITE "numpy-2.0.dist-info usr/lib/python3/dist-packages/numpy-1.0.dist-info "
		"usr/local/lib/python3.12/dist-packages/pip-24.0.dist-info "
		"opt/cray/pe/python/3.11.7/lib/python3.11/site-packages/numpy-1.5.dist-info\n"
		"put opt/venv/pyvenv.cfg 'home = /usr/bin\\nversion_info = 3.12.3.final.0\\n'\n"
		"put usr/bin/python3.12; ln -s python3.12 usr/bin/python3; put usr/bin/python3.12-config\n"
		"put .singularity.d/env/90-environment.sh 'export PATH=\"/opt/venv/bin:$PATH\"\\n'\n",
		FACTS_NAMES);
	assert_string_equal(yard_packages(yard),
		"numpy=1.0@:python numpy=2.0@opt/venv:python "
		"numpy=1.5@opt/cray/pe/python/3.11.7:python pip=24.0@:python");
	assert_int_equal(yard->facts.environments[0].kind, ENVIRONMENT_SYSTEM);
	assert_string_equal(yard->facts.environments[0].python, "3.12");
	assert_int_equal(yard->facts.environments[1].kind, ENVIRONMENT_VENV);
	assert_string_equal(yard->facts.environments[1].python, "3.12.3");
	assert_string_equal(yard->facts.environments[1].path, "opt/venv/pyvenv.cfg");
	assert_true(yard->facts.environments[0].active && yard->facts.environments[1].active);
	assert_false(yard->facts.environments[2].active);
	run = facts_packages(&yard->facts, "numpy", &count);
	assert_int_equal(count, 3);
	assert_string_equal(run->version, "1.0");
	assert_null(facts_packages(&yard->facts, "nump", &count));
	assert_int_equal(count, 0);
	assert_string_equal(yard_fact(yard, FACT_PYTHON), "python 3.12.3 opt/venv/pyvenv.cfg");
}

/* As in the images of python on Docker Hub; Debian's own python3 is there, too. */
static void the_first_python_of_the_path_is_the_one(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"put usr/bin/python3.11; ln -s python3.11 usr/bin/python3\n"
		"put usr/local/bin/python3.12; put usr/local/bin/python3.13\n"
		"ln -s python3.12 usr/local/bin/python3\n",
		FACTS_NAMES);
	assert_string_equal(
		yard_fact(yard, FACT_PYTHON), "python 3.12 usr/local/bin/python3.12");
	assert_string_equal(yard->facts.environments[0].python, "3.12");
	/* Without the name python3 nobody gets it. */
	yard_facts(yard,
		"put usr/bin/python3.11; ln -s python3.11 usr/bin/python3\n"
		"put usr/local/bin/python3.12\n",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_PYTHON), "python 3.11 usr/bin/python3.11");
	/* A link out of usr/local brings nothing of its own. */
	yard_facts(yard,
		"put usr/bin/python3.11; mkdir -p usr/local/bin\n"
		"ln -s /usr/bin/python3.11 usr/local/bin/python3\n",
		FACTS_NAMES);
	assert_string_equal(yard_fact(yard, FACT_PYTHON), "python 3.11 usr/bin/python3.11");
}

/* "KEY=VERSION@PREFIX(PYTHON) ..." */
static const char *packages_by_python(struct yard *yard)
{
	struct text *text = &yard->grove.text;

	text_truncate(text, 0);
	for (size_t i = 0; i < yard->facts.package_count; i++) {
		const struct package *package = &yard->facts.packages[i];
		const struct package_environment *environment =
			&yard->facts.environments[package->environment];
		text_append_format(text, "%s%s=%s@%s(%s%s)", i > 0 ? " " : "", package->key,
			package->version != NULL ? package->version : "-", environment->prefix,
			environment->python != NULL ? environment->python : "-",
			environment->active ? "" : ", not active");
	}
	return text_string(text);
}

static void pythons_of_one_prefix_are_told_apart(void **state)
{
	struct yard *yard = *state;

	/* A distribution with two: what python3 starts is the system's, though the other is newer. */
	yard_facts(yard,
		"put usr/bin/python3.6; put usr/bin/python3.11; ln -s python3.6 usr/bin/python3\n"
		"mkdir -p usr/lib/python3.11/site-packages/numpy-2.0.dist-info "
		"usr/lib/python3.6/site-packages/numpy-1.0.dist-info "
		"usr/lib64/python3.6/site-packages/six-1.1-py3.6.egg-info\n",
		FACTS_NAMES);
	assert_string_equal(packages_by_python(yard),
		"numpy=1.0@(3.6) numpy=2.0@(3.11, not active) six=1.1@(3.6)");
	assert_int_equal(yard->facts.environments[1].kind, ENVIRONMENT_SYSTEM);
	assert_string_equal(
		yard->facts.environments[1].path, "usr/lib/python3.11/site-packages");
	assert_string_equal(yard_fact(yard, FACT_PYTHON), "python 3.6 usr/bin/python3.6");
	/* As python on Docker Hub: Debian's packages are not those of the Python in usr/local. */
	yard_facts(yard,
		"put usr/bin/python3.11; ln -s python3.11 usr/bin/python3\n"
		"put usr/local/bin/python3.12; ln -s python3.12 usr/local/bin/python3\n"
		"mkdir -p usr/lib/python3/dist-packages/six-1.16.dist-info "
		"usr/local/lib/python3.12/site-packages/pip-25.0.dist-info\n",
		FACTS_NAMES);
	assert_string_equal(
		packages_by_python(yard), "pip=25.0@(3.12) six=1.16@(3.11, not active)");
	/* What an older Python of a venv has left behind. */
	yard_facts(yard,
		"mkdir -p opt/venv/lib/python3.9/site-packages/old-1.0.dist-info " SITE
		"new-1.0.dist-info\n"
		"put opt/venv/pyvenv.cfg 'version = 3.12.3\\n'\n",
		FACTS_NAMES);
	assert_string_equal(packages_by_python(yard),
		"new=1.0@opt/venv(3.12.3, not active) old=1.0@opt/venv(3.9, not active)");
	assert_int_equal(yard->facts.environments[0].kind, ENVIRONMENT_VENV);
	assert_int_equal(yard->facts.environments[1].kind, ENVIRONMENT_PYTHON);
	/* What a venv starts tells its version, and does not prove it. */
	yard_facts(yard,
		"put usr/local/bin/python3.12; ln -s python3.12 usr/local/bin/python3\n"
		"mkdir -p opt/venv/bin; ln -s /usr/local/bin/python3 opt/venv/bin/python3\n"
		"put opt/venv/pyvenv.cfg 'home = /usr/local/bin\\n'\n",
		FACTS_NAMES);
	assert_int_equal(yard->facts.environment_count, 2);
	assert_int_equal(yard->facts.environments[1].kind, ENVIRONMENT_VENV);
	assert_string_equal(yard->facts.environments[1].python, "3.12");
	assert_string_equal(yard->facts.environments[1].path, "opt/venv/pyvenv.cfg");
}

/* More than are told apart: none is lost. */
static void many_pythons_do_no_harm(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"for i in $(seq 0 99); do mkdir -p usr/lib/python3.$i/site-packages/x-$i.dist-info; done",
		FACTS_NAMES);
	assert_int_equal(yard->facts.package_count, 100);
	assert_in_range(yard->facts.environment_count, 2, 40);
}

static void folders_of_pythonpath_are_environments(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"mkdir -p opt/pkgs/torch-2.7.1.dist-info opt/more/six-1.0.dist-info "
		"opt/none/x opt/pkgs/torch/y-1.0.dist-info " SITE "known-1.0.dist-info\n"
		"put .singularity.d/env/10-a.sh 'export PYTHONPATH=/opt/more\\n'\n"
		"put .singularity.d/env/20-b.sh 'export PYTHONPATH=\"/opt/pkgs:/opt/none:/opt/gone:"
		"/opt/../opt/pkgs:/" SITE ":$HOME/x:relative:$PYTHONPATH\"\\n'\n",
		FACTS_NAMES);
	assert_string_equal(packages_by_python(yard),
		"known=1.0@opt/venv(3.12, not active) six=1.0@opt/more(-) "
		"torch=2.7.1@opt/pkgs(-)");
	assert_int_equal(yard->facts.environments[0].kind, ENVIRONMENT_FOLDER);
	assert_string_equal(yard->facts.environments[0].path, ".singularity.d/env/20-b.sh");
	/* An assignment without its own name in it takes the place of the former. */
	yard_facts(yard,
		"mkdir -p opt/pkgs/torch-2.7.1.dist-info opt/more/six-1.0.dist-info\n"
		"put .singularity.d/env/10-a.sh 'PYTHONPATH=/opt/more\\n'\n"
		"put .singularity.d/env/20-b.sh 'PYTHONPATH=/opt/pkgs/ # last\\n'\n",
		FACTS_NAMES);
	assert_string_equal(packages_by_python(yard), "torch=2.7.1@opt/pkgs(-)");
	/* The walk alone knows it as well, although the head of the image has not kept the script. */
	yard_facts(yard,
		"mkdir -p opt/pkgs/torch-2.7.1.dist-info; "
		"put .singularity.d/env/10-a.sh 'PYTHONPATH=/opt/pkgs\n'\n",
		FACTS_WALK);
	assert_string_equal(packages_by_python(yard), "torch=2.7.1@opt/pkgs(-)");
}

static void links_of_develop_are_packages(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard, "put " SITE "My_Tool.egg-link '/home/x/tool\\n.'; put x/other.egg-link",
		FACTS_NAMES);
	assert_string_equal(packages_by_python(yard), "my-tool=-@opt/venv(3.12, not active)");
	/* The version lies where the link points, when that is in the image. */
	yard_facts(yard,
		"put " SITE "My-Own-Tool.egg-link '/opt/src-1/tool\\n.'\n"
		"put opt/src-1/tool/My_Own_Tool.egg-info/PKG-INFO 'Name: My-Own-Tool\\nVersion: 0.4\\n'\n"
		"put " SITE "a.egg-link ''; put " SITE "b.egg-link '/'; put " SITE "c.egg-link 'opt\\n'",
		FACTS_DATABASES);
	assert_string_equal(packages_by_python(yard),
		"a=-@opt/venv(3.12, not active) b=-@opt/venv(3.12, not active) "
		"c=-@opt/venv(3.12, not active) my-own-tool=0.4@opt/venv(3.12, not active)");
}

static void entry_points_become_commands(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"put " SITE "torch-2.7.dist-info/entry_points.txt '[console_scripts]\\n"
		"torchrun = torch.distributed.run:main\\ngone = x:y\\n../../etc/passwd = x:y\\n"
		"extra = a.b:c [test]\\n# no = x:y\\nbroken\\n[gui_scripts]\\nwindow = x:y\\n'\n"
		"put opt/venv/bin/torchrun; put opt/venv/bin/extra; put opt/venv/bin/window\n"
		"put runscripts/conda-python-simple; chmod +x runscripts/conda-python-simple\n"
		"put runscripts/readme; chmod 644 runscripts/readme\n",
		FACTS_CONTENTS);
	assert_int_equal(yard->facts.tool_count, 3);
	assert_string_equal(yard->facts.tools[0].name, "conda-python-simple");
	assert_null(yard->facts.tools[0].target);
	assert_string_equal(yard->facts.tools[1].name, "extra");
	assert_string_equal(yard->facts.tools[1].target, "a.b:c");
	assert_string_equal(yard->facts.tools[2].path, "opt/venv/bin/torchrun");
	assert_string_equal(yard->facts.tools[2].target, "torch.distributed.run:main");
	assert_string_equal(yard_fact(yard, FACT_RUNSCRIPTS), "yes - runscripts");
	/* What "pip --target" has filled has its commands within. */
	yard_facts(yard,
		"put opt/more/x-1.dist-info/entry_points.txt '[console_scripts]\nx = x:main\n'\n"
		"put opt/more/bin/x; put bin/x; put usr/bin/y\n"
		"put usr/lib/python3/dist-packages/y-1.egg-info/entry_points.txt '[console_scripts]\ny=y:m'",
		FACTS_CONTENTS);
	assert_int_equal(yard->facts.tool_count, 2);
	assert_string_equal(yard->facts.tools[0].path, "opt/more/bin/x");
	assert_string_equal(yard->facts.tools[1].path, "usr/bin/y");
}

static void hostile_names_do_no_harm(void **state)
{
	struct yard *yard = *state;
	size_t count;

	yard_facts(yard,
		"mkdir -p " SITE "\"$(printf 'red\\033[31m-1.0.dist-info')\"\n"
		"mkdir -p " SITE "\"$(printf 'bytes\\377\\376-1.0.dist-info')\"\n"
		"mkdir -p " SITE "\"$(printf 'new\\nline-1.0.dist-info')\"\n"
		"mkdir -p " SITE ".dist-info " SITE "-.dist-info " SITE "-1.0.dist-info " SITE ".egg-info\n"
		"n=$(head -c 230 /dev/zero | tr '\\0' x); mkdir " SITE "$n-1.0.dist-info\n"
		"n=$(head -c 230 /dev/zero | tr '\\0' 9); mkdir " SITE "huge-$n.dist-info\n"
		"mkdir -p conda-meta etc; put conda-meta/root-1.0-0.json; ln -s loop etc/os-release\n"
		"mkdir -p var/lib/dpkg/status opt/venv/pyvenv.cfg .singularity.d/env/90-x.sh\n"
		"mkfifo pyvenv.cfg\n",
		FACTS_CONTENTS);
	assert_non_null(facts_packages(&yard->facts, "red\033[31m", &count));
	assert_non_null(facts_packages(&yard->facts, "bytes\377\376", &count));
	assert_non_null(facts_packages(&yard->facts, "new\nline", &count));
	assert_non_null(facts_packages(&yard->facts, "root", &count));
	for (size_t i = 0; i < yard->facts.package_count; i++)
		assert_true(yard->facts.packages[i].name[0] != '\0');
}

static void the_number_of_environments_is_bounded(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard,
		"for i in $(seq 1 1005); do d=e$i/lib/python3.12/site-packages/a-$i.dist-info; "
		"echo $d; done | xargs mkdir -p\n",
		FACTS_WALK);
	assert_int_equal(yard->facts.environment_count, FACTS_ENVIRONMENTS_MAX);
	assert_int_equal(yard->facts.package_count, FACTS_ENVIRONMENTS_MAX);
	assert_true(yard->facts.cut);
	assert_only_diag(&yard->grove.diags, "I47");
}

static void reading_can_be_cancelled(void **state)
{
	struct yard *yard = *state;
	atomic_bool cancel = true;
	struct facts facts = {0};

	yard_make(yard, "for i in $(seq 1 2000); do echo f$i; done | xargs touch\n");
	assert_true(grove_open(&yard->grove, "x.sif"));
	assert_false(facts_read(yard->grove.tree, &yard->grove.sif, FACTS_NAMES, &cancel, &facts,
		&yard->grove.diags));
	assert_no_diags(&yard->grove.diags);
	facts_release(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_follow_pep_503),
		YARD(names_tell_packages_and_versions),
		YARD(what_others_carry_along_is_not_installed),
		YARD(conda_names_end_with_two_dashes),
		YARD(versions_are_read_where_names_lack_them),
		YARD(eggs_are_packages),
		YARD(python_without_a_lock),
		YARD(links_to_packages_are_packages),
		YARD(environments_are_told_apart),
		YARD(the_first_python_of_the_path_is_the_one),
		YARD(pythons_of_one_prefix_are_told_apart),
		YARD(many_pythons_do_no_harm),
		YARD(folders_of_pythonpath_are_environments),
		YARD(links_of_develop_are_packages),
		YARD(entry_points_become_commands),
		YARD(hostile_names_do_no_harm),
		YARD(the_number_of_environments_is_bounded),
		YARD(reading_can_be_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
