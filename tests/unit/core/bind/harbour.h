#ifndef BERTH_TESTS_UNIT_CORE_BIND_HARBOUR_H
#define BERTH_TESTS_UNIT_CORE_BIND_HARBOUR_H

/*
 * A small site made by hand, so that these tests say what is in it: presets "files" (/pfs,
 * /scratch), "stack" (/opt/cray) and "here" ($BERTH_TEST_PLACE:/here, optional); recipes for the
 * families "old" (stack, files) and "new" (files); /scratch and /flash hold links into /pfs.
 */

#include "bind/bind.h"

static char *harbour_files[] = {(char[]){"/pfs,/scratch"}};
static char *harbour_stack[] = {(char[]){"/opt/cray"}};
static char *harbour_here[] = {(char[]){"$BERTH_TEST_PLACE:/here"}};
static char *harbour_old[] = {(char[]){"stack"}, (char[]){"files"}};
static char *harbour_new[] = {(char[]){"files"}};

static struct site_bind_preset harbour_presets[] = {
	{.record.name = (char[]){"files"},
		.binds = {harbour_files, 1},
		.why = (char[]){"your files live there"},
		.without = (char[]){"files are not found"}},
	{.record.name = (char[]){"stack"}, .binds = {harbour_stack, 1}},
	{.record.name = (char[]){"here"}, .binds = {harbour_here, 1}, .optional = true},
};

static struct site_recipe harbour_recipes[] = {
	{.record.name = (char[]){"old-images"},
		.family = (char[]){"old"},
		.presets = {harbour_old, 2},
		.bindings_module = (char[]){"old-bindings"}},
	{.record.name = (char[]){"new-images"},
		.family = (char[]){"new"},
		.presets = {harbour_new, 1},
		.bindings_module = (char[]){"new-bindings/1.0"}},
};

static struct site_module harbour_modules[] = {
	{.record.name = (char[]){"old-bindings"},
		.name = (char[]){"harbour-bindings"},
		.conflicts = (char[]){"old-bits new-bindings"}},
};

static struct site_linked_filesystem harbour_links[] = {
	{.record.name = (char[]){"/scratch"}, .target = (char[]){"/pfs"}},
	{.record.name = (char[]){"/flash"}, .target = (char[]){"/pfs"}},
};

static char *harbour_stacks[] = {(char[]){"/opt/cray"}, (char[]){"/opt/rocm"}};

static const struct site harbour = {
	.name = (char[]){"harbour"},
	.bind_presets = {harbour_presets, 3},
	.recipes = {harbour_recipes, 2},
	.modules = {harbour_modules, 1},
	.linked_filesystems = {harbour_links, 2},
	.host_stacks = {harbour_stacks, 2},
};

static struct image harbour_old_image UNUSED = {.path = (char[]){"/images/old.sif"},
	.file = "old.sif", .kind = IMAGE_SIF, .name.family = "old"};
static struct image harbour_new_image UNUSED = {.path = (char[]){"/images/new.sif"},
	.file = "new.sif", .kind = IMAGE_SIF, .name.family = "new"};

/* The set as its specs; the caller frees it. */
static inline char *specs_of(const struct bind_set *set)
{
	struct text text = TEXT_INIT;

	bind_set_append_specs(set, &text);
	return text_detach(&text);
}

#define assert_specs(set, wanted)                                                                  \
	do {                                                                                       \
		char *specs_ = specs_of(set);                                                      \
		assert_string_equal(specs_, (wanted));                                             \
		free(specs_);                                                                      \
	} while (0)

#endif
