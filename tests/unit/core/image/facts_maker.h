#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_FACTS_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_FACTS_MAKER_H

/* What the tests of facts and verdicts share: a SIF, by mksquashfs and siftool, of a tree that a shell
 * script makes, and its facts. */

#include "image/facts_parts.h"

#include "core/image/tree_maker.h"

struct yard {
	struct grove grove;
	struct facts facts;
};

static inline int yard_set_up(void **state)
{
	struct yard *yard = xcalloc(1, sizeof *yard);
	yard->grove.folder = make_folder();
	*state = yard;
	return 0;
}

static inline int yard_tear_down(void **state)
{
	struct yard *yard = *state;
	facts_release(&yard->facts);
	grove_close(&yard->grove);
	remove_folder(yard->grove.folder);
	free(yard);
	return 0;
}

/* Runs the script in an empty tree and packs that as x.sif. In the script `put FILE [TEXT]` makes a
 * file with all its folders. */
static inline void yard_make(struct yard *yard, const char *script)
{
	char *whole = xasprintf("rm -rf tree x.sqfs x.sif; mkdir tree; cd tree\n"
				"put() { mkdir -p \"$(dirname \"$1\")\"; printf '%%b' \"$2\" > \"$1\"; }\n"
				"%s\ncd ..\n"
				"mksquashfs tree x.sqfs -noappend -all-root -no-progress\n"
				"siftool new x.sif\n"
				"siftool add x.sif x.sqfs --datatype 4 --parttype 2 --partfs 1 "
				"--partarch 2 --groupid 1\n",
		script);

	grove_run(&yard->grove, whole);
	free(whole);
}

/* Makes the image and reads its facts. */
static inline const struct facts *yard_facts(
	struct yard *yard, const char *script, enum facts_depth depth)
{
	yard_make(yard, script);
	facts_release(&yard->facts);
	assert_true(grove_open(&yard->grove, "x.sif"));
	assert_true(facts_read(yard->grove.tree, &yard->grove.sif, depth, NULL, &yard->facts,
		&yard->grove.diags));
	return &yard->facts;
}

/* "KEY=VERSION@PREFIX/SOURCE ..." of all packages, "-" where the version is not known. */
static inline const char *yard_packages(struct yard *yard)
{
	struct text *text = &yard->grove.text;

	text_truncate(text, 0);
	for (size_t i = 0; i < yard->facts.package_count; i++) {
		const struct package *package = &yard->facts.packages[i];
		text_append_format(text, "%s%s=%s@%s:%s", i > 0 ? " " : "", package->key,
			package->version != NULL ? package->version : "-",
			yard->facts.environments[package->environment].prefix,
			package_source_names[package->source]);
	}
	return text_string(text);
}

/* "value version path" of a fact, "-" for what is unknown. */
static inline const char *yard_fact(struct yard *yard, enum fact fact)
{
	const struct fact_value *value = &yard->facts.values[fact];
	struct text *text = &yard->grove.text;

	text_truncate(text, 0);
	text_append_format(text, "%s %s %s", value->value != NULL ? value->value : "-",
		value->version != NULL ? value->version : "-",
		value->path != NULL ? value->path : "-");
	return text_string(text);
}

#define YARD(test) cmocka_unit_test_setup_teardown(test, yard_set_up, yard_tear_down)

#endif
