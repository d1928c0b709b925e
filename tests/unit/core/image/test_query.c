#include "testing.h"

#include "core/image/query_maker.h"
#include "image/facts.h"

static void test_conditions(void **state)
{
	static const struct {
		const char *query, *file;
		bool match;
	} cases[] = {
		{"", mine, true},
		{"  \t ", mine, true},
		/* Text. */
		{"family=lumi", torch_271, true},
		{"family:LUMI", torch_271, true},
		{"FAMILY=lumi", torch_271, true},
		{"family=laif", torch_271, false},
		{"family=lumi", mine, false},
		{"family!=laif", torch_271, true},
		{"family!=lumi", torch_271, false},
		{"family!=laif", mine, true},
		{"!family=laif", mine, true},
		{"!family=lumi", torch_271, false},
		{"framework=pytorch", torch_271, true},
		{"framework:torch", torch_271, true},
		{"framework=tf", tf, true},
		{"framework!=torch", torch_271, false},
		{"layer=full", laif_full, true},
		{"layer=full", laif_mpich, false},
		{"root=laifs", mine, true},
		{"root=laif", mine, false},
		{"kind=sif", mine, true},
		{"kind=oci-sif", mine, false},
		{"kind!=squashfs", mine, true},
		{"name=my-torch", mine, true},
		{"name=MY-TORCH.sif", mine, true},
		{"name=my-torc", mine, false},
		/* Versions. */
		{"python=3.12", torch_271, true},
		{"python=3.1", torch_271, false},
		{"python=3", torch_271, true},
		{"python=3.12.1", torch_271, false},
		{"python!=3.12", torch_271, false},
		{"python!=3.11", torch_271, true},
		{"python!=3.11", mine, false},
		{"rocm=6.2", torch_271, true},
		{"rocm=6.2.*", torch_271, true},
		{"rocm==6.2.4", torch_271, true},
		{"rocm!=6.2", torch_271, false},
		{"rocm<6.4", torch_271, true},
		{"rocm<6.4", laif_full, false},
		{"rocm<6.4", mine, false},
		{"rocm<6.4", cpe, false},
		{"!rocm<6.4", mine, true},
		{"rocm>=7.0", laif_full, true},
		{"rocm<=6.0.3", rocm, true},
		{"rocm<6.0.3", rocm, false},
		{"rocm>6.0.3", rocm, false},
		{"version>=2.7", torch_271, true},
		{"version=25.09", cpe, true},
		/* Frameworks. */
		{"pytorch>=2.6", torch_271, true},
		{"torch>=2.6", torch_271, true},
		{"torch>=2.6", torch_201, false},
		{"Torch>=2.6", laif_full, true},
		{"torch>2.9", laif_full, true}, /* 2.10 */
		{"torch=2.1", laif_full, false},
		{"torch<3", mine, false},
		{"torch<9", jax, false},
		{"torch<9", laif_mpich, false},
		{"tf>=2.16", tf, true},
		{"jax<0.5", jax, true},
		{"jax<0.4.28", jax, false},
		{"mpich=5.0", laif_mpich, true},
		{"torch>=2.6 rocm<6.4 python=3.12", torch_271, true},
		{"torch>=2.6 rocm<6.2 python=3.12", torch_271, false},
		/* Dates and hashes are before and after nothing. */
		{"torch>=2.6", torch_day, false},
		{"torch<2.6", torch_day, false},
		{"torch=20240918", torch_day, true},
		{"torch>20240801", torch_day, true},
		{"torch>20240801", torch_271, false},
		{"alphafold>=2", alphafold, false},
		{"alphafold<2", alphafold, false},
		{"alphafold=69AFC4D", alphafold, true},
		{"alphafold!=2", alphafold, true},
		/* Size and time. */
		{"size<8G", mine, false},
		{"size<=8G", mine, true},
		{"size>500M", mine, true},
		{"size=8GiB", mine, true},
		{"size!=8G", mine, false},
		{"newer:2025-06", mine, true},
		{"newer:2025-06-30", mine, true},
		{"newer:2025-07", mine, false},
		{"newer=2025", mine, true},
		{"older:2025-06-30", mine, false},
		{"older:2025-07", mine, true},
		{"older:2026", mine, true},
		/* Words. */
		{"VLLM", torch_day, true},
		{"vllm", torch_271, false},
		{"!vllm", torch_271, true},
		{"!vllm", torch_day, false},
		{"6.2.4 python-3.12", torch_271, true},
		{"torch", torch_271, true},
		{"torch", laif_full, true},
		{"torch", laif_mpich, false},
		{"!torch", laif_mpich, true},
		{"multitorch", laif_mpich, true},
		{"torch", mine, true},
		{"tf", tf, true},
		{"tf", torch_271, false},
		{"mpich", laif_mpich, true},
		{"rocm", torch_271, true},
		{"a!b", mine, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct arena arena = {0};
		struct image image = make_image(&arena, cases[i].file);
		if (matches(cases[i].query, &image) != cases[i].match)
			fail_msg("'%s' and %s", cases[i].query, cases[i].file);
		arena_release(&arena);
	}
}

/* A free word stands in a name where the C library finds it there. */
static void test_words_as_the_library(void **state)
{
	unsigned random = 1;
	struct image image = {0};
	char name[24], word[5];

	(void)state;
	image.path = image.target = name;
	for (int round = 0; round < 20000; round++) {
		/* Few letters, so that many words are there, also only half. */
		for (size_t i = 0; i < sizeof name - 1; i++)
			name[i] = "abcABC1-"[(random = random * 1103515245u + 12345u) >> 16 & 7];
		name[round % (int)sizeof name] = '\0';
		for (size_t i = 0; i < sizeof word - 1; i++)
			word[i] = "abcABC1-"[(random = random * 1103515245u + 12345u) >> 16 & 7];
		word[1 + round % 4] = '\0';
		image.file = name;
		if (matches(word, &image) != (strcasestr(name, word) != NULL))
			fail_msg("'%s' in '%s'", word, name);
	}
}

static void test_aliases_count(void **state)
{
	struct arena arena = {0};
	struct image image = make_image(&arena, laif_full);
	char alias[] = "/images/newest-of-all.sif", *aliases[] = {alias};

	(void)state;
	assert_false(matches("of-all", &image));
	image.aliases = aliases;
	image.alias_count = 1;
	assert_true(matches("of-all", &image));
	assert_true(matches("name=newest-of-all", &image));
	assert_false(matches("images", &image));
	arena_release(&arena);
}

/* With blanks around the operator it is the same query. */
static void test_blanks(void **state)
{
	static const struct {
		const char *loose, *tight;
	} cases[] = {
		{"torch >= 2.6", "torch>=2.6"},
		{"torch >=2.6", "torch>=2.6"},
		{"torch>= 2.6", "torch>=2.6"},
		{"torch\t<\n2.6 ", "torch<2.6"},
		{"torch < = 2.7", "torch<=2.7"},
		{"rocm != 6.2", "rocm!=6.2"},
		{"!rocm = 6.2", "!rocm=6.2"},
		{"lumi torch >= 2.6 rocm < 6.4 python = 3.12", "lumi torch>=2.6 rocm<6.4 python=3.12"},
		{"family : lumi", "family:lumi"},
		{"has : einops >= 1", "has:einops>=1"},
		{"flash-attn >= 2.5", "flash-attn>=2.5"},
		{"kind = sif newest", "kind=sif newest"},
	};
	const char *const files[] = {torch_271, laif_full, laif_mpich, tf, mine};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		for (size_t f = 0; f < ARRAY_LENGTH(files); f++) {
			struct arena arena = {0};
			struct image image = make_image(&arena, files[f]);
			if (matches(cases[i].loose, &image) != matches(cases[i].tight, &image))
				fail_msg("'%s' of '%s'", cases[i].loose, files[f]);
			arena_release(&arena);
		}
}

static void test_bad_queries(void **state)
{
	static const struct {
		const char *query, *message, *hint;
	} cases[] = {
		{"pythn=3.12", "'pythn'", "'python'"},
		{"torch>=2 rcom<6", "'rcom<6'", "'rocm'"},
		{"zzzzzzzz=x", "'zzzzzzzz'", "family, framework"},
		{"=3", "'=3' does not say of what", "its own name"},
		{">= 2.6 torch", "'>=2.6' does not say of what", NULL},
		{"torch>=2.6 <3", "'<3' does not say of what", "'torch>=2.6 torch<3'"},
		{"newest >= 3", "'>=3' does not say of what", NULL},
		{"torch >=", "'torch>=' has no value", NULL},
		{"torch >= rocm<6", "'rocm<6'", "2.7.1"},
		{"rocm=", "no value", NULL},
		{"rocm<", "no value", NULL},
		{"rocm<six", "'six'", NULL},
		{"family<lumi", "'family'", "= and !="},
		{"kind=siff", "'siff'", "'sif'"},
		{"kind=somethingelse", "'somethingelse'", "oci-sif"},
		{"size<big", "'big'", "8G"},
		{"newer:yesterday", "'yesterday'", "2025-06"},
		{"newer:2025-13", "'2025-13'", NULL},
		{"newer:2025-02-30", "'2025-02-30'", NULL},
		{"newer:2025-6", "'2025-6'", NULL},
		{"newer:2025-06-30T12", NULL, NULL},
		{"older!=2025", NULL, NULL},
		{"older<2025", NULL, NULL},
		{"!", "negates", NULL},
		{"!newest", "negates", NULL},
		{"newest oldest", "'oldest'", NULL},
		/* Names that are no field are packages, but not when a field is meant. */
		{"rcom=6.2", "'rcom'", "'has:rcom'"},
		{"torchx>=1", "'torchx'", "'has:torchx'"},
		{"flash-attn=new", "'flash-attn'", "needs a version"},
		{"flash-attn>=", "no image has", NULL},
		{"fl!sh>=2", NULL, NULL},
		{"has:", "no value", NULL},
		{"has:/etc", "names no package", NULL},
		{"has:x>=", "no value", NULL},
		{"has:x>=new", "'new'", "2.7.1"},
		{"has<x", "'has'", "= and !="},
		{"glibc<two", "'two'", NULL},
		{"sort:", "''", "name, path, size"},
		{"sort:colour", "'colour'", "name, path, size"},
		{"sort:-", "''", NULL},
		{"sort:size sort:size sort:size sort:size sort:size sort:size sort:size sort:size "
		 "sort:size", "more than 8", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct diags diags = {0};
		if (query_new(cases[i].query, &diags) != NULL)
			fail_msg("'%s' is taken", cases[i].query);
		assert_only_diag(&diags, "I22");
		if (cases[i].message != NULL &&
			strstr(diags.items[0].message, cases[i].message) == NULL)
			fail_msg("'%s': %s", cases[i].query, diags.items[0].message);
		if (cases[i].hint != NULL && strstr(diags.items[0].hint, cases[i].hint) == NULL)
			fail_msg("'%s': %s", cases[i].query, diags.items[0].hint);
		diags_release(&diags);
	}
}

static void test_limits(void **state)
{
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	struct query *query;

	(void)state;
	text_append_repeated(&text, "rocm<6.4 ", 64);
	query = query_new(text_string(&text), &diags);
	assert_non_null(query);
	query_free(query);
	text_append(&text, "x");
	assert_null(query_new(text_string(&text), &diags));
	assert_only_diag(&diags, "I22");
	diags_release(&diags);

	text_truncate(&text, 0);
	text_append_repeated(&text, "x", 4096);
	query = query_new(text_string(&text), &diags);
	assert_non_null(query);
	query_free(query);
	text_append(&text, "x");
	assert_null(query_new(text_string(&text), &diags));
	assert_only_diag(&diags, "I22");
	diags_release(&diags);
	text_release(&text);
}

/* Conditions on packages are those of PEP 440: local parts and pre-releases do not count as more or
 * less. */
static void test_versions_of_packages(void **state)
{
	static const struct {
		const char *query, *version;
		enum package_source source;
		bool match;
	} cases[] = {
		{"torch<=2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		{"torch>=2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		{"torch>2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, false},
		{"torch<2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, false},
		{"torch=2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		{"torch>2.7.0", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		{"torch<2.7", "2.7.0rc1", PACKAGE_PYTHON, false},
		{"torch<2.7", "2.7.0.dev20250310", PACKAGE_PYTHON, false},
		{"torch<2.8", "2.7.0rc1", PACKAGE_PYTHON, true},
		{"torch>=2.7", "2.7.0rc1", PACKAGE_PYTHON, false},
		{"torch>2.7", "2.7.post1", PACKAGE_PYTHON, false},
		{"has:torch<=2.7.1", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		/* A local part in the condition counts as versions do. */
		{"torch>=2.7.1+rocm6.2", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, true},
		{"torch<2.7.1+rocm6.2", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, false},
		/* Of the distribution's packages the release counts. */
		{"has:torch=2.39", "2.39-0ubuntu8.6", PACKAGE_DPKG, true},
		{"has:torch=2.39", "1:2.39-4+deb12u1", PACKAGE_DPKG, true},
		{"has:torch<=2.39", "2.39-0ubuntu8.6", PACKAGE_DPKG, true},
		{"has:torch>2.39", "2.39-4", PACKAGE_DPKG, false},
		{"has:torch>=9", "2:9.0.1378-2", PACKAGE_DPKG, true},
		{"has:torch<9.1", "2:9.0.1378-2", PACKAGE_DPKG, true},
		{"has:torch=1.2.5", "1.2.5-r9", PACKAGE_DPKG, true},
		{"has:torch!=1.2.5", "1.2.5-r9", PACKAGE_DPKG, false},
		{"has:torch>=1.2.5-r10", "1.2.5-r9", PACKAGE_DPKG, false},
		{"has:torch=1.2.5-r9", "1.2.5-r9", PACKAGE_DPKG, true},
		{"has:torch>=6.4", "6.4.0-150600.23.25.1", PACKAGE_DPKG, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct arena arena = {0};
		struct package torch = {"torch", "torch", cases[i].version, cases[i].source, 0, NULL};
		struct facts facts = {.packages = &torch, .package_count = 1};
		struct image image = make_image(&arena, mine);
		image.facts = &facts;
		if (matches(cases[i].query, &image) != cases[i].match)
			fail_msg("'%s' and %s", cases[i].query, cases[i].version);
		arena_release(&arena);
	}
}

static void test_what_asks_for_the_inside(void **state)
{
	static const struct {
		const char *query;
		bool needs, asks;
	} cases[] = {
		{"torch family:lumi size<8G", false, false},
		{"torch>=2.6", true, false},
		{"rocm<7", true, false},
		{"python=3.12", true, false},
		{"version>=2", false, false},
		{"has:vllm", true, true},
		{"!has:vllm", true, true},
		{"flash-attn>=2", true, true},
		{"mpi:mpich", true, true},
		{"sort:size newest", false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct diags diags = {0};
		struct query *query = query_new(cases[i].query, &diags);
		assert_no_diags(&diags);
		if (query_needs_facts(query) != cases[i].needs ||
			query_asks_inside(query) != cases[i].asks)
			fail_msg("'%s'", cases[i].query);
		query_free(query);
	}
}

static void test_kinds_are_read_when_asked(void **state)
{
	struct diags diags = {0};
	struct query *without = query_new("torch size<8G", &diags);
	struct query *with = query_new("torch !kind=sif", &diags);

	(void)state;
	assert_false(query_needs_kinds(without));
	assert_true(query_needs_kinds(with));
	query_free(without);
	query_free(with);
	query_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_words_as_the_library),
		cmocka_unit_test(test_aliases_count),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_bad_queries),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_versions_of_packages),
		cmocka_unit_test(test_what_asks_for_the_inside),
		cmocka_unit_test(test_kinds_are_read_when_asked),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
